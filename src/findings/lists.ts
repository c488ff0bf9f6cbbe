/** The statements that list findings. */
import type { Day, DayRange } from '../calendar.ts'
import { forever } from '../database/columns.ts'
import { type Call, type Row, statement } from '../database/db.ts'
import { buildConditions, type Filter } from '../database/rows.ts'
import { allRules } from '../rules/index.ts'
import { getCitation } from './finding.ts'

/**
 * A finding f as four columns: its members for the answer, a key of rule, id, and the day since which it was known, and the
 * participant and the plan that it is about.
 */
const asRow = `f.members, f.rule || ' ' || f.id || ' ' || f.known_from, f.participant_id, f.plan_id`
/** The columns that make a finding. */
export const findingColumns = ['members', 'key']

/** What is asked for: what holds on a day, what was known on a day to hold, or what begins in a span. */
export type FindingQuery = { on: Day } | { knownOn: Day } | DayRange

/** The conditions for this, with their values. */
export function wantedFilters(wanted: FindingQuery): Filter[] {
  if ('on' in wanted) {
    const { on } = wanted
    return [['f.resolved_at is null and f.from_on <= ?::date and f.until_on > ?::date', on, on]]
  }
  if ('knownOn' in wanted) {
    const { knownOn } = wanted
    return [
      ['f.from_on <= ?::date and f.until_on > ?::date', knownOn, knownOn],
      ['f.known_from <= ?::date and f.known_until > ?::date', knownOn, knownOn],
    ]
  }
  return [['f.resolved_at is null and f.from_on between ?::date and ?::date', wanted.from, wanted.to]]
}

/** The order of lists: by `from`; for a past day, then by the day it became known, which later writes do not change. */
const buildOrder = (wanted: FindingQuery): string =>
  'knownOn' in wanted ? 'f.from_on, f.known_from, f.until_on, f.id' : 'f.from_on, f.until_on, f.id'

type Page = { after: readonly string[] | undefined; limit: number | null }
type Among = { filters: readonly Filter[]; inPlans: boolean }

/** The requested findings of the caseload, in order. */
export const selectCaseload = (agencyId: string, wanted: FindingQuery, among: Among, page: Page): Call =>
  'from' in wanted ? selectBeginning(agencyId, wanted, among, page) : selectHolding(agencyId, wanted, among, page)

const buildJoin = ({ inPlans }: Among) =>
  inPlans ? 'join plans p on p.agency_id = f.agency_id and p.id = f.plan_id' : ''

const casts = ['date', 'date', 'date', 'uuid']

/** The condition that a finding comes after a position in the order. */
function behind(wanted: FindingQuery, place: readonly string[]): Filter {
  const marks = casts.slice(-place.length).map((cast) => `?::${cast}`)
  return [`(${buildOrder(wanted)}) > (${marks.join(', ')})`, ...place]
}

/** Whose findings are listed: those of a plan, or all of a participant. */
export type Owner = { planId: string } | { participantId: string }

// the participant is named with the plan, because the findings of a person are kept together
const ofPlan =
  'f.participant_id = (select participant_id from plans where agency_id = $1 and id = $2) and f.plan_id = $2'

/** The requested findings of one plan or participant, in order, after a position. */
export function selectFindingsOf(
  agencyId: string,
  owner: Owner,
  wanted: FindingQuery,
  after?: readonly string[],
): Call {
  const [belonging, id] = 'planId' in owner ? [ofPlan, owner.planId] : ['f.participant_id = $2', owner.participantId]
  const values: string[] = [agencyId, id]
  const filters = [...wantedFilters(wanted), ...(after ? [behind(wanted, after)] : [])]
  const conditions = ['f.agency_id = $1', belonging, ...buildConditions(filters, values)]
  const text = `select ${asRow} from findings f where ${conditions.join(' and ')} order by ${buildOrder(wanted)}`
  return { statement: statement(text), values }
}

const firstId = '00000000-0000-0000-0000-000000000000'

/** What begins in a span is one range of the index; the position says where the range begins. */
function selectBeginning(agencyId: string, span: DayRange, among: Among, { after, limit }: Page): Call {
  const values: (string | number | null)[] = [agencyId, limit]
  const place = behind(span, after ?? [span.from, '-infinity', firstId])
  const conditions = buildConditions([...wantedFilters(span), place, ...among.filters], values)
  const text = `
    select ${asRow} from findings f ${buildJoin(among)} where f.agency_id = $1 and ${conditions.join(' and ')}
    order by ${buildOrder(span)} limit $2::int`
  return { statement: statement(text), values, avoidSort: true }
}

/**
 * What holds on a day. The statement goes from one day on which findings begin to the next (the calendar limits their number,
 * however large the caseload) and takes from each the findings that have not ended. So it does not read what ended long ago
 * or, for a past day, what became known only later.
 */
function selectHolding(
  agencyId: string,
  wanted: Exclude<FindingQuery, DayRange>,
  among: Among,
  { after, limit }: Page,
): Call {
  const [day, kept] = 'on' in wanted ? [wanted.on, 'and resolved_at is null'] : [wanted.knownOn, '']
  const values: (string | number | null)[] = [agencyId, day, after?.[0] ?? '1900-01-01', limit]
  const place = after ? [behind(wanted, after)] : []
  const conditions = buildConditions([...wantedFilters(wanted), ...place, ...among.filters], values)
  const text = `
    with recursive days as (
      (select from_on from findings where agency_id = $1::uuid ${kept} and from_on >= $3::date order by from_on limit 1)
      union all
      select (
        select from_on from findings where agency_id = $1::uuid ${kept} and from_on > days.from_on order by from_on limit 1
      ) from days where days.from_on < $2::date
    )
    select one.* from days cross join lateral (
      select ${asRow} from findings f ${buildJoin(among)}
      where f.agency_id = $1::uuid and f.from_on = days.from_on and ${conditions.join(' and ')}
      order by ${buildOrder(wanted)} limit $4::int
    ) one where days.from_on <= $2::date limit $4::int`
  return { statement: statement(text), values, avoidSort: true }
}

/**
 * JSON in ASCII, stored in memory with one byte per character, which `replace` alone does not ensure. A single wide text in
 * an answer would make all of it slow to encode.
 */
function asciiJson(value: object | null): string {
  const escaped = JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Buffer.from(escaped, 'latin1').toString('latin1')
}
const citationJson = new Map(allRules.map(({ name }) => [name, asciiJson(getCitation(name))]))

/** A finding row as the JSON of the answer. */
export function findingJson([members, key]: Row): string {
  const [rule = ''] = (key as string).split(' ', 1)
  return `{${members},"citation":${citationJson.get(rule) ?? null}}`
}

/** The position of a finding row in the requested order. */
export const readPlace =
  (wanted: FindingQuery) =>
  ([members, key]: Row): string[] => {
    const { from, until } = JSON.parse(`{${members}}`)
    const [, id = '', knownFrom = ''] = (key as string).split(' ')
    return [from, ...('knownOn' in wanted ? [knownFrom] : []), until ?? forever, id]
  }
