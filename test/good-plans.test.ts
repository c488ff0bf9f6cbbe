/** Plans as a careful career planner writes them: the rules have nothing to say of them, and little if nobody tends to them. */
import t from 'tap'
import { addDays } from '../src/calendar.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const firstDay = '2026-01-12'
const occupation = { system: 'O*NET-SOC', version: '2019', code: '31-1131.00', display: 'Nursing Assistants' }
const driver = { ...occupation, code: '53-3032.00', display: 'Heavy and Tractor-Trailer Truck Drivers' }
const cook = { ...occupation, code: '35-2014.00', display: 'Cooks, Restaurant' }

const goal = (members: Json) => ({
  ...{ kind: 'decided', domain: 'career', horizonYears: 1, targetOn: '2026-12-18', confirmedOn: firstDay },
  ...members,
})
const milestone = (n: number, goalId: string, statement: string, dueOn: string, members: Json = {}) => ({
  externalId: `m-${n}`,
  ...{ goalId, statement, dueOn, startOn: firstDay, kind: 'job_search' },
  doneWhen: 'The record of it is in the file.',
  responsible: { party: 'participant' },
  alternatives: ['Use the workshop at the job center.'],
  ...members,
})
const assessed = (...kinds: string[]) =>
  kinds.map((kind) => ({
    id: kind,
    kind,
    name: 'Interview and test',
    completedOn: '2026-01-08',
    result: 'In the file.',
  }))
const strengths = (...goalIds: string[]) => [
  {
    ...{
      id: 'care',
      statement: 'Two years of caring for a parent at home.',
      group: 'transferable',
      kind: 'experience',
    },
    ...{ measure: { value: 2, unit: 'years' }, goalIds },
  },
]
const barrier = (goalId: string) => ({
  ...{ id: 'transport', statement: 'No car, and the last bus leaves at 8 p.m.', origin: 'external' },
  constraint: { cannot: 'work until 10 p.m.', because: 'there is no way home' },
  ...{ impact: 'Evening shifts cannot be accepted.', affects: [goalId], identifiedOn: firstDay },
})
const busPass = (goalId: string) =>
  milestone(1, goalId, 'Ask the county for a bus pass.', '2026-02-02', { kind: 'support', mitigates: ['transport'] })
const acknowledged = {
  acknowledgements: ['participant', 'staff'].map((party) => ({ party, on: firstDay, method: 'signature' })),
  ...{ copyProvidedOn: firstDay, completedOn: firstDay },
}
const person = (id: string, program: string, members: Json = {}) => ({
  ...{ id, programs: [program], enteredOn: '2026-01-08', eligibleOn: '2026-01-07', firstCounselingOn: firstDay },
  ...{
    lastServiceOn: firstDay,
    nextServiceOn: '2026-02-02',
    priorityGroup: 'low_income',
    selectiveServiceOn: '2026-01-07',
  },
  ...members,
})
const counseling = (goalId: string) => ({
  ...{ id: 'counseling', kind: 'career', name: 'Individual counseling', provider: 'Downtown job center' },
  ...{ startedOn: firstDay, goalIds: [goalId] },
})
const training = (goalId: string, milestoneId: string) => ({
  ...{ id: 'course', kind: 'training', name: 'Nursing assistant course', provider: 'City College', cost: 1400 },
  ...{ trainingType: 'occupational_skills', code: occupation, inDemand: 'local_area', determinedOn: firstDay },
  ...{ otherResourcesExhausted: true, plannedStartOn: '2026-02-09', plannedEndOn: '2026-04-30' },
  ...{ trainingPlanOn: firstDay, goalIds: [goalId], milestoneIds: [milestoneId] },
})
const element = (id: string, element: number, name: string, goalId: string, members: Json = {}) => ({
  ...{
    id,
    kind: 'youth_element',
    element,
    name,
    provider: 'City youth center',
    startedOn: firstDay,
    goalIds: [goalId],
  },
  ...members,
})
const shared = {
  ...{ careerPlanner: 'staff-17', office: 'downtown', reviewCadence: 'monthly', ...acknowledged },
  ...{ providersShownOn: firstDay, careerPathway: 'From nursing assistant to registered nurse.' },
}
const youthKinds = [
  ...['basic_skills', 'occupational_skills', 'work_experience', 'employability', 'interests', 'aptitudes'],
  ...['supportive_service_needs', 'developmental_needs'],
]
const indicators = ['employment_second_quarter', 'credential_attainment']

