/** The answer of a schedule: its clocks, and what it did with each follow-up. */
import { type Static, Type } from 'typebox'
import { FollowUp } from '../document/follow-up/schemas.ts'
import { participantId } from '../document/participant/schemas.ts'
import { choice, day, itemId, line, nullable, object, ref, uuid } from '../http/schema.ts'

const exemptions = [
  'declined',
  'unreachable',
  'institutionalized',
  'health_or_medical',
  'deceased',
  'reserve_forces',
  'foster_care',
] as const

export const RunningClock = object(
  'RunningClock',
  {
    clock: choice(
      ['employment', 'exit'],
      'employment for adults and dislocated workers (29 USC 3174(c)(2)(A)(xiii)), exit for youth (29 USC 3164(c)(2)(I)).',
    ),
    from: nullable(day('The day that it runs from: employedOn or exitedOn; null where it is not known.', '2026-06-01')),
    exempt: nullable(
      choice(
        exemptions,
        'Why follow-up is not owed: the answer to the offer, or the reason of exit; null where it is.',
      ),
    ),
    exemptFrom: nullable(
      day('The day of the answer: windows that had ended before it are owed. Null for a reason of exit.', '2026-01-05'),
    ),
  },
  { description: 'A clock that the programs of the participant ask for.' },
)
export type RunningClock = Static<typeof RunningClock>

export const ScheduleStep = object(
  'ScheduleStep',
  {
    did: choice(
      ['created', 'moved', 'reinstated', 'cancelled', 'kept', 'unchanged'],
      'created: it is new. moved: it has another window. reinstated: a schedule had cancelled it, and it is planned again. ' +
        'cancelled: nothing asks for it any more. kept: it is not as it would be planned now, but somebody has touched ' +
        'it. unchanged: it is as it should be.',
    ),
    why: line(
      200,
      'Why: the window that it is for, what somebody did with it, or why nothing asks for it.',
      'it has attempts',
    ),
    followUp: ref(FollowUp),
  },
  { description: 'What a schedule did with a follow-up.' },
)
export type ScheduleStep = Static<typeof ScheduleStep>

export const ScheduledPeriod = object(
  'ScheduledPeriod',
  {
    periodId: nullable(itemId('The period of participation.', '2026-1')),
    planId: uuid('The latest plan of the period, to which new follow-ups belong.'),
    clocks: Type.Array(ref(RunningClock), { description: 'The clocks of the period; the co-enrolled have two.' }),
    followUps: Type.Array(ref(ScheduleStep), {
      description:
        'By clock and day: every follow-up of a schedule in any plan of the period, and those of a caller that are enough ' +
        'for a window.',
    }),
  },
  { description: 'How the follow-ups of a period are planned, and what was done for it.' },
)
export type ScheduledPeriod = Static<typeof ScheduledPeriod>

export const ScheduledFollowUps = object(
  'ScheduledFollowUps',
  {
    participantId,
    version: Type.Integer({ minimum: 1, description: 'The version of the participant; the ETag.', examples: [4] }),
    periods: Type.Array(ref(ScheduledPeriod), {
      description: 'The periods in which a clock runs, or something was scheduled.',
    }),
  },
  { description: 'How the follow-ups of a participant are planned, and what was done for it.' },
)

/** Components in the order in which app.ts registers them. */
export const scheduleSchemas = [RunningClock, ScheduleStep, ScheduledPeriod, ScheduledFollowUps]
