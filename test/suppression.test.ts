/** What reports leave out, held against what those who read them could compute. */
import t from 'tap'
import { shownCounts } from '../src/reports/answer.ts'
import { emptyTally, startTallies, type Tally } from '../src/reports/count.ts'
import { reports } from '../src/reports/index.ts'
import type { Report } from '../src/reports/report.ts'
import { createRandom } from './fuzz/random.ts'
import type { Json } from './support/service.ts'

t.test('No count that is left out follows from those that are shown', async (t) => {
  const random = createRandom(7)
  const measures = {
    one: { statement: '', family: 'both', isFederal: true as const },
    two: { statement: '', family: 'both' },
    three: { statement: '' },
  }
  const report = { ...(reports[0] as Report), measures }
  const cellNames = ['numerator', 'denominator', 'excluded', 'unknown', 'pending'] as const
  const someTally = (): Tally => {
    const [numerator = 0, denominator = 0, excluded = 0, unknown = 0, pending = 0] = cellNames.map(() =>
      random.chance(0.3) ? 0 : random.below(25),
    )
    const late = random.chance(0.5) ? unknown : random.below(unknown + 1)
    return { ...emptyTally(), numerator, denominator, excluded, unknown, late, pending }
  }
  const outcomes = { shown: 0, left: 0 }
  for (let turn = 0; turn < 2000; turn++) {
    const least = 1 + random.below(10)
    const names = Array.from({ length: 1 + random.below(5) }, (_, n) => `office-${n}`)
    const tallies = () => new Map(Object.keys(measures).map((name) => [name, someTally()]))
    const groups = new Map(names.map((name) => [JSON.stringify([name]), tallies()]))
    const all = startTallies(report)
    for (const group of groups.values())
      for (const [name, tally] of group) {
        const sum = all.get(name) as Tally
        for (const cell of cellNames) sum[cell] += tally[cell]
        sum.late += tally.late
      }
    const shown = shownCounts(report, { all, groups }, { suppressBelow: least, isWhole: true })
    for (const [index, measure] of Object.keys(measures).entries()) {
      const getLine = (one: Json): Json => one.measures[index]
      const left = shown.groups.filter((group) => getLine(group).suppressed)
      const total = getLine(shown)
      for (const line of [total, ...shown.groups.map(getLine)].filter(({ suppressed }) => !suppressed)) {
        const { known, federal } = line
        const counts = [
          ...[known.numerator, known.denominator - known.numerator, line.unknown, line.pending],
          ...(federal ? [federal.denominator - known.denominator] : []),
        ]
        if (counts.some((count) => count > 0 && count < least)) throw new Error(`a count below ${least}`)
      }
      outcomes[left.length > 0 ? 'left' : 'shown'] += 1
      if (total.suppressed || left.length === 0) continue
      if (left.length === 1) throw new Error('a group follows from the others')
      const computeSum = (cell: 'numerator' | 'denominator') =>
        left
          .map(({ group }) => groups.get(JSON.stringify(group))?.get(measure)?.[cell] ?? 0)
          .reduce((sum, count) => sum + count, 0)
      const [numerator, complement] = [computeSum('numerator'), computeSum('denominator')]
      const isNobody = numerator + complement === 0
      if (!isNobody && (numerator < least || complement < least))
        throw new Error(`groups that are known to count ${numerator} and ${complement}`)
      for (const line of left.map(getLine))
        if (line.known.numerator !== (isNobody ? 0 : null) || (line.federal?.numerator ?? null) !== null)
          throw new Error('what is left out is shown')
    }
  }
  t.ok(outcomes.shown > 100 && outcomes.left > 100, JSON.stringify(outcomes))
})
