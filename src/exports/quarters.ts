/** The four quarters after exit: employment, employer, wages, and the placement of youth. */
import { compareEmployers } from '../outcomes/states.ts'
import { isEmployed, type Quarter, quarters } from '../rules/lib/quarters.ts'
import { getFact, type RecordAsOf } from './as-of.ts'
import { coded, type Element, formatMoney, money, performance, validation } from './element.ts'

const ordinals = ['1st', '2nd', '3rd', '4th'] as const
const computeNumber = (first: number, quarter: Quarter, step = 1) => String(first + (quarter - 1) * step)

const statusCodes = {
  1: 'Yes',
  2: 'Yes, Registered Apprenticeship',
  3: 'Yes, Military',
  0: 'No',
  9: 'Information not yet available',
}
const employmentCodes = {
  employed: '1',
  registered_apprenticeship: '2',
  military: '3',
  not_employed: '0',
  unknown: '',
} as const

/**
 * Whether what is unknown about a quarter may still become known: until the second quarter after it, when the report is
 * due (four quarters after exit for the second quarter, six for the fourth).
 */
const isAwaited = ({ since }: RecordAsOf, quarter: Quarter): boolean => since >= 0 && since < quarter + 2

function statusIn(seen: RecordAsOf, quarter: Quarter): string {
  const employment = getFact(seen, quarter)?.employment
  return (employment && employmentCodes[employment]) || (isAwaited(seen, quarter) ? '9' : '')
}

/** What is known about the wages of a quarter; wages learned before it ended do not count. */
function wagesIn(seen: RecordAsOf, quarter: Quarter): string {
  if (seen.since < 0) return ''
  const fact = getFact(seen, quarter)
  if (fact?.employment === 'not_employed') return ''
  if (fact?.wages && !fact.early) return formatMoney(fact.wages.amount)
  return isAwaited(seen, quarter) ? '999999.99' : '000000.00'
}

const employed = (quarter: Quarter): Element => ({
  number: computeNumber(1600, quarter, 2),
  name: `Employed in ${ordinals[quarter - 1]} Quarter After Exit Quarter (WIOA)`,
  source: validation(String(8 + quarter)),
  contradiction: [
    ...(quarter === 2 ? ['TEGL 10-16, p. 8, writes the code 09; TEGL 7-18 has IN 1 and 9, and is followed.'] : []),
    'RSA-PD-19-03 adds the code 4 for vocational rehabilitation; TEGL 7-18 is followed.',
  ].join(' '),
  format: coded(statusCodes),
  note: 'The outcome of the quarter when it has ended. 9 until the second quarter after it where nothing is known, then empty: the sources let 9 end and name no code for what stays unknown.',
  value: (seen) => statusIn(seen, quarter),
})

const match = (quarter: Quarter): Element => ({
  number: computeNumber(1601, quarter, 2),
  name: `Type of Employment Match ${ordinals[quarter - 1]} Quarter After Exit Quarter (WIOA)`,
  source: `${performance('8')} (the code 5 of 1603); Attachment VIII`,
  format: coded({ 5: 'Information not yet available' }),
  ...(quarter !== 2 && { formatOf: '1603' }),
  note: '5 where the status of the quarter is 9, else empty: no other code was read, so that outcome.source has none. IN 1 by that code.',
  value: (seen) => (statusIn(seen, quarter) === '9' ? '5' : ''),
})

const wages = (quarter: Quarter): Element => ({
  number: computeNumber(1703, quarter),
  name: `Wages ${ordinals[quarter - 1]} Quarter After Exit Quarter (WIOA)`,
  source: quarter === 2 ? `${validation('14')}; ${performance('8')}` : `${performance('8')}, Attachments III and VIII`,
  format: money,
  ...(quarter !== 2 && { formatOf: '1704' }),
  note: 'What was paid in the quarter, or converted where that is marked. 999999.99 until the second quarter after it where nothing is known, then 000000.00 for good. Empty without employment, and where it does not fit. Wages that were learned before the quarter had ended are not known.',
  value: (seen) => wagesIn(seen, quarter),
})

function retention(seen: RecordAsOf): string {
  const [second, fourth] = [getFact(seen, 2), getFact(seen, 4)]
  if (second?.employment === 'not_employed' || fourth?.employment === 'not_employed') return '0'
  if (!second || !fourth || !isEmployed(second.employment) || !isEmployed(fourth.employment)) return ''
  const employers = compareEmployers(second, fourth)
  return employers ? (employers.isSame ? '1' : '0') : ''
}

const placements = { occupational_training: '1', postsecondary: '2', secondary: '3' } as const

function placementIn(seen: RecordAsOf, quarter: Quarter): string {
  const fact = seen.period.programs.includes('youth') ? getFact(seen, quarter) : null
  if (!fact) return ''
  if (fact.enrolledIn) return placements[fact.enrolledIn]
  return fact.employment && fact.employment !== 'unknown' ? '0' : ''
}

const placement = (quarter: 2 | 4): Element => ({
  number: quarter === 2 ? '1900' : '1901',
  name: `Youth ${ordinals[quarter - 1]} Quarter Placement (Title I) (WIOA)`,
  source: validation('18'),
  format: coded({
    1: 'Occupational Skills Training',
    2: 'Postsecondary Education',
    3: 'Secondary Education',
    0: 'No placement',
  }),
  note: 'Of youth: outcome.enrollment of the quarter when it has ended; 0 where the outcome is known and tells of none.',
  value: (seen) => placementIn(seen, quarter),
})

export const afterExit: Element[] = [
  ...quarters.flatMap((quarter) => [employed(quarter), match(quarter)]),
  {
    number: '1618',
    name: 'Retention with the Same Employer in the 2nd Quarter and the 4th Quarter (WIOA)',
    source: `${validation('13')}; ${performance('18')}`,
    format: coded({ 1: 'Yes', 0: 'No' }),
    note: 'By the FEIN of both quarters, else by what confirms the employer; 0 without employment in one of them; empty while that is not known.',
    value: retention,
  },
  ...quarters.map(wages),
  placement(2),
  placement(4),
]
