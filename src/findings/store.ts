/** The statements of findings. */
import { v7 as newId } from 'uuid'
import type { Day } from '../calendar.ts'
import { type Call, type Row, statement } from '../db.ts'
import { conditionsOf, type Filter, insertInto } from '../rows.ts'
import { type Finding, rules } from '../rules/index.ts'
import { citationOf } from './finding.ts'
import { findingDays, findings } from './tables.ts'

/**
 * The findings of a plan ($2) that no write has resolved, for `changedFindings`. Each is one text: it is only compared,
 * and a column costs more to send than to join.
 */
export const unresolvedOfPlan = `
  select concat_ws(E'\\x01', id, rule, severity, subject_type, subject_id, coalesce(subject_external_id, ''), message,
    pointer, from_on, until_on)
  from findings where agency_id = $1 and plan_id = $2 and resolved_at is null`

const resolve = statement(
  'update findings set resolved_at = $3::timestamptz where agency_id = $1 and id = any ($2::uuid[]) and resolved_at is null',
)
const insert = insertInto(findings)
const count = insertInto(
  findingDays,
  'on conflict (agency_id, day, rule, severity) do update set delta = finding_days.delta + excluded.delta',
)

const forever = 'infinity'
type Counted = { rule: string; severity: string; from: Day; until: Day }

/** What a finding says, as one text: two findings are the same when these are. */
const contentOf = ({ rule, severity, subject, message, pointer, from, until }: Finding) =>
  [rule, severity, subject.type, subject.id, subject.externalId ?? '', message, pointer, from, until ?? forever].join(
    '\u0001',
  )

/** By how much each day differs from the one before, for findings that come (1) or go (-1). */
function deltas(came: readonly Counted[], went: readonly Counted[]) {
  const byKey = new Map<string, { day: Day; rule: string; severity: string; delta: number }>()
  const add = (day: Day, { rule, severity }: Counted, delta: number) => {
    if (day === forever) return
    const key = `${day} ${rule} ${severity}`
    const known = byKey.get(key) ?? { day, rule, severity, delta: 0 }
    byKey.set(key, { ...known, delta: known.delta + delta })
  }
  for (const [counted, sign] of [
    [came, 1],
    [went, -1],
  ] as const)
    for (const one of counted) {
      add(one.from, one, sign)
      add(one.until, one, -sign)
    }
  // in the order of their keys, so that two writes never wait for each other
  const sorted = [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([, counted]) => counted).filter(({ delta }) => delta !== 0)
}

/** The statements that make the findings of a plan what they are now: those that went, those that came, and the counts. */
export function changedFindings(
  agencyId: string,
  planId: string,
  stored: readonly string[],
  now: readonly Finding[],
  at: string,
): Call[] {
  const wanted = new Map(now.map((finding) => [contentOf(finding), finding]))
  const gone = stored
    .map((text) => text.split('\u0001'))
    .filter(([, ...content]) => !wanted.delete(content.join('\u0001')))
  const came = [...wanted.values()]
  const calls: Call[] = []
  if (gone.length > 0)
    calls.push({ statement: resolve, values: [agencyId, `{${gone.map(([id]) => id).join(',')}}`, at] })
  if (came.length > 0)
    calls.push(
      insert(
        agencyId,
        came.map((one) => rowOf(one, planId, at)),
      ),
    )
  const changed = deltas(
    came.map((one) => ({ ...one, until: one.until ?? forever })),
    gone.map((row) => ({
      rule: row[1] as string,
      severity: row[2] as string,
      from: row[8] as Day,
      until: row[9] as Day,
    })),
  )
  if (changed.length > 0) calls.push(count(agencyId, changed))
  return calls
}

const rowOf = ({ subject, until, ...finding }: Finding, planId: string, at: string) => ({
  id: newId(),
  planId,
  ...finding,
  subjectType: subject.type,
  subjectId: subject.id,
  subjectExternalId: subject.externalId,
  until: until ?? forever,
  foundAt: at,
})

