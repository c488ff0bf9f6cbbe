/** The plan document: what a career planner and a participant wrote down together. Shapes are in the form of the input. */
import { type Static, Type } from 'typebox'
import {
  type Complete,
  day,
  externalId,
  flag,
  instant,
  line,
  list,
  membersOf,
  nullable,
  object,
  oneOf,
  optional,
  patchOf,
  ref,
  text,
  uuid,
} from '../http/schema.ts'
import { Barrier, Gap, Goal, itemSchemas, NewBarrier, NewGap, NewGoal, NewStrength, Strength } from './items.ts'

export const programs = ['adult', 'dislocated_worker', 'youth', 'wagner_peyser', 'other'] as const
export const planTypes = ['career_action_plan', 'individual_employment_plan', 'individual_service_strategy'] as const
export const planStatuses = ['draft', 'active', 'closed'] as const

/** PIRL 923, Other Reasons for Exit, in words; 00 is "no other reason". */
const exitReasons = [
  'none',
  'institutionalized',
  'health_or_medical',
  'deceased',
  'reserve_forces',
  'foster_care',
  'ineligible',
  'criminal_offender',
] as const

export const Participant = object(
  'Participant',
  {
    id: externalId(
      'The opaque id of the person in the case-management system; never a Social Security number.',
      'P-20931',
    ),
    programs: Type.Array(oneOf(programs, 'A program.'), {
      minItems: 1,
      maxItems: 5,
      uniqueItems: true,
      description: 'The programs in which the person takes part (PIRL 903 to 910); co-enrolled people have several.',
      examples: [['adult']],
    }),
    enteredOn: optional(day('Date of program entry (PIRL 900).', '2026-01-02')),
    firstCounselingOn: optional(
      day(
        'First individual counseling session, one on one; intake, orientation and group sessions do not count.',
        '2026-01-05',
      ),
    ),
    employedOn: optional(day('First day of unsubsidized employment.', '2026-06-01')),
    exitedOn: optional(day('Date of program exit (PIRL 901): the last day of a qualifying service.', '2026-05-29')),
    exitReason: optional(
      oneOf(exitReasons, 'Other reason for exit (PIRL 923); it can exclude the person from the indicators.'),
    ),
  },
  { description: 'The person the plan is for, known only by an opaque id, with the dates that clocks run from.' },
)

const described = {
  externalId: optional(externalId('The id of the plan in the calling system, unique in the agency.', 'cms-10441')),
  type: oneOf(planTypes, 'What the plan is under the law: under WIOA also an IEP or, for youth, an ISS.'),
  participant: ref(Participant),
  careerPlanner: optional(
    line(100, 'The staff member who works with the participant, as the calling system names them.', 'staff-17'),
  ),
  office: optional(line(100, 'The office or American Job Center.', 'downtown')),
  goals: list(ref(NewGoal), { description: 'What the participant works toward.', maxItems: 50 }),
  strengths: list(ref(NewStrength), { description: 'Demonstrable abilities and resources.', maxItems: 100 }),
  barriers: list(ref(NewBarrier), { description: 'What gets in the way.', maxItems: 100 }),
  noBarriersIdentified: flag('Barriers were looked for and none was found.'),
  gaps: list(ref(NewGap), { description: 'What is missing between start and goal.', maxItems: 100 }),
  reviewCadence: optional(oneOf(['monthly', 'quarterly', 'semi_annual'], 'How often the plan is reviewed.')),
  completedOn: optional(
    day('The day on which the plan document was completed; a plan with it is active.', '2026-01-09'),
  ),
}

/** What `POST /v1/plans` takes, without the milestones and follow-ups of a plan document. */
export const NewPlan = object('NewPlan', described, { description: 'A plan as it is sent.' })
export type NewPlan = Complete<Static<typeof NewPlan>>

const ParticipantPatch = patchOf('ParticipantPatch', Participant, {
  description: 'A merge patch (RFC 7396) of the participant.',
})

export const PlanPatch = patchOf(
  'PlanPatch',
  NewPlan,
  {
    description:
      'A merge patch (RFC 7396): members left out stay, null resets an optional member, arrays are replaced whole. ' +
      'Status moves only by complete, close and reopen; completedOn of an active plan may be corrected.',
  },
  { participant: ref(ParticipantPatch) },
)
export type PlanPatch = Static<typeof PlanPatch>

export const closeReasons = [
  'goal_achieved',
  'employed',
  'exited',
  'transferred',
  'withdrawn',
  'replaced',
  'entered_in_error',
] as const

const recordedOn = day(
  'The agency’s date on which the service first saw the plan; kept by the service, read-only.',
  '2026-01-05',
)

export const Plan = object(
  'Plan',
  {
    id: uuid('The plan (UUIDv7).'),
    status: oneOf(planStatuses, 'draft until completed, active until closed.'),
    ...membersOf(NewPlan),
    goals: Type.Array(ref(Goal), { description: 'What the participant works toward.' }),
    strengths: Type.Array(ref(Strength), { description: 'Demonstrable abilities and resources.' }),
    barriers: Type.Array(ref(Barrier), { description: 'What gets in the way.' }),
    gaps: Type.Array(ref(Gap), { description: 'What is missing between start and goal.' }),
    closedOn: nullable(day('The day on which the plan was closed.')),
    closeReason: nullable(oneOf(closeReasons, 'Why the plan was closed.')),
    recordedOn,
    version: Type.Integer({
      minimum: 1,
      description: 'Rises by one with every write to the plan, its milestones or its follow-ups; the ETag.',
      examples: [3],
    }),
    createdAt: instant('When the plan was created.'),
    updatedAt: instant('When the plan, a milestone or a follow-up of it was last written.'),
  },
  { description: 'A Career Action Plan.' },
)
export type Plan = Static<typeof Plan>

export const CompletePlan = object(
  'CompletePlan',
  { completedOn: day('The day on which the plan document was completed.', '2026-01-09') },
  { description: 'Completes a draft: it becomes active.' },
)
export const ClosePlan = object(
  'ClosePlan',
  {
    closedOn: day('The day on which the plan ends; findings end on it.', '2026-12-31'),
    closeReason: oneOf(closeReasons, 'Why the plan is closed.'),
  },
  { description: 'Closes a draft or active plan.' },
)
export const ReopenPlan = object(
  'ReopenPlan',
  { reason: text(1000, 'Why the plan is opened again; kept in its history.', 'Closed by mistake.') },
  { description: 'Opens a closed plan again.' },
)

/** Components in the order in which app.ts registers them. */
export const planSchemas = [
  Participant,
  ...itemSchemas,
  NewPlan,
  ParticipantPatch,
  PlanPatch,
  Plan,
  CompletePlan,
  ClosePlan,
  ReopenPlan,
]
