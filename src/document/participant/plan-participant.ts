/** The person a plan is for, as systems tell it that keep facts of participation with each plan. */
import { type Static, Type } from 'typebox'
import { type Complete, choice, day, object, optional, ref } from '../../http/schema.ts'
import { NewPeriod, participantId, programs, Youth } from './schemas.ts'

const { programs: _, youth: __, id: ___, ...daysOfPeriod } = NewPeriod.properties
export const PlanParticipant = object(
  'PlanParticipant',
  {
    id: participantId,
    programs: Type.Array(choice(programs, 'A program.'), {
      minItems: 1,
      maxItems: 5,
      uniqueItems: true,
      description:
        'Programs in which the person takes part: since enteredOn and up to exitedOn, where these are given.',
      examples: [['adult']],
    }),
    ...daysOfPeriod,
    enteredOn: optional(day('Entry into these programs (PIRL 900).', '2026-01-02')),
    exitedOn: optional(day('Exit from these programs (PIRL 901): the last day of a qualifying service.', '2026-05-29')),
    youth: optional(ref(Youth), 'What is known of a participant in the youth program.'),
  },
  {
    description:
      'The person a plan is for, as systems say it that keep facts of participation with each plan. Members with a value ' +
      'are written to the period of participation; members that are left out or null say nothing, so that nothing is ' +
      'cleared. The period is the one that contains enteredOn, else the open one, else, where enteredOn is after the last ' +
      'exit, a new one, else the last.',
  },
)
export type PlanParticipant = Complete<Static<typeof PlanParticipant>>
