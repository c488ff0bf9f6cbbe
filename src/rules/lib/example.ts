/** Makes complete plan documents from the examples of rules; the API shows them, and the tests run them. */
import type { Day } from '../../calendar.ts'
import type { NewFollowUp } from '../../document/follow-up/schemas.ts'
import type { NewMilestone } from '../../document/milestone/schemas.ts'
import type { NewPlan } from '../../document/plan/schemas.ts'
import type { Example } from './rule.ts'

const plan = {
  type: 'career_action_plan',
  acknowledgements: [
    { party: 'participant', on: '2026-01-09', method: 'signature' },
    { party: 'staff', on: '2026-01-09', method: 'signature' },
  ],
  copyProvidedOn: '2026-01-09',
  completedOn: '2026-01-09',
} satisfies Partial<NewPlan>

const participant = {
  id: 'P-1',
  programs: ['adult'],
  eligibleOn: '2026-01-02',
  enteredOn: '2026-01-02',
  firstCounselingOn: '2026-01-05',
  priorityGroup: 'low_income',
  selectiveServiceOn: '2026-01-02',
  followUpDecision: { decision: 'accepted', decidedOn: '2026-01-05', staff: 'staff-17' },
} satisfies NewPlan['participant']

/** What items say unless the example does, so that rules find nothing except a date that has passed. */
const items = {
  goals: {
    id: 'goal-1',
    statement: 'To work full time as a nurse.',
    kind: 'decided',
    domain: 'career',
    occupation: { system: 'O*NET-SOC', version: '2019', code: '29-1141.00', display: 'Registered Nurses' },
    status: 'active',
  } satisfies NewPlan['goals'][number],
  strengths: {
    id: 'strength-1',
    statement: 'Five years as a volunteer: work schedules, supply orders, tight deadlines.',
    group: 'transferable',
    kind: 'experience',
    measure: { value: 5, unit: 'years' },
  } satisfies NewPlan['strengths'][number],
  barriers: {
    id: 'barrier-1',
    statement: 'No transportation to the early shift.',
    origin: 'external',
    impact: 'Rules out the early shift.',
    identifiedOn: '2026-01-05',
    accepted: 'The participant prefers the late shift.',
  } satisfies NewPlan['barriers'][number],
  gaps: {
    id: 'gap-1',
    statement: 'No nursing degree.',
    kind: 'education',
    acceptedBecause: 'The employer trains on the job.',
  } satisfies NewPlan['gaps'][number],
  services: {
    id: 'service-1',
    kind: 'career',
    name: 'Career planning',
    determinedOn: '2026-01-09',
    inDemand: 'local_area',
    otherResourcesExhausted: true,
  } satisfies NewPlan['services'][number],
  assessments: {
    id: 'assessment-1',
    kind: 'basic_skills',
    name: 'Test of Adult Basic Education',
    completedOn: '2026-01-06',
  } satisfies NewPlan['assessments'][number],
  milestones: {
    goalId: 'goal-1',
    statement: 'Update the resume.',
    kind: 'job_search',
    dueOn: '2026-06-30',
    doneWhen: 'A paper in the file shows it.',
    alternativesDiscussed: true,
    status: 'planned',
  } satisfies Partial<NewMilestone>,
  followUps: {
    kind: 'appointment',
    dueOn: '2026-12-31',
    purpose: 'Report on actions.',
    note: 'Brings the application form along.',
    status: 'scheduled',
  } satisfies Partial<NewFollowUp>,
}

/** Rules with findings once the complete plan, recorded on January 9, is left alone, and their first days. */
export const foundWhenLeftAlone: Readonly<Record<string, Day>> = {
  'contact-gap': '2026-02-09',
  'goal-without-research': '2026-01-09',
}
/** The same as long as it has no items. */
export const foundWithoutItems: Readonly<Record<string, Day>> = { 'goal-without-milestone': '2026-01-09' }
/** The same for its items, whose dates are far off or pass. */
export const foundInItems: Readonly<Record<string, Day>> = {
  'first-step-far-off': '2026-01-09',
  'milestone-overdue': '2026-07-01',
}

/** The items that serve every goal of the plan unless the example says otherwise. */
const servesGoals = new Set(['strengths', 'services'])

/** A document laid over a plan in which nothing is wrong. */
function complete(document: Example['document']): Record<string, unknown> {
  const goals = (document.goals ?? [{}]) as { id?: string }[]
  const goalIds = goals.map(({ id = items.goals.id }) => id)
  const whole: Record<string, unknown> = {
    ...plan,
    goals,
    strengths: [{}],
    noBarriersIdentified: !('barriers' in document),
    ...document,
    participant: { ...participant, ...(document.participant as object | undefined) },
  }
  for (const [name, base] of Object.entries(items)) {
    const given = whole[name] as object[] | undefined
    if (given)
      whole[name] = given.map((item) => ({
        ...base,
        ...(servesGoals.has(name) && { goalIds }),
        ...('kind' in item && item.kind === 'youth_element' && { element: 1 }),
        ...item,
      }))
  }
  return structuredClone(whole) // so that changing one document further leaves the others alone
}

/** The body of `POST /v1/plans` for an example. */
export const buildDocument = ({ document }: Pick<Example, 'document'>): Record<string, unknown> => complete(document)

/** The same for the other plans of its person, in the order in which they were recorded before. */
export const buildOthers = ({ others = [] }: Pick<Example, 'others'>): Record<string, unknown>[] => others.map(complete)
