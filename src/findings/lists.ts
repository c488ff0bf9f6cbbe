/** The statements that list findings. */
import type { Day, DayRange } from '../calendar.ts'
import { type Call, type Row, statement } from '../database/db.ts'
import { buildConditions, type Filter, toArray } from '../database/rows.ts'
import { allRules } from '../rules/index.ts'
import { getCitation } from './finding.ts'
import { english } from './message.ts'

/** SQL: the place of a finding f, for `formatFinding`. */
export const findingPlace = `concat_ws(' ', f.rule, f.rank, f.from_on, f.known_from, f.until_on, f.id)`

/**
 * A finding f as five columns: its members for the answer, what its message tells, its place (rule, rank, from, known_from,
 * until, and id), and the participant and the plan that it is about.
 */
const asRow = `f.members, f.said, ${findingPlace}, f.participant_id, f.plan_id`
/** The columns that make a finding. */
export const findingColumns = ['members', 'said', 'place']

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

/** The order of lists: by rank, then by `from`; for a past day, then by the day it became known, which later writes do not change. */
const buildOrder = (wanted: FindingQuery): string =>
  'knownOn' in wanted ? 'f.rank, f.from_on, f.known_from, f.until_on, f.id' : 'f.rank, f.from_on, f.until_on, f.id'

type Page = { after: readonly string[] | undefined; limit: number | null }
/** The findings that are asked for: their filters, whether those are about plans, and the ranks that they can have. */
type Among = { filters: readonly Filter[]; inPlans: boolean; ranks: readonly number[] }

/** The requested findings of the caseload, in order. */
export const selectCaseload = (agencyId: string, wanted: FindingQuery, among: Among, page: Page): Call =>
  'from' in wanted ? selectBeginning(agencyId, wanted, among, page) : selectHolding(agencyId, wanted, among, page)

const buildJoin = ({ inPlans }: Among) =>
  inPlans ? 'join plans p on p.agency_id = f.agency_id and p.id = f.plan_id' : ''

/** The condition that a finding comes after a position in the order. */
function behind(wanted: FindingQuery, place: readonly string[]): Filter {
  const casts = ['smallint', ...place.slice(2).map(() => 'date'), 'uuid']
  const marks = casts.map((cast) => `?::${cast}`)
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

/** The ranks that a page goes through, and the day on which it begins in the first of them. */
function findStart({ ranks }: Among, [rank = '0', from = '1900-01-01']: readonly string[] = []) {
  const left = ranks.filter((one) => one >= Number(rank))
  return { left: toArray(left.map(String)), rank: Number(rank), from }
}

/** What begins in a span is one range of the index for each rank. */
function selectBeginning(agencyId: string, span: DayRange, among: Among, { after, limit }: Page): Call {
  const values: (string | number | null)[] = [agencyId, limit, findStart(among, after).left]
  const place = after ? [behind(span, after)] : []
  const conditions = buildConditions([...wantedFilters(span), ...place, ...among.filters], values)
  const text = `
    select one.* from unnest($3::smallint[]) as ranks (rank) cross join lateral (
      select ${asRow} from findings f ${buildJoin(among)}
      where f.agency_id = $1 and f.rank = ranks.rank and ${conditions.join(' and ')}
      order by ${buildOrder(span)} limit $2::int
    ) one limit $2::int`
  return { statement: statement(text), values, avoidSort: true }
}

/**
 * What holds on a day. The statement goes through the ranks, and in each from one day on which findings begin to the next (the
 * calendar limits their number, however large the caseload), and takes from each the findings that have not ended. So it does
 * not read what ended long ago or, for a past day, what became known only later.
 */
function selectHolding(
  agencyId: string,
  wanted: Exclude<FindingQuery, DayRange>,
  among: Among,
  { after, limit }: Page,
): Call {
  const [day, kept] = 'on' in wanted ? [wanted.on, 'and resolved_at is null'] : [wanted.knownOn, '']
  const { left, rank, from } = findStart(among, after)
  const values: (string | number | null)[] = [agencyId, day, from, limit, left, rank]
  const place = after ? [behind(wanted, after)] : []
  const conditions = buildConditions([...wantedFilters(wanted), ...place, ...among.filters], values)
  const selectDay = (condition: string) => `
    select from_on from findings
    where agency_id = $1::uuid and rank = ranks.rank ${kept} and ${condition} order by from_on limit 1`
  const text = `
    select one.* from unnest($5::smallint[]) as ranks (rank) cross join lateral (
      with recursive days as (
        (${selectDay("from_on >= case when ranks.rank = $6::smallint then $3::date else '-infinity' end")})
        union all
        select (${selectDay('from_on > days.from_on')}) from days where days.from_on < $2::date
      )
      select from_on from days where from_on <= $2::date
    ) days cross join lateral (
      select ${asRow} from findings f ${buildJoin(among)}
      where f.agency_id = $1::uuid and f.rank = ranks.rank and f.from_on = days.from_on and ${conditions.join(' and ')}
      order by ${buildOrder(wanted)} limit $4::int
    ) one limit $4::int`
  return { statement: statement(text), values, avoidSort: true }
}

/**
 * JSON in ASCII, stored in memory with one byte per character, which `replace` alone does not ensure. A single wide text in
 * an answer would make all of it slow to encode.
 */
function asciiJson(value: object | string | null): string {
  const escaped = JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Buffer.from(escaped, 'latin1').toString('latin1')
}
const citationJson = new Map(allRules.map(({ name }) => [name, asciiJson(getCitation(name))]))

const titleJson = new Map(allRules.map(({ name }) => [name, asciiJson(english.titleOf(name))]))

const splitPlace = (place: string) => {
  const [rule = '', rank = '', from = '', knownFrom = '', until = '', id = ''] = place.split(' ')
  return { rule, rank, from, knownFrom, until, id }
}

/** Makes finding rows the JSON of the answer, as of the day that is asked for; without one, each as of its first day. */
export const formatFinding =
  (asOf?: Day) =>
  ([members, said, place]: Row): string => {
    const { rule, from } = splitPlace(place as string)
    const message = asciiJson(english.render(rule, JSON.parse(said as string), asOf ?? from))
    return `{${members},"title":${titleJson.get(rule)},"message":${message},"citation":${citationJson.get(rule) ?? null}}`
  }

/** The position of a finding row in the requested order. */
export const readPlace =
  (wanted: FindingQuery) =>
  ([, , place]: Row): string[] => {
    const { rank, from, knownFrom, until, id } = splitPlace(place as string)
    return [rank, from, ...('knownOn' in wanted ? [knownFrom] : []), until, id]
  }
