/** The plan: what a career planner and a participant wrote down together. Schemas are written in the form of the input. */
import { type Static, Type } from 'typebox'
import {
  type Complete,
  choice,
  copyMembers,
  day,
  externalId,
  flag,
  instant,
  itemId,
  line,
  list,
  nullable,
  object,
  optional,
  pastDay,
  patchSchema,
  ref,
  text,
  uuid,
} from '../../http/schema.ts'
import { PlanParticipant } from '../participant/plan-participant.ts'
import { participantId } from '../participant/schemas.ts'
import { Attainment, attainmentSchemas, NewAttainment } from './attainments.ts'
import { Barrier, Gap, Goal, itemSchemas, NewBarrier, NewGap, NewGoal, NewStrength, Strength } from './items.ts'
import { Assessment, NewAssessment, NewService, Service, serviceSchemas } from './services.ts'

export const planTypes = ['career_action_plan', 'individual_employment_plan', 'individual_service_strategy'] as const
export const planStatuses = ['draft', 'active', 'closed'] as const

/** The indicators of 29 USC 3141(b)(2)(A), in words. */
const indicators = [
  'employment_second_quarter',
  'employment_fourth_quarter',
  'median_earnings',
  'credential_attainment',
  'measurable_skill_gains',
  'serving_employers',
] as const

export const Acknowledgement = object(
  'Acknowledgement',
  {
    party: choice(['participant', 'staff'], 'Who acknowledged the plan.'),
    on: pastDay('The day on which they did.', '2026-01-09'),
    method: choice(['signature', 'electronic', 'email'], 'How: signed by hand, electronically, or accepted by email.'),
  },
  { description: 'The participant or the career planner stood by the plan.' },
)

const described = {
  externalId: optional(externalId('The id of the plan in the calling system, unique in the agency.', 'cms-10441')),
  type: choice(planTypes, 'What the plan is under the law: under WIOA also an IEP or, for youth, an ISS.'),
  careerPlanner: optional(
    line(100, 'The staff member who works with the participant, as the calling system names them.', 'staff-17'),
  ),
  office: optional(line(100, 'The office or American Job Center.', 'downtown')),
  goals: list(ref(NewGoal), { description: 'What the participant works toward.', maxItems: 50 }),
  strengths: list(ref(NewStrength), { description: 'Demonstrable abilities and resources.', maxItems: 100 }),
  barriers: list(ref(NewBarrier), { description: 'What gets in the way.', maxItems: 100 }),
  noBarriersIdentified: flag('Barriers were looked for and none was found.'),
  gaps: list(ref(NewGap), { description: 'What is missing between start and goal.', maxItems: 100 }),
  services: list(ref(NewService), { description: 'What is planned and done for the participant.', maxItems: 200 }),
  assessments: list(ref(NewAssessment), { description: 'What was looked into before the plan.', maxItems: 100 }),
  attainments: list(ref(NewAttainment), {
    description: 'What the participant attained: recognized credentials and measurable skill gains.',
    maxItems: 100,
  }),
  indicators: list(choice(indicators, 'An indicator of performance (29 USC 3141(b)(2)(A)).'), {
    description: 'The indicators of performance that the plan is linked to; a service strategy names at least one.',
    uniqueItems: true,
    maxItems: 6,
  }),
  acknowledgements: list(ref(Acknowledgement), { description: 'Who stood by the plan, and when.', maxItems: 100 }),
  copyProvidedOn: optional(pastDay('The day on which the participant was given a copy of the plan.', '2026-01-09')),
  providersShownOn: optional(
    pastDay(
      'The day on which the participant was given information on eligible providers of training (29 USC ' +
        '3174(c)(2)(A)(xii)(II)).',
      '2026-01-08',
    ),
  ),
  careerPathway: optional(
    text(
      1000,
      'The career pathway that leads to the goal, in a few words.',
      'Nursing assistant, practical nurse, nurse.',
    ),
  ),
  reviewCadence: optional(choice(['monthly', 'quarterly', 'semi_annual'], 'How often the plan is reviewed.')),
  completedOn: optional(
    pastDay('The day on which the plan document was completed; a plan with it is active.', '2026-01-09'),
  ),
}