const plans: Record<string, Json> = {
  'an adult': {
    ...{ ...shared, externalId: 'adult', type: 'individual_employment_plan' },
    participant: person('P-1', 'adult'),
    strengths: strengths('nurse'),
    goals: [goal({ id: 'nurse', statement: 'To work full time as a nursing assistant.', occupation })],
    barriers: [barrier('nurse')],
    assessments: assessed('in_depth_interview', 'basic_skills', 'interests'),
    services: [counseling('nurse'), training('nurse', 'm-2')],
    milestones: [
      busPass('nurse'),
      milestone(2, 'nurse', 'Complete the CNA course.', '2026-04-30', { kind: 'training' }),
      milestone(3, 'nurse', 'Apply to three care homes.', '2026-06-30'),
    ],
  },
  'a dislocated worker': {
    ...{ ...shared, externalId: 'dislocated', type: 'individual_employment_plan' },
    participant: person('P-2', 'dislocated_worker', { priorityGroup: null }),
    strengths: strengths('driver'),
    goals: [goal({ id: 'driver', statement: 'To work full time as a truck driver.', occupation: driver })],
    ...{ barriers: [], noBarriersIdentified: true },
    assessments: assessed('in_depth_interview', 'occupational_skills'),
    services: [counseling('driver')],
    milestones: [
      milestone(1, 'driver', 'Renew the CDL.', '2026-02-06', { kind: 'credential' }),
      milestone(2, 'driver', 'Apply to two carriers each week.', '2026-03-31'),
    ],
  },
  'a youth in school': {
    ...{ ...shared, externalId: 'in-school', type: 'individual_service_strategy', indicators },
    participant: person('P-3', 'youth', { priorityGroup: null, youth: { school: 'in_school' } }),
    strengths: strengths('nurse', 'diploma'),
    goals: [
      goal({ id: 'nurse', statement: 'To work as a nursing assistant after graduation.', occupation }),
      goal({ id: 'diploma', statement: 'To graduate from high school.', domain: 'education', targetOn: '2026-06-26' }),
    ],
    barriers: [barrier('nurse')],
    assessments: assessed(...youthKinds),
    services: [
      element('tutoring', 1, 'Tutoring', 'nurse'),
      element('guidance', 10, 'Guidance and counseling', 'nurse'),
    ],
    milestones: [
      busPass('nurse'),
      milestone(2, 'diploma', 'Pass the biology class.', '2026-06-12', { kind: 'education' }),
    ],
  },
  'a youth out of school': {
    ...{ ...shared, externalId: 'out-of-school', type: 'individual_service_strategy', indicators },
    participant: person('P-4', 'youth', { priorityGroup: null, youth: { school: 'out_of_school' } }),
    strengths: strengths('cook', 'certificate'),
    goals: [
      goal({ id: 'cook', statement: 'To work full time as a line cook.', occupation: cook }),
      goal({
        id: 'certificate',
        statement: 'To earn the ServSafe certificate.',
        domain: 'education',
        targetOn: '2026-06-30',
      }),
    ],
    barriers: [barrier('cook')],
    assessments: assessed(...youthKinds),
    services: [
      element('work', 3, 'Paid work experience in a kitchen', 'cook', {
        withEducation: true,
        barrierIds: ['transport'],
      }),
      element('guidance', 10, 'Guidance and counseling', 'cook'),
    ],
    milestones: [
      busPass('cook'),
      milestone(2, 'cook', 'Finish the work experience with the chef’s reference.', '2026-05-29', {
        kind: 'employment',
      }),
      milestone(3, 'certificate', 'Pass the ServSafe exam.', '2026-06-30', { kind: 'credential' }),
    ],
  },
  'somebody who is undecided': {
    ...{ ...shared, externalId: 'undecided', type: 'career_action_plan' },
    participant: person('P-5', 'adult'),
    strengths: strengths('find'),
    goals: [
      {
        ...{ id: 'find', statement: 'To choose an occupation in health care or in offices.', kind: 'undecided' },
        ...{ decideByOn: '2026-05-29', domain: 'career', horizonYears: 1, confirmedOn: firstDay },
      },
    ],
    barriers: [barrier('find')],
    assessments: assessed('in_depth_interview', 'interests'),
    services: [counseling('find')],
    milestones: [
      busPass('find'),
      milestone(2, 'find', 'Visit a clinic and an office, and write down what appeals.', '2026-03-31', {
        kind: 'career_exploration',
      }),
    ],
  },
}

for (const [name, document] of Object.entries(plans)) {
  const find = async (asOf: string) => {
    const client = await service.client()
    const { status, body } = await client.post(`/v1/plans/validate?asOf=${asOf}&recordedOn=${firstDay}`, document)
    t.equal(status, 200, JSON.stringify(body.errors))
    return body.findings.map(({ rule, message }: Json) => `${rule}: ${message}`)
  }
  t.test(`A good plan of ${name} has no finding on the first day`, async (t) => t.strictSame(await find(firstDay), []))
  t.test(`A good plan of ${name} has few findings after 95 days without a word`, async (t) => {
    const found = await find(addDays(firstDay, 95))
    const others = found.filter((text: string) => !text.startsWith('milestone-overdue'))
    t.ok(others.length <= 3, others.join('\n'))
  })
}
