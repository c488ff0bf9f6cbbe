/** The statements that write findings. */
import { v7 as newId } from 'uuid'
import { type Day, latestDay } from '../calendar.ts'
import { forever } from '../database/columns.ts'
import type { Call } from '../database/db.ts'
import { insertInto } from '../database/rows.ts'
import type { Finding } from '../rules/evaluate.ts'
import { changeCounts, type Interval } from './counts.ts'
import { rankOf } from './finding.ts'
import { type EvaluatedAt, resolveFindings } from './retention.ts'
import { findings } from './tables.ts'

/** A finding that is stored: a waiver covers all of its days or none. */
export type CutFinding = Finding & { waivedBy: string | null }

/** A stored finding, and the day since which it has been known. */
export type StoredFinding = CutFinding & { id: string; knownFrom: Day; rank: number }

/**
 * SQL: the unresolved findings of a participant, each as the JSON of a stored finding; `participantId` is SQL, too. Their order
 * is that of the index that has them together: without statistics, PostgreSQL might read those of the whole agency.
 */
export const buildUnresolved = (participantId: string): string => `
  select '{"id":"' || f.id || '","knownFrom":"' || f.known_from || '","rank":' || f.rank || ',"values":' || f.said || ',' || f.members || '}'
  from findings f where f.agency_id = $1 and f.participant_id = ${participantId} and f.resolved_at is null
  order by f.plan_id`

/** What a finding says, as text; findings with the same text are the same. */
const encodeValue = ({
  rule,
  subject: { type, id, externalId },
  from,
  until,
  severity,
  values,
  rank,
  ...rest
}: CutFinding & { rank: number }) => {
  const { planId, pointer, pointers, spans, waivedBy } = rest
  const places = [pointer, pointers, spans?.map(({ start, end }) => [start, end])]
  return JSON.stringify([rule, type, id, planId, from, until, externalId, severity, rank, values, places, waivedBy])
}

/** The findings of a person: the unresolved ones as stored, and as they are now. */
export type PersonFindings = { participantId: string; stored: readonly StoredFinding[]; now: readonly CutFinding[] }

/** The findings that go and those that come; those that stay are not touched. */
function compareFindings({ stored, now }: PersonFindings) {
  const came = new Map(now.map((finding) => [encodeValue({ ...finding, rank: rankOf(finding) }), finding]))
  const gone = stored.filter((finding) => !came.delete(encodeValue(finding)))
  return { gone, came: [...came.values()] }
}

const insert = insertInto(findings)

/**
 * The statements that update the findings of persons: those that went, those that came, and the counts. Counts are written
 * last and only once, however many persons there are, so that writes cannot deadlock.
 */
export function changeFindings(agencyId: string, persons: readonly PersonFindings[], found: EvaluatedAt): Call[] {
  const calls: Call[] = []
  const went: Interval[] = []
  const came: ReturnType<typeof toRow>[] = []
  for (const person of persons) {
    const difference = compareFindings(person)
    came.push(...difference.came.map((one) => toRow(one, person.participantId, found)))
    const gone = difference.gone.map((one) => ({ ...one, until: one.until ?? forever }))
    went.push(...gone)
    calls.push(...resolveFindings(agencyId, person.participantId, gone, found))
  }
  return [...calls, ...insert(agencyId, came), ...changeCounts(agencyId, came, went, found.today)]
}

/** The members of an object as JSON, without the braces around them. */
const encodeMembers = (value: object): string =>
  Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${JSON.stringify(member)}`)
    .join(',')

/** A new finding as a row; it is known from the day on which it is found. */
export const toRow = (finding: CutFinding, participantId: string, { at, today, policyVersion }: EvaluatedAt) => {
  const { rule, severity, subject, planId, values, pointer, pointers, spans, from, until, waivedBy } = finding
  const where = { subject, planId, pointer, pointers, spans }
  const members = encodeMembers({ rule, severity, ...where, from, until, waivedBy, policyVersion })
  return {
    ...{ id: newId(), participantId, planId, rule, severity, subjectType: subject.type, from, until: until ?? forever },
    ...{ rank: rankOf(finding), waivedBy, policyVersion, members, said: JSON.stringify(values) },
    ...{ foundAt: at, resolvedAt: null },
    knownFrom: latestDay([from, today]),
    knownUntil: until ?? forever,
  }
}