const columns = `f.rule, f.severity, f.subject_type, f.subject_id, f.subject_external_id, f.plan_id, f.message, f.pointer,
  f.from_on, f.until_on, f.id`

const ofPlan = statement(`
  select ${columns} from findings f
  where f.agency_id = $1 and f.plan_id = $2 and f.resolved_at is null and f.from_on <= $3 and f.until_on > $3
  order by f.from_on, f.until_on, f.id`)

/** The findings of a plan that hold on a day. */
export const selectPlanFindings = (agencyId: string, planId: string, asOf: Day): Call => ({
  statement: ofPlan,
  values: [agencyId, planId, asOf],
})

/** The place of a finding in the order of lists: from, until, id. */
export type Position = readonly [from: string, until: string, id: string]
const start: Position = ['1900-01-01', '-infinity', '00000000-0000-0000-0000-000000000000']

/**
 * The findings of the caseload that hold on a day, in order. It goes from one day on which findings begin to the next
 * (there are as many as the calendar has days, however large the caseload) and takes from each those that have not
 * ended, so that what has ended long ago is never read.
 */
export function selectCaseload(
  agencyId: string,
  asOf: Day,
  after: Position | undefined,
  limit: number,
  filters: Filter[],
  inPlans: boolean,
): Call {
  const values: (string | number)[] = [agencyId, asOf, ...(after ?? start), limit]
  const conditions = conditionsOf(filters, values).map((condition) => `and ${condition}`)
  const join = inPlans ? 'join plans p on p.agency_id = f.agency_id and p.id = f.plan_id' : ''
  const unresolved = 'agency_id = $1::uuid and resolved_at is null'
  const text = `
    with recursive days as (
      (select from_on from findings where ${unresolved} and from_on >= $3::date order by from_on limit 1)
      union all
      select (select from_on from findings where ${unresolved} and from_on > days.from_on order by from_on limit 1)
      from days where days.from_on < $2::date
    )
    select one.* from days cross join lateral (
      select ${columns} from findings f ${join}
      where f.agency_id = $1::uuid and f.resolved_at is null and f.from_on = days.from_on and f.until_on > $2::date
        and (f.from_on, f.until_on, f.id) > ($3::date, $4::date, $5::uuid) ${conditions.join(' ')}
      order by f.until_on, f.id limit $6::int
    ) one where days.from_on <= $2::date limit $6::int`
  return { statement: statement(text), values }
}

const summary = statement(`
  select json_build_object('rule', rule, 'severity', severity, 'count', sum(delta))::text from finding_days
  where agency_id = $1 and day <= $2 group by rule, severity having sum(delta) <> 0 order by rule, severity`)

/** How many findings hold on a day, by rule and severity. */
export const selectSummary = (agencyId: string, asOf: Day): Call => ({ statement: summary, values: [agencyId, asOf] })

const citationJson = new Map(rules.map(({ name }) => [name, JSON.stringify(citationOf(name))]))

/** A finding row as the JSON that is answered; only texts of callers and messages can hold what must be escaped. */
export function findingJson([
  rule,
  severity,
  type,
  id,
  externalId,
  planId,
  message,
  pointer,
  from,
  until,
]: Row): string {
  const subject = `{"type":"${type}","id":"${id}","externalId":${JSON.stringify(externalId)}}`
  const days = `"from":"${from}","until":${until === forever ? null : `"${until}"`}`
  const text = `"planId":"${planId}","message":${JSON.stringify(message)},"pointer":"${pointer}"`
  return `{"rule":"${rule}","severity":"${severity}","subject":${subject},${text},${days},"citation":${citationJson.get(rule as string) ?? null}}`
}

/** The place of a finding row. */
export const positionOfFinding = (row: Row): string[] => row.slice(8, 11) as string[]
