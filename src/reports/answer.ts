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

const buildShare = (numerator: number, complement: number) => {
  const denominator = numerator + complement
  return { numerator, denominator, rate: denominator === 0 ? null : rounded(numerator / denominator, 4) }
}

/** The number as the law counts it, of a federal indicator. */
function buildFederal({ isFederal }: Measure, tally: Tally, median: number | null, isWhole: boolean) {
  if (!isFederal) return null
  const { numerator, denominator, late, unknown, pending } = tally
  const isFinal = isWhole && unknown === late && pending === 0
  return { ...buildShare(numerator, denominator + late), median, isFinal }
}

/** A measure to be shown; `isWhole` is whether the days of the cohort have passed. */
type LineOf = { measure: string; definition: Measure; tally: Tally; isWhole: boolean }

function shownMeasure({ measure, definition, tally, isWhole }: LineOf) {
  const { numerator, denominator, unknown, pending } = tally
  const all = listReasons(tally)
  const averages = computeAverages(definition, tally.values, 1)
  return {
    measure,
    federal: buildFederal(definition, tally, averages.median, isWhole),
    known: { ...buildShare(numerator, denominator), ...averages },
    excluded: all.filter(({ result }) => result === 'excluded').map(({ reason, count }) => ({ reason, count })),
    ...{ unknown, pending },
    reasons: all.filter(({ result }) => result !== 'excluded'),
    suppressed: false,
  }
}

const none = { numerator: null, denominator: null, rate: null, median: null }

/** A measure without what could identify a few people: its reasons, and all counts if one of them is small. */
function guardedMeasure(of: LineOf, least: number, hidden: Suppressed) {
  const { measure, definition, tally } = of
  const shown = shownMeasure(of)
  const isSuppressed = isHidden(hidden, measure)
  const getCount = (cell: 'excluded' | 'unknown' | 'pending') =>
    isSuppressed ? (hidden.get(measure)?.[cell] === 0 ? 0 : null) : tally[cell]
  const sum = hidden.get(measure)
  const isNobody = sum?.numerator === 0 && sum.denominator === 0
  const excluded = getCount('excluded')
  const averages = computeAverages(definition, tally.values, least)
  return {
    ...shown,
    federal:
      shown.federal && (isSuppressed ? { ...none, isFinal: null } : { ...shown.federal, median: averages.median }),
    known: isSuppressed
      ? { ...none, ...(isNobody && { numerator: 0, denominator: 0 }), mean: null }
      : { ...shown.known, ...averages },
    excluded: excluded === null ? null : excluded === 0 ? [] : [{ reason: null, count: excluded }],
    unknown: getCount('unknown'),
    pending: getCount('pending'),
    reasons: [],
    suppressed: isSuppressed,
  }
}

type Line = (of: LineOf) => object

const shownTallies = ({ measures }: Report, tallies: Tallies, isWhole: boolean, line: Line) =>
  Object.entries(measures).map(([measure, definition]) =>
    line({ measure, definition, tally: tallies.get(measure) as Tally, isWhole }),
  )

/**
 * The measures of a report and of each group, without small counts if `suppressBelow` is given; `isWhole` is whether the days
 * of the cohort have passed.
 */
export function shownCounts(
  report: Report,
  { all, groups }: Counts,
  { suppressBelow, isWhole }: { suppressBelow?: number | undefined; isWhole: boolean },
) {
  const hidden = suppressBelow === undefined ? undefined : findHidden(report, { all, groups }, suppressBelow)
  const lineFor = (group: GroupKey | undefined): Line =>
    hidden && suppressBelow !== undefined
      ? (of) => guardedMeasure(of, suppressBelow, group === undefined ? hidden.all : hidden.of(group))
      : shownMeasure
  return {
    measures: shownTallies(report, all, isWhole, lineFor(undefined)),
    groups: sortGroups(groups).map(([group, tallies, key]) => ({
      group,
      measures: shownTallies(report, tallies, isWhole, lineFor(key)),
    })),
  }
}
