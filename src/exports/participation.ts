/** Who participated, when, and in which programs. */
import { exitReasons } from '../document/participant/schemas.ts'
import type { RecordAsOf } from './as-of.ts'
import { type Fillings, formatDate } from './element.ts'

type Program = RecordAsOf['programs'][number]

/** The code of a program: 0 if it was not entered, else whether the person participates or only can be reported. */
const enrollmentIn = (program: Program, participant: string, individual: string) => (seen: RecordAsOf) => {
  if (!seen.programs.includes(program)) return '0'
  return seen.period.enteredOn ? participant : individual
}

const titleOne =
  '1 for a participant in the program, 4 while the period has no program entry, 0 for everybody else. The source of the money is not recorded, so 2 and 3 (statewide funds) are never written.'

export const participation: Fillings = {
  100: {
    note: 'participantId, whole. One of more than 12 characters is not cut, because two people could become one: who receives it has to refuse it.',
    value: ({ period }) => period.participantId,
  },
  900: { note: 'enteredOn of the period.', value: ({ period, asOf }) => formatDate(period.enteredOn, asOf) },
  901: {
    note: 'exitedOn of the period once it is certain: after more days than exit.quietDays of the policy (90), whatever the reason for exit. Until then it is empty, and so is everything that follows exit.',
    value: ({ exitedOn, asOf }) => formatDate(exitedOn, asOf),
  },
  903: { note: titleOne, value: enrollmentIn('adult', '1', '4') },
  904: { note: titleOne, value: enrollmentIn('dislocated_worker', '1', '4') },
  905: { note: titleOne, value: enrollmentIn('youth', '1', '4') },
  918: {
    note: '1 for a participant in the program, 2 while the period has no program entry, 0 for everybody else.',
    value: enrollmentIn('wagner_peyser', '1', '2'),
  },
  923: {
    note: 'exitReason of a period that has ended; 00 if none is recorded, because the layout has no blank for it.',
    value: ({ period: { exitReason }, leftOn }) =>
      leftOn && exitReason ? `0${exitReasons.indexOf(exitReason)}` : '00',
  },
}
