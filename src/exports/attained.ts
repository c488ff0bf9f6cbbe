/** Credentials and measurable skill gains. */
import { latestDay } from '../calendar.ts'
import { credentialTypes } from '../document/follow-up/outcome.ts'
import type { Gain } from '../outcomes/period.ts'
import { wasSetInTime } from '../outcomes/states.ts'
import { getCredentialYearEnd } from '../rules/lib/quarters.ts'
import { getLastDay, type RecordAsOf } from './as-of.ts'
import { type Filling, type Fillings, formatDate } from './element.ts'

/** Whether education or training was received, and the year after exit has passed. */
const isOver = ({ enrolled, period, exitedOn, asOf }: RecordAsOf): boolean =>
  exitedOn !== null &&
  asOf > getCredentialYearEnd(exitedOn) &&
  (enrolled !== null || period.enrollments.some(({ on }) => on <= exitedOn))

function toTypeCode(seen: RecordAsOf, n: number): string {
  const credential = seen.credentials[n - 1]
  if (credential) return String((credentialTypes as readonly string[]).indexOf(credential.type) + 1)
  return n === 1 && isOver(seen) ? '0' : ''
}

const order = 'The earliest first; a fourth has no element here.'

/** The two elements of a credential: its type, and when it was attained. */
const credential = (n: number): Fillings => ({
  [1798 + 2 * n]: {
    note: `Attained during participation or within one year of exit. ${order}${n === 1 ? ' 0 if education or training was received and the year after exit ended without a credential.' : ''}`,
    value: (seen) => toTypeCode(seen, n),
  },
  [1799 + 2 * n]: {
    note: 'attainedOn of that credential.',
    value: ({ credentials, asOf }) => formatDate(credentials[n - 1]?.attainedOn, asOf),
  },
})

/** The day of the most recent skill gain of a type. */
const gain = (type: Gain['type']): Filling => ({
  note: `attainedOn of the latest attainment during participation with the skillGain ${type}.${type === 'training_milestone' ? ' A milestone counts where it was set in advance: on setOn, or else on recordedOn.' : ''}`,
  value: (seen) => {
    const { gains, enteredOn } = seen.period
    if (gains.length === 0 || !enteredOn) return ''
    const last = getLastDay(seen)
    const days = gains
      .filter((one) => one.type === type && wasSetInTime(one))
      .flatMap(({ attainedOn: on }) => (on >= enteredOn && on <= last ? [on] : []))
    return formatDate(latestDay(days), last)
  },
})

export const attained: Fillings = {
  ...credential(1),
  ...credential(2),
  ...credential(3),
  1806: gain('educational_functioning_level'),
  1807: gain('postsecondary_transcript'),
  1808: gain('secondary_transcript'),
  1809: gain('training_milestone'),
  1810: gain('skills_progression'),
}
