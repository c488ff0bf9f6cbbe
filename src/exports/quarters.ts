/** The four quarters after exit: employment, employer, wages, and the placement of youth. */
import type { Day } from '../calendar.ts'
import { compareEmployers, isAwaited } from '../outcomes/states.ts'
import { isEmployed, type Quarter, quarters } from '../rules/lib/quarters.ts'
import { getFact, type RecordAsOf } from './as-of.ts'
import { type Filling, type Fillings, formatDigits, formatMoney } from './element.ts'

const employmentCodes = {
  employed: '1',
  registered_apprenticeship: '2',
  military: '3',
  not_employed: '0',
} as const

const sourceCodes = { ui_wage_record: '1', federal_record: '2', military_record: '3', supplemental: '4' } as const

/** The status of a quarter after exit: not yet available, and then for good not employed, where nothing is known. */
function statusIn(seen: RecordAsOf, quarter: Quarter): string {
  if (seen.since < 0) return ''
  const employment = getFact(seen, quarter)?.employment
  if (employment && employment !== 'unknown') return employmentCodes[employment]
  return isAwaited(seen.exitedOn as Day, quarter, seen.asOf) ? '9' : '0'
}

function matchIn(seen: RecordAsOf, quarter: Quarter): string {
  const status = statusIn(seen, quarter)
  if (status === '9') return '5'
  if (status === '0' || status === '') return status
  const source = getFact(seen, quarter)?.source
  return source ? sourceCodes[source] : ''
}

const notAvailable = '999999.99'

/** What is known about the wages of a quarter; wages learned before it ended do not count. */
function wagesIn(seen: RecordAsOf, quarter: Quarter): string {
  const status = statusIn(seen, quarter)
  if (status === '') return ''
  const fact = getFact(seen, quarter)
  if (isEmployed(fact?.employment ?? null) && fact?.wages && !fact.early) return formatMoney(fact.wages.amount)
  return status !== '0' && isAwaited(seen.exitedOn as Day, quarter, seen.asOf) ? notAvailable : '000000.00'
}

const employed = (quarter: Quarter): Filling => ({
  note: 'The outcome of the quarter when it has ended. If nothing is known, 9 until the end of the second quarter after it, and then 0.',
  value: (seen) => statusIn(seen, quarter),
})

const match = (quarter: Quarter): Filling => ({
  note: 'The source of the outcome. 5 if the status of the quarter is 9, and 0 if it is 0. Empty if the status tells of work and no source is recorded.',
  value: (seen) => matchIn(seen, quarter),
})

const wages = (quarter: Quarter): Filling => ({
  note: 'What was paid in the quarter, or converted where that is marked. If that is not known, 999999.99 until the end of the second quarter after it, and then 000000.00 for good; 000000.00 without employment. Empty if the amount does not fit. Wages that were learned before the quarter ended are not known.',
  value: (seen) => wagesIn(seen, quarter),
})

const occupation = (quarter: Quarter): Filling => ({
  note: 'The O*NET-SOC code of outcome.occupation, digits only, as many as are recorded.',
  value: (seen) => formatDigits(getFact(seen, quarter)?.occupation, 8),
})

const unknownIndustry = '999999'

/** The industry of a quarter; nines where there are wages and no code that the layout takes. */
function industryIn(seen: RecordAsOf, quarter: Quarter): string {
  const digits = formatDigits(getFact(seen, quarter)?.industry, 6)
  if (digits.length >= 4) return digits
  const wages = wagesIn(seen, quarter)
  return Number(wages) > 0 && wages !== notAvailable ? unknownIndustry : ''
}

const industry = (quarter: Quarter): Filling => ({
  note: 'The NAICS code of outcome.industry, of four to six digits; 999999 if the wages of the quarter are known and no such code is.',
  value: (seen) => industryIn(seen, quarter),
})

const latestFirst = quarters.toReversed()

function latestOccupation(seen: RecordAsOf): string {
  for (const quarter of latestFirst) {
    const code = getFact(seen, quarter)?.occupation
    if (code) return formatDigits(code, 8)
  }
  return ''
}

function retention(seen: RecordAsOf): string {
  const [second, fourth] = [statusIn(seen, 2), statusIn(seen, 4)]
  if (second === '0' || fourth === '0') return '0'
  const facts = [getFact(seen, 2), getFact(seen, 4)] as const
  if (!facts[0] || !facts[1] || second === '9' || fourth === '9') return ''
  return compareEmployers(...(facts as [(typeof facts)[0] & {}, (typeof facts)[1] & {}]))?.isSame ? '1' : '0'
}

const placements = { occupational_training: '1', postsecondary: '2', secondary: '3' } as const

function placementIn(seen: RecordAsOf, quarter: Quarter): string {
  if (!seen.programs.includes('youth') || seen.since < 0) return ''
  const enrolledIn = getFact(seen, quarter)?.enrolledIn
  if (enrolledIn) return placements[enrolledIn]
  return statusIn(seen, quarter) === '9' ? '' : '0'
}

const placement = (quarter: 2 | 4): Filling => ({
  note: `Of youth: outcome.enrollment of the quarter when it has ended; 0 if there is none and ${quarter === 2 ? 1602 : 1606} is no longer 9.`,
  value: (seen) => placementIn(seen, quarter),
})

export const afterExit: Fillings = {
  ...Object.fromEntries(
    quarters.flatMap((quarter) => [
      [1598 + quarter * 2, employed(quarter)],
      [1599 + quarter * 2, match(quarter)],
      [1702 + quarter, wages(quarter)],
      [1613 + quarter, industry(quarter)],
    ]),
  ),
  1610: {
    note: 'The O*NET-SOC code of the latest outcome that has one, digits only, as many as are recorded.',
    value: latestOccupation,
  },
  1612: occupation(2),
  1613: occupation(4),
  1618: {
    note: 'By the FEIN of both quarters, or else by what confirms the employer; 0 if neither does, or without employment in one of the quarters. Empty while one of them is not yet known.',
    value: retention,
  },
  1900: placement(2),
  1901: placement(4),
}
