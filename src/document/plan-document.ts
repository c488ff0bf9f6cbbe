/** The plan document: a plan together with its milestones and follow-ups, as it is pushed and validated, or was read. */
import type { Static } from 'typebox'
import { type Complete, externalId, list, object, optional, pastDay, ref, text } from '../http/schema.ts'
import { type Fault, refuse } from '../problem.ts'
import type { Facts } from './facts.ts'
import { newFollowUps, writableMembers as writableFollowUp } from './follow-up/follow-up.ts'
import { Attempt, FollowUp, maxAttempts, NewFollowUp } from './follow-up/schemas.ts'
import {
  checkDerivedTerm,
  draftMilestones,
  linkedMilestones,
  type ReadMilestone,
  writableMembers as writableMilestone,
} from './milestone/milestone.ts'
import { Milestone, NewMilestone } from './milestone/schemas.ts'
import type { Moment } from './moment.ts'
import { getPeriodFacts } from './participant/participant.ts'
import { type OwnerInput, requireParticipantId, resolveOwner } from './participant/record.ts'
import type { Participant } from './participant/schemas.ts'
import { type Closing, linkedClosing, newPlan } from './plan/plan.ts'
import { ClosePlan, NewPlan, Plan, PlanMembers } from './plan/schemas.ts'
import type { NamedPlan } from './plan/store.ts'
import { checkReadOnly, isOfOther, sentMembers } from './read-only.ts'

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

const { reschedules, ...sentOfMilestone } = sentMembers('milestone', Milestone)
const milestoneMembers = {
  ...NewMilestone.properties,
  ...sentOfMilestone,
  reschedules: Object.assign(reschedules, { maxItems: 1_000 }),
}
const followUpMembers = { ...NewFollowUp.properties, ...sentMembers('followUp', FollowUp) }
const planMembers = {
  ...NewPlan.properties,
  ...sentMembers('plan', Plan),
  closedOn: optional(
    pastDay(
      'The day on which the plan ended: a new plan is closed. Of a stored one, left out or as it is kept.',
      '2026-12-31',
    ),
  ),
  closeReason: optional(ClosePlan.properties.closeReason),
  replacedBy: ClosePlan.properties.replacedBy,
}

export const DocumentMilestone = object('DocumentMilestone', milestoneMembers, {
  description: 'A milestone of a plan document, as it is sent or as it was read.',
})

export const DocumentFollowUp = object('DocumentFollowUp', followUpMembers, {
  description: 'A follow-up of a plan document, as it is sent or as it was read.',
})

export const NewPlanDocument = object(
  'NewPlanDocument',
  {
    ...planMembers,
    milestones: list(ref(DocumentMilestone), {
      description: 'Milestones; the document refers to them by externalId, or by the id that they have in it.',
    }),
    followUps: list(ref(DocumentFollowUp), { description: 'Follow-ups.' }),
  },
  {
    description:
      'A plan with its milestones and follow-ups, taken whole or not at all. It may be one that was read, at this agency or at ' +
      'another one: each read-only member says what becomes of it.',
    examples: [example],
  },
)
export type NewPlanDocument = Complete<Static<typeof NewPlanDocument>>

const matched = 'what is stored with it is changed, else it is new. Left out, it is the id that it was read with.'

export const NamedMilestone = object(
  'NamedMilestone',
  {
    ...milestoneMembers,
    externalId: optional(externalId(`The id of the milestone in the calling system: ${matched}`, 'cms-10441-1')),
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
    ...followUpMembers,
    externalId: optional(externalId(`The id of the follow-up in the calling system: ${matched}`, 'cms-10441-f1')),
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
    ...planMembers,
    completedOn: optional(
      pastDay(
        'The day on which the plan was completed: completes a draft. Left out, it stays as it is stored.',
        '2026-01-09',
      ),
    ),
    milestones: list(ref(NamedMilestone), {
      description: 'Milestones; stored ones that are not among them stay.',
    }),
    followUps: list(ref(NamedFollowUp), {
      description: 'Follow-ups; stored ones that are not among them stay.',
    }),
  },
  {
    description:
      'A plan with milestones and follow-ups, all named by externalId, or by the id that they were read with, so that it may ' +
      'be sent again.',
    examples: [{ ...rest, followUps: [{ externalId: 'f-1', ...visit }] }],
  },
)
export type NamedPlanDocument = Complete<Static<typeof NamedPlanDocument>>

/** A milestone or follow-up of a document: what was read with it, and what callers write. */
type Read = { id: string | null; externalId: string | null }
export type SentMilestone = ReadMilestone & Read
export type SentFollowUp = NewFollowUp & Read
type SentParts = { milestones: readonly SentMilestone[]; followUps: readonly SentFollowUp[] }

/** Finds ids and externalIds that appear twice in a document. */
export function checkNames({ milestones, followUps }: SentParts, faults: Fault[]): void {
  for (const [key, items] of Object.entries({ milestones, followUps }))
    for (const name of ['id', 'externalId'] as const)
      items.forEach((item, index) => {
        if (item[name] && items.findIndex((one) => one[name] === item[name]) < index)
          faults.push({ pointer: `/${key}/${index}/${name}`, detail: `is the ${name} of an earlier one of ${key}` })
      })
}