/** Whose plan it is: by id, or with facts of participation. */
const owner = {
  participantId: optional(participantId, 'The participant; may be left out where participant says it.'),
  periodId: optional(
    itemId(
      'The period of participation; left out, it is the open one of the participant, or else that of the last exit.',
      '2026-1',
    ),
  ),
  participant: optional(ref(PlanParticipant), 'Facts of participation, which are written to the participant.'),
}

/** What `POST /v1/plans` takes, without the milestones and follow-ups of a plan document. */
export const NewPlan = object('NewPlan', { ...described, ...owner }, { description: 'A plan as it is sent.' })
export type NewPlan = Complete<Static<typeof NewPlan>>

/** What callers write of a plan once it is there: everything but whose it is. */
export const PlanMembers = object(
  'PlanMembers',
  { ...described, periodId: owner.periodId },
  { description: 'The members of a plan that callers write.' },
)
export type PlanMembers = Complete<Static<typeof PlanMembers>>

export const PlanPatch = patchSchema('PlanPatch', PlanMembers, {
  description:
    'A merge patch (RFC 7396): members left out stay, null resets an optional member, arrays are replaced whole. ' +
    'Status moves only by complete, close and reopen; completedOn of an active plan may be corrected. Facts of ' +
    'participation are changed with the participant.',
})
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

/** The plan that replaced another one, as callers name it. */
export const replacedBy = optional(
  Type.String({
    pattern: '^[\\x21-\\x7e]{1,128}$',
    description:
      'The plan of the same participant that replaced it, by id or externalId; only with closeReason replaced.',
    examples: ['cms-10442'],
  }),
)

export const Plan = object(
  'Plan',
  {
    id: uuid('The plan (UUIDv7).'),
    status: choice(planStatuses, 'draft until completed, active until closed.'),
    ...copyMembers(PlanMembers),
    participantId,
    periodId: nullable(owner.periodId),
    goals: Type.Array(ref(Goal), { description: 'What the participant works toward.' }),
    strengths: Type.Array(ref(Strength), { description: 'Demonstrable abilities and resources.' }),
    barriers: Type.Array(ref(Barrier), { description: 'What gets in the way.' }),
    gaps: Type.Array(ref(Gap), { description: 'What is missing between start and goal.' }),
    services: Type.Array(ref(Service), { description: 'What is planned and done for the participant.' }),
    assessments: Type.Array(ref(Assessment), { description: 'What was looked into before the plan.' }),
    attainments: Type.Array(ref(Attainment), { description: 'Recognized credentials and measurable skill gains.' }),
    closedOn: nullable(pastDay('The day on which the plan was closed.')),
    closeReason: nullable(choice(closeReasons, 'Why the plan was closed.')),
    replacedBy: nullable(uuid('The plan of the same participant that replaced it; only with closeReason replaced.')),
    recordedOn: day('The agency’s date on which the service first saw the plan.', '2026-01-05'),
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
  { completedOn: pastDay('The day on which the plan document was completed.', '2026-01-09') },
  { description: 'Completes a draft: it becomes active.' },
)
export const ClosePlan = object(
  'ClosePlan',
  {
    closedOn: pastDay('The day on which the plan ends, and with it the findings about the plan.', '2026-12-31'),
    closeReason: choice(closeReasons, 'Why the plan is closed.'),
    replacedBy,
  },
  { description: 'Closes a draft or active plan.' },
)
export const ReopenPlan = object(
  'ReopenPlan',
  { reason: text(1000, 'Why the plan is opened again; kept in its history.', 'Closed by mistake.') },
  { description: 'Opens a closed plan again.' },
)

export const MovePlan = object(
  'MovePlan',
  {
    participantId,
    periodId: optional(
      itemId('The period of that participant; the open or else the last one when left out.', '2026-1'),
    ),
    reason: text(1000, 'Why the plan is moved; kept in its history.', 'Filed under the wrong id.'),
  },
  { description: 'To whom a plan belongs.' },
)

/** Components in the order in which app.ts registers them. */
export const planSchemas = [
  PlanParticipant,
  ...itemSchemas,
  ...serviceSchemas,
  ...attainmentSchemas,
  Acknowledgement,
  NewPlan,
  PlanMembers,
  PlanPatch,
  Plan,
  CompletePlan,
  ClosePlan,
  ReopenPlan,
  MovePlan,
]
