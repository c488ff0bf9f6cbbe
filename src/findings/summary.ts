/** Counts findings of the caseload by severity and by rule or a property of their plans. */
import type { Day } from '../calendar.ts'
import { type Call, statement } from '../database/db.ts'
import { buildConditions, type Filter } from '../database/rows.ts'
import type { Grouping } from './finding.ts'
import { type FindingQuery, wantedFilters } from './lists.ts'

/** What is counted: findings, filtered by their own and their plans' properties, and grouped. */
export type Counting = {
  groupBy: Grouping
  own: readonly Filter[]
  /** Filters of findings, too, but ones that the sums of days do not cover. */
  others: readonly Filter[]
  ofPlans: readonly Filter[]
}

const isAsked = ([, ...values]: Filter) => !values.includes(undefined)

/** Counts for a day or a span: summed from the day counts where possible, or else counted row by row. */
export function selectSummary(agencyId: string, wanted: FindingQuery, counting: Counting): Call {
  const isCounted = counting.groupBy === 'rule' && ![...counting.others, ...counting.ofPlans].some(isAsked)
  return isCounted ? selectSums(agencyId, wanted, counting) : selectCounts(agencyId, wanted, counting)
}

const toMonth = (day: Day): Day => `${day.slice(0, 7)}-01`

/** Sums the months before a day's month and the days of that month up to it, so that years of days need not be read. */
function selectSums(agencyId: string, wanted: FindingQuery, { own }: Counting): Call {
  const isSpan = 'from' in wanted
  const [first, last] = isSpan ? [wanted.from, wanted.to] : [toMonth(getDay(wanted)), getDay(wanted)]
  const column = isSpan ? 'started' : 'on' in wanted ? 'active_delta' : 'known_delta'
  const values = [agencyId, first, last]
  const conditions = ['f.agency_id = $1', ...buildConditions(own, values)].join(' and ')
  const text = `
    select json_build_object('rule', rule, 'severity', severity, 'count', sum(count))::text from (
      select f.rule, f.severity, f.${column} as count from finding_days f
      where ${conditions} and f.day between $2::date and $3::date
      ${isSpan ? '' : `union all select f.rule, f.severity, f.${column} from finding_months f where ${conditions} and f.month < $2::date`}
    ) counts group by rule, severity having sum(count) <> 0 order by rule, severity`
  return { statement: statement(text), values }
}

const getDay = (wanted: { on: Day } | { knownOn: Day }): Day => ('on' in wanted ? wanted.on : wanted.knownOn)

/** What findings are grouped by: a text, or JSON for programs. It is read once per plan, not once per finding. */
const places = {
  rule: 'null',
  careerPlanner: 'p.career_planner',
  office: 'p.office',
  program: `(select r.programs::text from periods r
    where r.agency_id = p.agency_id and r.participant_id = p.participant_id and r.period_id = p.period_id)`,
} as const satisfies Record<Grouping, string>

/** Findings of a deleted draft no longer have a plan, and count as those of plans without a value. */
function selectCounts(agencyId: string, wanted: FindingQuery, { groupBy, own, others, ofPlans }: Counting): Call {
  const values = [agencyId]
  const conditions = buildConditions([...wantedFilters(wanted), ...own, ...others], values)
  const plans = ['p.agency_id = $1', ...buildConditions(ofPlans, values)].join(' and ')
  const join = ofPlans.some(isAsked) ? 'join' : 'left join'
  const [once, each] =
    groupBy === 'program'
      ? ['materialized', 'left join lateral json_array_elements_text(place::json) as one (value) on true']
      : ['', 'cross join lateral (values (place)) as one (value)']
  const text = `
    with placed as ${once} (select p.id, ${places[groupBy]} as place from plans p where ${plans}),
    counts as (
      select ${groupBy === 'rule' ? 'f.rule' : 'placed.place'} as place, f.severity, count(*) as count
      from findings f ${join} placed on placed.id = f.plan_id
      where f.agency_id = $1 and f.waiver_id is null and ${conditions.join(' and ')} group by 1, 2
    )
    select json_build_object('${groupBy}', value, 'severity', severity, 'count', sum(count))::text
    from counts ${each} group by value, severity order by value, severity`
  return { statement: statement(text), values }
}
