/** Credentials and measurable skill gains. */
import { latestDay } from '../calendar.ts'
import { credentialTypes } from '../document/follow-up/outcome.ts'
import type { Gain } from '../outcomes/period.ts'
import { credentialBy, wasSetInTime } from '../outcomes/states.ts'
import type { RecordAsOf } from './as-of.ts'
import { coded, date, type Element, formatDate, headings, validation } from './element.ts'

const credentialCodes = {
  1: 'Secondary School Diploma/or equivalency',
  2: 'AA or AS Diploma/Degree',
  3: 'BA or BS Diploma/Degree',
  4: 'Occupational Licensure',
  5: 'Occupational Certificate',
  6: 'Occupational Certification',
  7: 'Other Recognized Diploma, Degree, or Certificate',
  0: 'No recognized credential',
}

function toTypeCode({ period, credentials, exitedOn, asOf }: RecordAsOf, n: number): string {
  const credential = credentials[n - 1]
  if (credential) return String((credentialTypes as readonly string[]).indexOf(credential.type) + 1)
  if (n > 1 || credentials.length > 0 || !exitedOn || period.trainings.length === 0) return ''
  return credentialBy(period, asOf).state === 'known' ? '0' : ''
}

/** The two elements of a credential: its type, and when it was attained. */
function credential(n: number): Element[] {
  const suffix = `${n === 1 ? '' : ` #${n}`} (WIOA)`
  const [type, day] = [String(1798 + 2 * n), String(1799 + 2 * n)]
  const source = n === 1 ? validation('15') : headings
  return [
    {
      number: type,
      name: `Type of Recognized Credential${suffix}`,
      source,
      format: coded(credentialCodes),
      ...(n > 1 && { formatOf: '1800' }),
      note: `Attained during participation or within one year of exit, the earliest first; a fourth has no element here.${n === 1 ? ' 0 where education or training was to lead to one and the year after exit has ended without.' : ''}`,
      value: (seen) => toTypeCode(seen, n),
    },
    {
      number: day,
      name: `Date Attained Recognized Credential${suffix}`,
      source,
      format: date,
      ...(n > 1 && { formatOf: '1801' }),
      note: 'attainedOn of that credential.',
      value: ({ credentials, asOf }) => formatDate(credentials[n - 1]?.attainedOn, asOf),
    },
  ]
}

const transcripts =
  'TEGL 10-16, Attachment VIII, has secondary in 1807 and postsecondary in 1808; RSA-PD-19-03 has both in 1807 and a diploma in 1808. TEGL 7-18, the latest with full definitions, is followed.'

/** The day of the most recent skill gain of a type. */
const gain = (type: Gain['type'], number: string, name: string, pages: string, contradiction?: string): Element => ({
  number,
  name: `Date of Most Recent Measurable Skill Gains: ${name} (WIOA)`,
  source: validation(pages),
  ...(contradiction && { contradiction }),
  format: date,
  note: `attainedOn of the latest attainment with the skillGain ${type}.${type === 'training_milestone' ? ' A milestone counts where it was set in advance: on setOn, or else on recordedOn.' : ''}`,
  value: ({ period: { gains }, asOf }) => {
    if (gains.length === 0) return ''
    const counting = gains.filter((one) => one.type === type && one.attainedOn <= asOf && wasSetInTime(one))
    return formatDate(latestDay(counting.map(({ attainedOn }) => attainedOn)), asOf)
  },
})

export const attained: Element[] = [
  ...[1, 2, 3].flatMap(credential),
  gain(
    'educational_functioning_level',
    '1806',
    'Educational Functioning Level (EFL)',
    '16',
    'TEGL 10-16, Attachment VIII, names it “Educational Achievement”; TEGL 7-18 is followed.',
  ),
  gain('postsecondary_transcript', '1807', 'Postsecondary Transcript/Report Card', '16', transcripts),
  gain('secondary_transcript', '1808', 'Secondary Transcript/Report Card', '16', transcripts),
  gain('training_milestone', '1809', 'Training Milestone', '17'),
  gain('skills_progression', '1810', 'Skills Progression', '17'),
]
