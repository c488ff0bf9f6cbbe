/** A participant as answered, with the requested members embedded. */
import { Type } from 'typebox'
import { FollowUp } from '../document/follow-up/schemas.ts'
import { Participant } from '../document/participant/schemas.ts'
import { Plan } from '../document/plan/schemas.ts'
import { Finding } from '../findings/schemas.ts'
import { object, ref } from '../http/schema.ts'
import { PeriodOutcomes } from '../outcomes/schemas.ts'

export const ParticipantDocument = object(
  'ParticipantDocument',
  {
    ...Participant.properties,
    plans: Type.Optional(
      Type.Array(ref(Plan), { description: 'Where included: the plans, in the order in which they were made.' }),
    ),
    followUps: Type.Optional(
      Type.Array(ref(FollowUp), {
        description: 'Where included: those of all plans, in the order in which they were made.',
      }),
    ),
    findings: Type.Optional(
      Type.Array(ref(Finding), {
        description: 'Where included: what holds today in the agency, of the person and in all plans.',
      }),
    ),
    outcomes: Type.Optional(
      Type.Array(ref(PeriodOutcomes), {
        description: 'Where included: what is known today, by period of participation.',
      }),
    ),
  },
  { description: 'A participant, with what was asked for embedded.' },
)
