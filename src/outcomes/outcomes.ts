/** The outcomes of a period of participation as they are answered. Pure. */
import { type Day, quarterAfter } from '../calendar.ts'
import { quarters } from '../rules/lib/quarters.ts'
import type { PeriodRecord } from './period.ts'
import { credentialBy, getFact, placementIn, sameEmployer, skillGainsIn, trainingYears, wagesIn } from './states.ts'

/** Everything that is known on a day about a period of participation. */
export function buildOutcomes(period: PeriodRecord, asOf: Day) {
  const { periodId, plans, enteredOn, exitedOn } = period
  const buildQuarter = (exitedOn: Day, quarter: (typeof quarters)[number]) => {
    const { wages, ...standing } = wagesIn(period, quarter, asOf)
    const { isAssumed: _, ...placement } = placementIn(period, quarter, asOf)
    const { employment = null, source = null, followUpId = null } = getFact(period, quarter) ?? {}
    return {
      quarter,
      ...quarterAfter(exitedOn, quarter),
      ...placement,
      ...{ employment, source, followUpId },
      wages: { ...standing, amount: wages?.amount ?? null, basis: wages?.basis ?? null },
    }
  }
  const { isAssumed: _, ...employer } = sameEmployer(period, asOf)
  return {
    ...{ periodId, planIds: plans.map(({ id }) => id), enteredOn, exitedOn },
    quarters: exitedOn ? quarters.map((quarter) => buildQuarter(exitedOn, quarter)) : [],
    sameEmployer: employer,
    credential: credentialBy(period, asOf),
    skillGains: trainingYears(period, asOf).map((programYear) => ({
      programYear,
      ...skillGainsIn(period, programYear, asOf),
    })),
  }
}
