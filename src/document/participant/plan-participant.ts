/**
 * The person a plan is for, in a plan document: facts of one period, as systems tell it that keep them with each plan, or the
 * whole participant, as it was read.
 */
import { type Static, Type } from 'typebox'
import { type Complete, choice, object, optional, pastDay, ref } from '../../http/schema.ts'
import { sentMembers } from '../read-only.ts'
import {
  maxPeriods,
  NewParticipant,
  NewPeriod,
  Participant,
  PutPeriod,
  participantId,
  programs,
  Youth,
} from './schemas.ts'

const { programs: _, youth: __, id: ___, ...daysOfPeriod } = NewPeriod.properties
const { language, hold } = NewParticipant.properties

/** The facts of one period, which stand in `periods` where the participant is whole. */
const periodFacts = {
  programs: optional(
    Type.Array(choice(programs, 'A program.'), {
      minItems: 1,
      maxItems: 5,
      uniqueItems: true,
      description:
        'Programs in which the person takes part: since enteredOn and up to exitedOn, where these are given. Left out only ' +
        'where periods are sent.',
      examples: [['adult']],
    }),
  ),
  ...daysOfPeriod,
  enteredOn: optional(pastDay('Entry into these programs (PIRL 900).', '2026-01-02')),
  exitedOn: optional(
    pastDay('Exit from these programs (PIRL 901): the last day of a qualifying service.', '2026-05-29'),
  ),
  youth: optional(ref(Youth), 'What is known of a participant in the youth program.'),
}
export const namesOfPeriodFacts = Object.keys(periodFacts) as (keyof typeof periodFacts)[]

export const PlanParticipant = object(
  'PlanParticipant',
  {
    id: participantId,
    ...periodFacts,
    ...{ language, hold },
    periods: optional(
      Type.Array(ref(PutPeriod), {
        maxItems: maxPeriods,
        description: 'Of a participant that was read: all periods, in place of the facts of one.',
        examples: [[{ programs: [{ program: 'adult' }] }]],
      }),
    ),
    ...sentMembers('participant', Participant),
  },
  {
    description:
      'The person a plan is for, as systems say it that keep facts of participation with each plan, or as it was read. ' +
      'Members with a value are written to the period of participation; members that are left out or null say nothing, so ' +
      'that nothing is cleared. The period is the one that contains enteredOn, else the open one, else, where enteredOn is ' +
      'after the last exit, a new one, else the last. Periods that were read are matched by id, or else by their entry; ' +
      'stored ones that are not among them stay.',
  },
)
export type PlanParticipant = Complete<Static<typeof PlanParticipant>>
