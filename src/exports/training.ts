/** Education and training. */
import { trainingTypes } from '../document/plan/services.ts'
import type { PeriodRecord } from '../outcomes/period.ts'
import type { RecordAsOf } from './as-of.ts'
import { type Fillings, formatDate, formatDigits } from './element.ts'

type Trained = (seen: RecordAsOf) => RecordAsOf['trainings'][number] | undefined

/** Where three trainings have a place: the first, the second, and the most recent. */
const slots: readonly Trained[] = [
  ({ trainings }) => trainings[0],
  ({ trainings }) => trainings[1],
  ({ trainings }) => (trainings.length > 2 ? trainings.at(-1) : undefined),
]

/** Whether the plans of a participant say which services there were. */
const isRecorded = ({ period }: RecordAsOf) => period.enteredOn !== null && period.plans.length > 0

const isInTitleOne = ({ programs }: RecordAsOf) =>
  programs.includes('adult') || programs.includes('dislocated_worker') || programs.includes('youth')

function toTypeCode(seen: RecordAsOf, training: ReturnType<Trained>): string {
  if (!training) return isRecorded(seen) && isInTitleOne(seen) ? '00' : ''
  const at = (trainingTypes as readonly (string | null)[]).indexOf(training.type)
  return at < 0 ? '' : String(at + 1).padStart(2, '0')
}

/** The four elements of a training: when it began, its type, its occupation, and when it ended. */
function training(n: 1 | 2 | 3, [entered, type, occupation, ended]: readonly number[] & { length: 4 }): Fillings {
  const find = slots[n - 1] as Trained
  const which = n < 3 ? 'in the order in which they began' : 'the most recent if there are three or more'
  return {
    [entered as number]: {
      note: `startedOn of a training during participation, ${which}: a service of the kind training, or of youth the element 4.`,
      value: (seen) => formatDate(find(seen)?.startedOn, seen.asOf),
    },
    [type as number]: {
      note: 'trainingType of that service, or 10 for the element 4. 00 if a participant in title I has a plan and there was no such training. Empty if the type is not recorded.',
      value: (seen) => toTypeCode(seen, find(seen)),
    },
    [occupation as number]: {
      note: 'The O*NET-SOC code of that service, digits only, as many as are recorded.',
      value: (seen) => formatDigits(find(seen)?.occupation, 8),
    },
    [ended as number]: {
      note: 'endedOn of that service.',
      value: (seen) => formatDate(find(seen)?.endedOn, seen.asOf),
    },
  }
}

/** Whether some kind of enrollment is known during participation, or only after exit; empty if neither is known. */
function isEnrolled(
  { period, leftOn, asOf }: RecordAsOf,
  kind: PeriodRecord['enrollments'][number]['in'],
  ifAfter: string,
): string {
  const days = period.enrollments.filter((one) => one.in === kind && one.on <= asOf).map(({ on }) => on)
  if (days.length === 0) return ''
  return days.some((on) => !leftOn || on <= leftOn) ? '1' : ifAfter
}

/** The first day after exit on which someone with a secondary diploma studied toward a postsecondary credential. */
function enrolledAfterExit({ period, exitedOn, credentials, asOf }: RecordAsOf): string {
  if (!exitedOn || !credentials.some(({ type }) => type === 'secondary_diploma')) return ''
  const days = period.enrollments.filter((one) => one.in !== 'secondary' && one.on > exitedOn).map(({ on }) => on)
  return formatDate(days.sort()[0], asOf)
}

export const education: Fillings = {
  1300: {
    note: '1 if there was training during participation, 0 if a participant has a plan and there was none.',
    value: (seen) => (seen.trainings.length > 0 ? '1' : isRecorded(seen) ? '0' : ''),
  },
  ...training(1, [1302, 1303, 1306, 1308]),
  ...training(2, [1309, 1310, 1311, 1313]),
  ...training(3, [1314, 1315, 1316, 1318]),
  1332: {
    note: '1 if an outcome tells of a postsecondary enrollment up to exit, 0 if only of one after it, else empty.',
    value: (seen) => isEnrolled(seen, 'postsecondary', '0'),
  },
  1401: {
    note: '1 if an outcome tells of a secondary enrollment up to exit, else empty.',
    value: (seen) => isEnrolled(seen, 'secondary', ''),
  },
  1406: {
    note: 'The first enrollment after exit in postsecondary education or occupational training, of those who attained a secondary diploma.',
    value: enrolledAfterExit,
  },
  1811: {
    note: 'When training or education began, at the earliest 900; what begins after all before it was completed replaces it. For youth it includes secondary education and the element 5; for youth in school it is 900.',
    value: ({ enrolled, asOf }) => formatDate(enrolled?.from, asOf),
  },
  1813: {
    note: 'When the last of what 1811 began with ended, up to exit; empty while one goes on. Whether it was completed or left is not recorded.',
    value: ({ enrolled, asOf }) => formatDate(enrolled?.to, asOf),
  },
}
