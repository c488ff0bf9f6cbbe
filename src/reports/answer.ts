/** The numbers of a report, as answered. */
import type { Counts, Tallies, Tally } from './count.ts'
import { type GroupKey, sortGroups } from './groups.ts'
import { type Measure, type Report, results } from './report.ts'
import { findHidden, isHidden, type Suppressed } from './suppression.ts'

const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits

/** The middle value, or the mean of the two in the middle; null if there are none. */
function computeMedian(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : rounded((low + high) / 2, 2)
}

const computeMean = (values: readonly number[]) =>
  values.length === 0 ? null : rounded(values.reduce((sum, value) => sum + value, 0) / values.length, 2)

function computeAverages({ value }: Measure, values: readonly number[], least: number) {
  const isEnough = values.length >= least
  return {
    median: value?.average === 'median' && isEnough ? computeMedian(values) : null,
    mean: value?.average === 'mean' && isEnough ? computeMean(values) : null,
  }
}

/** The reason codes of rows, each with the number of rows that have it, most frequent first. */
function countCodes(reasons: ReadonlyMap<string, number>): [reason: string, count: number][] {
  const codes = new Map<string, number>()
  for (const [reason, count] of reasons)
    for (const code of reason.split(' ')) codes.set(code, (codes.get(code) ?? 0) + count)
  return [...codes].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
}

const listReasons = ({ reasons }: Tally) =>
  results.flatMap((result) => countCodes(reasons[result]).map(([reason, count]) => ({ result, reason, count })))

function shownMeasure(measure: string, definition: Measure, tally: Tally) {
  const { numerator, unknown, pending } = tally
  const denominator = numerator + tally.denominator
  const all = listReasons(tally)
  return {
    ...{ measure, numerator, denominator },
    rate: denominator === 0 ? null : rounded(numerator / denominator, 4),
    excluded: all.filter(({ result }) => result === 'excluded').map(({ reason, count }) => ({ reason, count })),
    ...{ unknown, pending },
    reasons: all.filter(({ result }) => result !== 'excluded'),
    ...computeAverages(definition, tally.values, 1),
    suppressed: false,
  }
}

const left = { numerator: null, denominator: null }

/** A measure without what could identify a few people: its reasons, and all counts if one of them is small. */
function guardedMeasure(measure: string, definition: Measure, tally: Tally, least: number, hidden: Suppressed) {
  const shown = { ...shownMeasure(measure, definition, tally), reasons: [] }
  const isSuppressed = isHidden(hidden, measure)
  const getCount = (cell: 'excluded' | 'unknown' | 'pending') =>
    isSuppressed ? (hidden.get(measure)?.[cell] === 0 ? 0 : null) : tally[cell]
  const sum = hidden.get(measure)
  const isNobody = sum?.numerator === 0 && sum.denominator === 0
  const excluded = getCount('excluded')
  return {
    ...shown,
    ...(isSuppressed && { ...(isNobody ? { numerator: 0, denominator: 0 } : left), rate: null }),
    excluded: excluded === null ? null : excluded === 0 ? [] : [{ reason: null, count: excluded }],
    unknown: getCount('unknown'),
    pending: getCount('pending'),
    ...(isSuppressed ? { median: null, mean: null } : computeAverages(definition, tally.values, least)),
    suppressed: isSuppressed,
  }
}

type Line = (measure: string, definition: Measure, tally: Tally) => object

const shownTallies = ({ measures }: Report, tallies: Tallies, line: Line) =>
  Object.entries(measures).map(([measure, definition]) => line(measure, definition, tallies.get(measure) as Tally))

/** The measures of a report and of each group, without small counts if `suppressBelow` is given. */
export function shownCounts(report: Report, { all, groups }: Counts, suppressBelow: number | undefined) {
  const hidden = suppressBelow === undefined ? undefined : findHidden(report, { all, groups }, suppressBelow)
  const lineFor = (group: GroupKey | undefined): Line =>
    hidden && suppressBelow !== undefined
      ? (measure, definition, tally) =>
          guardedMeasure(measure, definition, tally, suppressBelow, group === undefined ? hidden.all : hidden.of(group))
      : shownMeasure
  return {
    measures: shownTallies(report, all, lineFor(undefined)),
    groups: sortGroups(groups).map(([group, tallies, key]) => ({
      group,
      measures: shownTallies(report, tallies, lineFor(key)),
    })),
  }
}
