/** How findings yield to those that say more about the same person. Pure. */
import type { Day } from '../calendar.ts'
import { allRules } from './index.ts'

type Found = { rule: string; from: Day; until: Day | null }

const strongerThan = new Map(allRules.map(({ name, yieldsTo = [] }) => [name, new Set(yieldsTo)]))

/** What is left of a finding after the days of a stronger one. */
function cut<F extends Found>(finding: F, { from, until }: Found): F[] {
  const isEarlier = (day: Day | null, other: Day | null) => day !== null && (other === null || day < other)
  if (!isEarlier(finding.from, until) || !isEarlier(from, finding.until)) return [finding]
  const before = finding.from < from ? [{ ...finding, until: from }] : []
  return until !== null && isEarlier(until, finding.until) ? [...before, { ...finding, from: until }] : before
}

/** Findings without the days on which they yield to findings about the person in the same period. */
export const yieldDays = <F extends Found>(findings: readonly F[], ofPeriod: readonly Found[]): F[] =>
  findings.flatMap((finding) => {
    const stronger = strongerThan.get(finding.rule)
    if (!stronger || stronger.size === 0) return [finding]
    return ofPeriod
      .filter(({ rule }) => stronger.has(rule))
      .reduce<F[]>((left, other) => left.flatMap((one) => cut(one, other)), [finding])
  })