/** The ids that milestones have here, by those that they were read with. */
export type Ids = ReadonlyMap<string | null, string>
export const mapIds = (sent: readonly Read[], milestones: readonly { id: string }[]): Ids =>
  new Map(sent.flatMap(({ id }, index) => (id ? [[id, milestones[index]?.id ?? id]] : [])))

/** A text that may name a milestone by the id that it was read with, as it is named here. */
export const renamed = <T extends string | null>(name: T, ids: Ids): T | string => ids.get(name) ?? name

/** What a document says of the plan itself, with the milestones that it refers to as they are named here. */
export function planMembersOf(sent: object, periodId: string | null, ids: Ids): PlanMembers {
  const said = sent as PlanMembers
  const members = Object.keys(PlanMembers.properties).map((name) => [name, said[name as keyof PlanMembers]])
  const { barriers, services, attainments } = said
  const inAll = (names: readonly string[] = []) => names.map((name) => renamed(name, ids))
  return {
    ...Object.fromEntries(members),
    periodId,
    barriers: barriers.map((barrier) => ({ ...barrier, affects: inAll(barrier.affects) })),
    services: services.map((service) => ({ ...service, milestoneIds: inAll(service.milestoneIds) })),
    attainments: attainments.map((one) => ({ ...one, milestoneId: renamed(one.milestoneId ?? null, ids) })),
  }
}

/** What a document says of its plan that callers do not write, or that they write only with a new one. */
type SentPlan = Closing & Pick<NewPlanDocument, 'id'>

/** Refuses read-only members of a document that differ from what is kept; `written` has what it holds, in its order. */
export function requireAsKept(
  sent: SentPlan & SentParts,
  written: Pick<Facts, 'plan' | 'milestones' | 'followUps'>,
  stored: Facts | undefined,
  today: string,
): void {
  const faults: Fault[] = []
  const isOther = isOfOther(sent.id, stored?.plan.id)
  checkReadOnly('plan', sent, written.plan, isOther, '', faults)
  for (const [key, kind] of [
    ['milestones', 'milestone'],
    ['followUps', 'followUp'],
  ] as const) {
    const known = new Set(stored?.[key].map(({ id }) => id))
    written[key].forEach((kept, index) => {
      const one = sent[key][index] as Read
      // of what is new, an id says that it was read elsewhere
      const isFromOther = isOther || (!known.has(kept.id) && isOfOther(one.id, undefined))
      checkReadOnly(kind, one, kept, isFromOther, `/${key}/${index}`, faults)
    })
  }
  sent.milestones.forEach((one, index) => {
    checkDerivedTerm(one, today, `/milestones/${index}`, faults)
  })
  refuse(faults)
}

/** What a new plan document creates, and the participant as it is afterwards. */
export type NewDocument = Facts & { participant: Participant }

/** What is stored of those whom a new document names: its participant, and the plan that replaced its plan. */
export type Known = { participant?: Participant | undefined; replacedBy?: NamedPlan | undefined }

/** Everything that a new plan document creates, with ids, linked and checked. */
export function newDocument(input: NewPlanDocument, now: Moment, known: Known = {}): NewDocument {
  const sent = input as unknown as SentPlan & SentParts & OwnerInput // the validator has filled in what was left out
  requireParticipantId(sent)
  const faults: Fault[] = []
  checkNames(sent, faults)
  refuse(faults)
  const { participant, periodId } = resolveOwner(known.participant, sent, now)
  const whose = { id: now.newId(), participantId: participant.id }
  const made = draftMilestones(whose.id, sent.milestones.map(writableMilestone), now)
  const ids = mapIds(sent.milestones, made)
  const drafts = made.map((milestone) => ({ ...milestone, parentId: renamed(milestone.parentId, ids) }))
  const closing = linkedClosing(sent, whose, known.replacedBy)
  const isOther = isOfOther(sent.id, undefined)
  const plan = newPlan({ ...whose, ...closing }, planMembersOf(sent, periodId, ids), drafts, now, isOther)
  const period = getPeriodFacts(participant, periodId)
  const milestones = linkedMilestones(drafts, { plan, milestones: [] }, (index) => `/milestones/${index}`)
  const followUps = newFollowUps(
    { plan, period, milestones },
    sent.followUps.map((one) => ({ ...writableFollowUp(one), milestoneId: renamed(one.milestoneId, ids) })),
    now,
    (index) => `/followUps/${index}`,
  )
  const written = { plan, milestones, followUps }
  requireAsKept({ ...sent, ...closing }, written, undefined, now.today)
  return { participant, period, ...written }
}

/** Components in the order in which app.ts registers them. */
export const documentSchemas = [
  DocumentMilestone,
  DocumentFollowUp,
  NewPlanDocument,
  NamedMilestone,
  NamedFollowUp,
  NamedPlanDocument,
]
