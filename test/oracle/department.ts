/**
 * The indicators as the Department of Labor computes them from a PIRL file: after `generate_wioa_outcomes` and
 * `create_wioa_program_columns` of its Office of Policy Development and Research (repository ETA-OPDR/opdR,
 * R/data_analysis.R, February 27, 2026), written anew, without any of the code that the service counts with.
 *
 * Where that computation leaves something to those who call it, or contradicts the guidance, it is here as the guidance has
 * it; `departures` in src/exports says so.
 */

/** A record of the file: values by the numbers of their elements, empty where the layout has a blank. */
export type Filed = Record<string, string>
export type CoreProgram = 'adult' | 'dislocated_worker' | 'youth' | 'wagner_peyser'
const isOneOf = (value: string | undefined, ...codes: number[]) => value !== '' && codes.includes(Number(value))
const isEmployed = (value: string | undefined) => isOneOf(value, 1, 2, 3)

/** Whether a record is that of a participant in a program. */
export function isIn(record: Filed, program: CoreProgram): boolean {
  if (program === 'adult') return isOneOf(record['903'], 1, 2, 3)
  if (program === 'dislocated_worker') return isOneOf(record['904'], 1, 2, 3) || record['909'] === '1'
  if (program === 'youth') return isOneOf(record['905'], 1, 2, 3)
  return record['918'] === '1'
}

const isExcluded = (record: Filed, program: CoreProgram) =>
  isOneOf(record['923'], 1, 2, 3, 4) || (program === 'youth' && isOneOf(record['923'], 5))

/** How a record counts: in both, only in the denominator, or not at all. */
export type Verdict = 'numerator' | 'denominator' | undefined
/** An indicator of one record. */
export type Judge = (record: Filed, program: CoreProgram) => Verdict

const isAmong = (record: Filed, program: CoreProgram) => isIn(record, program) && !isExcluded(record, program)
const hasExited = (record: Filed, program: CoreProgram) => isAmong(record, program) && record['901'] !== ''
const judge = (isCounted: boolean, isSuccess: () => boolean): Verdict =>
  isCounted ? (isSuccess() ? 'numerator' : 'denominator') : undefined

const isPlaced = (record: Filed, program: CoreProgram, quarter: 2 | 4) =>
  isEmployed(record[quarter === 2 ? '1602' : '1606']) ||
  (program === 'youth' && isOneOf(record[quarter === 2 ? '1900' : '1901'], 1, 2, 3))

/** Employment in the second or fourth quarter after exit, of youth also education or training. */
export const judgeEmployment =
  (quarter: 2 | 4): Judge =>
  (record, program) => {
    const success = isPlaced(record, program, quarter)
    const isAwaited = !success && record[quarter === 2 ? '1602' : '1606'] === '9'
    return judge(hasExited(record, program) && !isAwaited, () => success)
  }

/** The earnings in the second quarter after exit of one who was employed in it; undefined where they do not count. */
export function getEarnings(record: Filed, program: CoreProgram): number | undefined {
  const amount = Number(record['1704'])
  const counts = hasExited(record, program) && isPlaced(record, program, 2) && amount > 0 && amount < 999_999.99
  return counts ? amount : undefined
}

/** Retention with the same employer, of those employed in the second quarter. */
export const judgeRetention: Judge = (record, program) =>
  judge(hasExited(record, program) && isEmployed(record['1602']) && record['1618'] !== '', () => record['1618'] === '1')

const toDate = (text = '') => new Date(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}T00:00:00Z`)

/** Whether a day is not later than one year after exit. */
function isWithinYear(text: string | undefined, record: Filed): boolean {
  if (!text) return false
  const last = toDate(record['901'])
  const month = last.getUTCMonth()
  last.setUTCFullYear(last.getUTCFullYear() + 1)
  if (last.getUTCMonth() !== month) last.setUTCDate(0)
  return toDate(text) <= last
}

const leadsToCredential = (record: Filed) =>
  ['1303', '1310', '1315'].some((number) => isOneOf(record[number], 2, 3, 4, 6, 7, 8, 9, 10)) ||
  record['1332'] === '1' ||
  (record['408'] === '0' && record['1401'] === '1')

function isCredentialed(record: Filed): boolean {
  const types = [1800, 1802, 1804].flatMap((number) =>
    isWithinYear(record[number + 1], record) ? [Number(record[number])] : [],
  )
  if (types.some((type) => type >= 2 && type <= 7)) return true
  const goesOn =
    isWithinYear(record['1406'], record) ||
    ['1600', '1602', '1604', '1606'].some((number) => isEmployed(record[number]))
  return types.includes(1) && goesOn
}

/** Credentials of those who were in education or training that leads to one; nobody is in Wagner-Peyser for it. */
export const judgeCredential: Judge = (record, program) =>
  judge(program !== 'wagner_peyser' && hasExited(record, program) && leadsToCredential(record), () =>
    isCredentialed(record),
  )

/** Measurable skill gains in the program year from July 1 of a year, of those in education or training in it. */
export const judgeGains =
  (year: number): Judge =>
  (record, program) => {
    const { 901: exit = '', 1811: from = '', 1813: to = '' } = record
    const [first, last] = [`${year}0701`, `${year + 1}0630`]
    const isEnrolled = from !== '' && from <= last && (to === '' || to >= first) && (exit === '' || exit >= first)
    const isTime = (on = '') => on !== '' && on >= first && on <= last && (exit === '' || on <= exit)
    return judge(
      program !== 'wagner_peyser' && isAmong(record, program) && isEnrolled,
      () =>
        [1806, 1807, 1808, 1809, 1810].some((number) => isTime(record[number])) ||
        [1800, 1802, 1804].some((number) => record[number] === '1' && isTime(record[number + 1])),
    )
  }
