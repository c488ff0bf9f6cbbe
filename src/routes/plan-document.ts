/** A plan as answered, with the requested members embedded. */
import { Type } from 'typebox'
import { FollowUp } from '../document/follow-up/schemas.ts'
import { Milestone } from '../document/milestone/schemas.ts'
import { Participant } from '../document/participant/schemas.ts'
import { Plan } from '../document/plan/schemas.ts'
import { Finding } from '../findings/schemas.ts'
import { object, ref } from '../http/schema.ts'

export const PlanDocument = object(
  'PlanDocument',
  {
    ...Plan.properties,
    participant: Type.Optional(Type.Unsafe({ ...ref(Participant), description: 'Where included: whose plan it is.' })),
    milestones: Type.Optional(
      Type.Array(ref(Milestone), { description: 'Where included: in the order in which they were made.' }),
    ),
    followUps: Type.Optional(
      Type.Array(ref(FollowUp), { description: 'Where included: in the order in which they were made.' }),
    ),
    findings: Type.Optional(
      Type.Array(ref(Finding), { description: 'Where included: what holds today in the agency.' }),
    ),
  },
  { description: 'A plan, with what was asked for embedded.' },
)
