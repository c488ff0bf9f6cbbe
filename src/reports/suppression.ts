/**
 * Decides which counts are left out, so that no count of a few people is shown or can be computed from others.
 *
 * The counts of a measure are shown all or not at all: a measure with a small numerator, complement, excluded, unknown, or
 * pending count is left out completely, together with the measures that count the same people. Groups add up to the total,
 * so a group is never left out alone. The smallest other groups are left out too, until the sums of those left out are not
 * small themselves.
 */
import type { Counts, Tallies, Tally } from './count.ts'
import type { GroupKey } from './groups.ts'
import type { Measure, Report } from './report.ts'

const cells = ['numerator', 'denominator', 'excluded', 'unknown', 'late', 'pending'] as const
type Cells = Record<(typeof cells)[number], number>

/** The measures left out, each with its counts summed over the groups it is left out of; a sum of 0 is still shown. */
export type Suppressed = ReadonlyMap<string, Cells>

export const isHidden = (suppressed: Suppressed, measure: string): boolean => suppressed.has(measure)

const sumTallies = (tallies: readonly Tally[]): Cells =>
  Object.fromEntries(cells.map((cell) => [cell, tallies.reduce((sum, tally) => sum + tally[cell], 0)])) as Cells

/** Whether no count of a measure is small. A numerator or complement of 0 counts as small: it reveals everyone counted. */
function isSafe(counts: Cells, { countsRecords }: Measure, least: number): boolean {
  const { numerator, denominator: complement } = counts
  const revealsAll = !countsRecords && numerator + complement > 0 && (numerator === 0 || complement === 0)
  // the number by law has the late ones, so that both parts of what is unknown can be computed
  const parts = [...cells.map((cell) => counts[cell]), counts.unknown - counts.late]
  return !revealsAll && parts.every((count) => count === 0 || count >= least)
}

type Family = { measure: string; definition: Measure }[]

function groupFamilies({ measures }: Report): Family[] {
  const families = new Map<string, Family>()
  for (const [measure, definition] of Object.entries(measures)) {
    const { family = measure } = definition
    families.set(family, [...(families.get(family) ?? []), { measure, definition }])
  }
  return [...families.values()]
}

const computeSize = (tallies: Tallies, family: Family) =>
  family.reduce(
    (sum, { measure }) => sum + cells.reduce((size, cell) => size + (tallies.get(measure)?.[cell] ?? 0), 0),
    0,
  )

/** The groups that a family of measures is left out of. */
function hiddenGroups({ groups }: Counts, family: Family, least: number): GroupKey[] {
  const tally = (group: GroupKey, measure: string) => groups.get(group)?.get(measure) as Tally
  const isSafeTogether = (names: readonly GroupKey[]) =>
    family.every(({ measure, definition }) =>
      isSafe(sumTallies(names.map((name) => tally(name, measure))), definition, least),
    )
  const bySize = [...groups.keys()].sort(
    (a, b) => computeSize(groups.get(a) as Tallies, family) - computeSize(groups.get(b) as Tallies, family),
  )
  const hidden = bySize.filter((name) => !isSafeTogether([name]))
  for (const name of bySize.filter((name) => !hidden.includes(name)))
    if (hidden.length > 0 && (hidden.length === 1 || !isSafeTogether(hidden))) hidden.push(name)
  return hidden
}

/** What is left out of the total and of each group. */
export function findHidden(report: Report, counts: Counts, least: number) {
  const all = new Map<string, Cells>()
  const byGroup = new Map<GroupKey, Map<string, Cells>>()
  for (const family of groupFamilies(report)) {
    const hidden = hiddenGroups(counts, family, least)
    const sums = family.map(({ measure, definition }) => ({
      ...{ measure, definition },
      total: sumTallies([counts.all.get(measure) as Tally]),
      left: sumTallies(hidden.map((group) => counts.groups.get(group)?.get(measure) as Tally)),
    }))
    const isTold =
      hidden.length !== 1 &&
      sums.every(({ definition, total, left }) => isSafe(total, definition, least) && isSafe(left, definition, least))
    for (const { measure, total, left } of sums) {
      if (!isTold) all.set(measure, total)
      for (const group of hidden) byGroup.set(group, (byGroup.get(group) ?? new Map()).set(measure, left))
    }
  }
  return { all: all as Suppressed, of: (group: GroupKey): Suppressed => byGroup.get(group) ?? new Map() }
}
