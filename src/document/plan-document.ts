/** The plan document: a plan together with its milestones and follow-ups, as it is pushed and validated. */
import type { Static } from 'typebox'
import { type Complete, day, externalId, list, object, optional, ref, text } from '../http/schema.ts'
import { type Fault, refuse } from '../problem.ts'
import type { Facts } from './facts.ts'
import { newFollowUps } from './follow-up/follow-up.ts'
import { Attempt, maxAttempts, NewFollowUp } from './follow-up/schemas.ts'
import { draftMilestones, linkedMilestones } from './milestone/milestone.ts'
import { NewMilestone } from './milestone/schemas.ts'
import type { Moment } from './moment.ts'
import { getPeriodFacts } from './participant/participant.ts'
import { type OwnerInput, requireParticipantId, resolveOwner } from './participant/record.ts'
import type { Participant } from './participant/schemas.ts'
import { newPlan } from './plan/plan.ts'
import { NewPlan, type PlanMembers } from './plan/schemas.ts'

const example = {
  externalId: 'cms-10441',
  type: 'career_action_plan',
  participant: {
    id: 'P-20931',
    programs: ['adult'],
    enteredOn: '2026-01-02',
    firstCounselingOn: '2026-01-05',
    followUpDecision: { decision: 'accepted', decidedOn: '2026-01-05', staff: 'staff-17' },
  },
  careerPlanner: 'staff-17',
  office: 'downtown',
  goals: [
    {
      id: 'goal-1',
      statement: 'To work full time as a construction laborer.',
      kind: 'decided',
      occupation: { system: 'O*NET-SOC', version: '2019', code: '47-2061.00', display: 'Construction Laborers' },
    },
  ],
  strengths: [
    {
      statement: 'Three years as a landscaper: works outdoors, on time, in a crew.',
      group: 'transferable',
      kind: 'experience',
      measure: { value: 3, unit: 'years' },
      goalIds: ['goal-1'],
    },
  ],
  barriers: [
    {
      id: 'barrier-1',
      statement: 'No driver license.',
      origin: 'external',
      impact: 'Cannot reach sites out of town.',
      identifiedOn: '2026-01-05',
    },
  ],
  services: [
    {
      kind: 'supportive',
      name: 'Driving lessons',
      plannedStartOn: '2026-01-19',
      milestoneIds: ['m-1'],
      barrierIds: ['barrier-1'],
      otherResourcesExhausted: true,
      cost: 300,
    },
  ],
  acknowledgements: [
    { party: 'participant', on: '2026-01-09', method: 'signature' },
    { party: 'staff', on: '2026-01-09', method: 'signature' },
  ],
  copyProvidedOn: '2026-01-09',
  completedOn: '2026-01-09',
  milestones: [
    {
      externalId: 'm-1',
      statement: 'Get a driver license.',
      kind: 'support',
      goalId: 'goal-1',
      mitigates: ['barrier-1'],
      dueOn: '2026-03-31',
      alternativesDiscussed: true,
    },
  ],
  followUps: [{ kind: 'appointment', dueOn: '2026-02-02', purpose: 'Report on the license.', milestoneId: 'm-1' }],
}

export const NewPlanDocument = object(
  'NewPlanDocument',
  {
    ...NewPlan.properties,
    milestones: list(ref(NewMilestone), { description: 'Milestones; they refer to each other by externalId.' }),
    followUps: list(ref(NewFollowUp), { description: 'Follow-ups; they refer to milestones by externalId.' }),
  },
  { description: 'A plan with its milestones and follow-ups, taken whole or not at all.', examples: [example] },
)
export type NewPlanDocument = Complete<Static<typeof NewPlanDocument>>

const matched = 'what is stored with it is changed, else it is new.'

export const NamedMilestone = object(
  'NamedMilestone',
  {
    ...NewMilestone.properties,
    externalId: externalId(`The id of the milestone in the calling system: ${matched}`, 'cms-10441-1'),
    rescheduleReason: optional(
      text(
        1000,
        'Why dueOn moves, where it moves; kept in reschedules. Left out, it is kept that no reason was sent.',
        'The provider moved the course.',
      ),
    ),
  },
  { description: 'A milestone of a plan document that may be sent again.' },
)

export const NamedFollowUp = object(
  'NamedFollowUp',
  {
    ...NewFollowUp.properties,
    externalId: externalId(`The id of the follow-up in the calling system: ${matched}`, 'cms-10441-f1'),
    attempts: list(ref(Attempt), {
      description: 'Attempts already made. Those that are not stored yet are appended; none is taken away.',
      maxItems: maxAttempts,
    }),
  },
  { description: 'A follow-up of a plan document that may be sent again.' },
)

const {
  followUps: [visit],
  ...rest
} = example
export const NamedPlanDocument = object(
  'NamedPlanDocument',
  {
    ...NewPlan.properties,
    completedOn: optional(
      day(
        'The day on which the plan was completed: completes a draft. Left out, it stays as it is stored.',
        '2026-01-09',
      ),
    ),
    milestones: list(ref(NamedMilestone), { description: 'Milestones; stored ones that are not among them stay.' }),
    followUps: list(ref(NamedFollowUp), { description: 'Follow-ups; stored ones that are not among them stay.' }),
  },
  {
    description: 'A plan with milestones and follow-ups, all named by externalId, so that it may be sent again.',
    examples: [{ ...rest, followUps: [{ externalId: 'f-1', ...visit }] }],
  },
)
export type NamedPlanDocument = Complete<Static<typeof NamedPlanDocument>>

/** Finds externalIds that appear twice in a document. */
export function checkExternalIds(name: string, items: readonly { externalId: string | null }[], faults: Fault[]): void {
  const seen = new Set<string>()
  items.forEach(({ externalId }, index) => {
    if (externalId !== null && seen.has(externalId))
      faults.push({ pointer: `/${name}/${index}/externalId`, detail: `is the externalId of an earlier one of ${name}` })
    if (externalId !== null) seen.add(externalId)
  })
}

/** What a new plan document creates, and the participant as it is afterwards. */
export type NewDocument = Facts & { participant: Participant }

/** Everything that a new plan document creates, with ids, linked and checked; `stored` is its participant, if known. */
export function newDocument(
  { milestones, followUps, participant: facts, participantId, periodId: stated, ...input }: NewPlanDocument,
  now: Moment,
  stored?: Participant,
): NewDocument {
  const owner = { participant: facts, participantId, periodId: stated } as OwnerInput
  requireParticipantId(owner)
  const faults: Fault[] = []
  checkExternalIds('milestones', milestones as NewMilestone[], faults)
  checkExternalIds('followUps', followUps as NewFollowUp[], faults)
  refuse(faults)
  const { participant, periodId } = resolveOwner(stored, owner, now)
  const id = now.newId()
  const drafts = draftMilestones(id, milestones as NewMilestone[], now)
  const plan = newPlan(id, participant.id, { ...input, periodId } as PlanMembers, drafts, now)
  const period = getPeriodFacts(participant, periodId)
  const linked = linkedMilestones(drafts, { plan, milestones: [] }, (index) => `/milestones/${index}`)
  const made = newFollowUps(
    { plan, period, milestones: linked },
    followUps as NewFollowUp[],
    now,
    (index) => `/followUps/${index}`,
  )
  return { participant, plan, period, milestones: linked, followUps: made }
}

/** Components in the order in which app.ts registers them. */
export const documentSchemas = [NewPlanDocument, NamedMilestone, NamedFollowUp, NamedPlanDocument]
