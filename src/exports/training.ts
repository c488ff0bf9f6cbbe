/** Education and training. */

import { trainingTypes } from '../document/plan/services.ts'
import type { PeriodRecord } from '../outcomes/period.ts'
import type { RecordAsOf } from './as-of.ts'
import { coded, date, type Element, formatDate, headings, performance, validation } from './element.ts'

const typeCodes = {
  '00': 'No Training Service (never written: that no training is recorded does not say so)',
  '01': 'On the Job Training (non-WIOA Youth)',
  '02': 'Skill Upgrading',
  '03': 'Entrepreneurial Training (non-WIOA Youth)',
  '04': 'ABE or ESL in conjunction with Training',
  '05': 'Customized Training',
  '06': 'Occupational Skills Training (non-WIOA Youth)',
  '07': 'ABE or ESL NOT in conjunction with training (TAA only)',
  '08': 'Prerequisite Training',
  '09': 'Registered Apprenticeship',
  '10': 'Youth Occupational Skills Training',
  '11': 'Other Non-Occupational-Skills Training',
  '12': 'Job Readiness Training in conjunction with other training',
}

type Trained = (seen: RecordAsOf) => RecordAsOf['trainings'][number] | undefined

const toTypeCode = (type: string | null | undefined): string => {
  const at = (trainingTypes as readonly (string | null | undefined)[]).indexOf(type)
  return at < 0 ? '' : String(at + 1).padStart(2, '0')
}

const group = 'TEGL 10-16, Change 3, Attachment VII, Tables A and B'

/** The three elements of a training: when it began, its type, and when it ended. */
function training(n: number, numbers: readonly [string, string, string], pages: string): Element[] {
  const nth: Trained = ({ trainings }) => trainings[n - 1]
  const [entered, type, ended] = numbers
  return [
    {
      number: entered,
      name: `Date Entered Training #${n}${n === 1 ? ' (WIOA)' : ''}`,
      source: `${group}; ${headings}`,
      ...{ format: date, formatOf: '900' },
      note: 'startedOn of a service of the kind training, in the order in which they began; a fourth has no element here.',
      value: (seen) => formatDate(nth(seen)?.startedOn, seen.asOf),
    },
    {
      number: type,
      name: `Type of Training Service #${n} (WIOA)`,
      source: validation(pages),
      format: coded(typeCodes),
      note: 'trainingType of that service.',
      value: (seen) => toTypeCode(nth(seen)?.type),
    },
    {
      number: ended,
      name: `Date Completed, or Withdrew from, Training #${n}`,
      source: `${group}; ${headings}`,
      ...{ format: date, formatOf: '900' },
      note: 'endedOn of that service.',
      value: (seen) => formatDate(nth(seen)?.endedOn, seen.asOf),
    },
  ]
}

const yesOrNo = coded({ 1: 'Yes', 0: 'No' })

/** Whether some kind of enrollment is known during participation, or only after exit; empty if neither is known. */
function isEnrolled(
  { period, exitedOn, asOf }: RecordAsOf,
  kind: PeriodRecord['enrollments'][number]['in'],
  ifAfter: string,
): string {
  const days = period.enrollments.filter((one) => one.in === kind && one.on <= asOf).map(({ on }) => on)
  if (days.length === 0) return ''
  return days.some((on) => !exitedOn || on <= exitedOn) ? '1' : ifAfter
}

/** The first day after exit on which someone with a secondary diploma studied toward a postsecondary credential. */
function enrolledAfterExit({ period, exitedOn, credentials, asOf }: RecordAsOf): string {
  if (!exitedOn || !credentials.some(({ type }) => type === 'secondary_diploma')) return ''
  const days = period.enrollments.filter((one) => one.in !== 'secondary' && one.on > exitedOn).map(({ on }) => on)
  return formatDate(days.sort()[0], asOf)
}

export const education: Element[] = [
  ...training(1, ['1302', '1303', '1308'], '4-5'),
  ...training(2, ['1309', '1310', '1313'], '5-6'),
  ...training(3, ['1314', '1315', '1318'], '6-7'),
  {
    number: '1332',
    name: 'Participated in Postsecondary Education During Program Participation (WIOA)',
    source: validation('8'),
    contradiction:
      'RSA-PD-19-03 has the codes 1, 2, 3, 0 and also covers career and technical training; TEGL 7-18 is followed.',
    format: yesOrNo,
    note: '1 where an outcome tells of a postsecondary enrollment up to exit, 0 where only of one after it, else empty.',
    value: (seen) => isEnrolled(seen, 'postsecondary', '0'),
  },
  {
    number: '1401',
    name: 'Enrolled in Secondary Education Program (WIOA)',
    source: validation('8'),
    contradiction: 'RSA-PD-19-03 adds the code 2 for vocational rehabilitation; TEGL 7-18 is followed.',
    format: yesOrNo,
    note: '1 where an outcome tells of a secondary enrollment up to exit, else empty.',
    value: (seen) => isEnrolled(seen, 'secondary', ''),
  },
  {
    number: '1406',
    name: 'Date Enrolled in Post Exit Education or Training Program Leading to a Recognized Postsecondary Credential (WIOA)',
    source: validation('9'),
    format: date,
    note: 'The first enrollment after exit in postsecondary education or occupational training, of those who attained a secondary diploma.',
    value: enrolledAfterExit,
  },
  {
    number: '1811',
    name: 'Date Enrolled During Program Participation in an Education or Training Program Leading to a Recognized Postsecondary Credential or Employment (WIOA)',
    source: `${validation('18')}; ${performance('15')}`,
    contradiction:
      'TEGL 10-16, Attachment VIII, words the name “… in Education or Training Program … During the Program”; TEGL 7-18 is followed.',
    format: date,
    note: 'When training, postsecondary education or occupational training began, at the earliest 900; one that begins after all before it were completed replaces them.',
    value: ({ enrolled, asOf }) => formatDate(enrolled?.from, asOf),
  },
  {
    number: '1813',
    name: 'Date Completed During Program Participation an Education or Training Program Leading to a Recognized Credential or Employment (WIOA)',
    source: performance('15'),
    ...{ format: date, formatOf: '1811' },
    note: 'When the last of what 1811 began with ended, up to exit; empty while one goes on. Whether it was completed or left is not recorded.',
    value: ({ enrolled, asOf }) => formatDate(enrolled?.to, asOf),
  },
]
