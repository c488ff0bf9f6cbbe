/** Who participated, and when. */
import { exitReasons } from '../document/participant/schemas.ts'
import { coded, date, type Element, formatDate, forms, performance, validation } from './element.ts'

const reasonCodes = {
  '00': 'No',
  '01': 'Institutionalized',
  '02': 'Health/Medical',
  '03': 'Deceased',
  '04': 'Reserve Forces called to Active Duty',
  '05': 'Foster Care (youth only)',
  '06': 'Ineligible (vocational rehabilitation only)',
  '07': 'Criminal Offender (title II only)',
}

const notKept = 'This service keeps nothing of it, so that an empty cell says nothing.'

export const participation: Element[] = [
  {
    number: '100',
    name: 'Unique Individual Identifier (WIOA)',
    source: `${forms}; ${performance('26')}`,
    format: { type: 'AN 12', pattern: '[\\x21-\\x7e]{1,128}', example: 'P-20931', codes: [] },
    note: 'participantId, whole. One of more than 12 characters is not cut, because two people could become one: who receives it has to refuse it.',
    value: ({ period }) => period.participantId,
  },
  {
    number: '101',
    name: 'State Code of Residence (WIOA)',
    source: forms,
    format: { type: 'AN 2', pattern: '[0-9A-Z]{2}', example: 'IL', codes: [] },
    note: notKept,
  },
  {
    number: '200',
    name: 'Date of Birth (WIOA)',
    source: forms,
    format: date,
    note: notKept,
  },
  {
    number: '201',
    name: 'Sex (WIOA)',
    source: forms,
    format: coded({ 1: 'Male', 2: 'Female', 9: 'Did not self-identify' }),
    note: notKept,
  },
  {
    number: '900',
    name: 'Date of Program Entry (WIOA)',
    source: validation('3'),
    format: date,
    note: 'enteredOn of the period.',
    value: ({ period, asOf }) => formatDate(period.enteredOn, asOf),
  },
  {
    number: '901',
    name: 'Date of Program Exit (WIOA)',
    source: validation('3'),
    format: date,
    note: 'exitedOn of the period; empty until there is an exit on or before the day of the export.',
    value: ({ exitedOn, asOf }) => formatDate(exitedOn, asOf),
  },
  {
    number: '923',
    name: 'Other Reasons for Exit (WIOA)',
    source: `${validation('3-4')}; TEGL 10-16, Change 3, Attachment II`,
    format: coded(reasonCodes),
    note: 'exitReason of a period that has ended; empty where none was recorded, for that is not the same as 00.',
    value: ({ period: { exitReason }, exitedOn }) =>
      exitedOn && exitReason ? `0${exitReasons.indexOf(exitReason)}` : '',
  },
]
