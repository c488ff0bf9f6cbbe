/**
 * The demo caseload: five people from the examples of the Career Action Plan content requirements, with dates around the
 * day on which it is made, so that some steps are late, some are due this week, one finding is waived, and one plan has
 * nothing wrong.
 */
import { assessmentParts } from '../document/plan/services.ts'

/** The day `days` after the caseload is made. */
type On = (days: number) => string

/** Participant and staff sign a plan, the participant gets a copy, and follow-up is accepted. */
const signed = (on: string) => ({
  acknowledgements: [
    { party: 'participant', on, method: 'signature' },
    { party: 'staff', on, method: 'electronic' },
  ],
  copyProvidedOn: on,
})
const accepted = (on: string, staff: string) => ({ decision: 'accepted', decidedOn: on, staff })

/** To work in construction: the plan from the standard’s own examples, complete, with an overdue résumé. */
const laborer = (on: On) => ({
  externalId: 'demo-1',
  type: 'career_action_plan',
  participant: {
    id: 'P-1001',
    programs: ['adult'],
    eligibleOn: on(-41),
    enteredOn: on(-40),
    firstCounselingOn: on(-35),
    nextServiceOn: on(3),
    followUpDecision: accepted(on(-35), 'staff-17'),
  },
  careerPlanner: 'staff-17',
  office: 'downtown',
  goals: [
    {
      id: 'laborer',
      statement: 'To secure full time employment as a laborer in the construction industry.',
      kind: 'decided',
      domain: 'career',
      horizonYears: 1,
      targetOn: on(330),
      occupation: { system: 'O*NET-SOC', version: '2019', code: '47-2061.00', display: 'Construction Laborers' },
    },
  ],
  strengths: [
    {
      id: 'plumbing',
      statement: 'Three years of work as a second year apprenticed commercial plumber.',
      group: 'work_related',
      kind: 'experience',
      measure: { value: 3, unit: 'years' },
      goalIds: ['laborer'],
    },
    { id: 'license', statement: 'Valid class 5 driver’s license.', group: 'work_related', kind: 'credential' },
  ],
  barriers: [
    {
      id: 'reading',
      statement: 'Difficulty with reading and writing.',
      origin: 'personal',
      constraint: { cannot: 'fill in safety forms without help', because: 'reading takes too long' },
      impact: 'The written safety test cannot be passed yet.',
      affects: ['laborer'],
      identifiedOn: on(-35),
    },
  ],
  gaps: [{ id: 'tickets', statement: 'No construction safety tickets.', kind: 'credential' }],
  services: [
    {
      id: 'workshop',
      kind: 'career',
      name: 'Resume workshop',
      startedOn: on(-28),
      endedOn: on(-28),
      milestoneIds: ['demo-1-1'],
    },
    {
      id: 'tutoring',
      kind: 'supportive',
      name: 'Reading tutor for the safety test',
      provider: 'Public library',
      startedOn: on(-14),
      milestoneIds: ['demo-1-2'],
      barrierIds: ['reading'],
      otherResourcesExhausted: true,
      cost: 240,
    },
  ],
  assessments: [
    {
      kind: 'diagnostic_testing',
      name: 'Test of Adult Basic Education',
      completedOn: on(-36),
      result: 'Reads at the level of grade 7.',
    },
  ],
  ...signed(on(-30)),
  reviewCadence: 'monthly',
  completedOn: on(-30),
  milestones: [
    {
      externalId: 'demo-1-1',
      goalId: 'laborer',
      statement: 'Update the resume.',
      kind: 'job_search',
      startOn: on(-30),
      dueOn: on(-4),
      doneWhen: 'A resume that names the apprenticeship is in the file.',
      responsible: { party: 'participant' },
      alternatives: ['Use the resume workshop on the first Monday of the month.'],
    },
    {
      externalId: 'demo-1-2',
      goalId: 'laborer',
      statement: 'Register to write the safety tickets.',
      kind: 'credential',
      startOn: on(-30),
      dueOn: on(45),
      responsible: { party: 'participant' },
      where: 'Training provider',
      alternativesDiscussed: true,
      mitigates: ['reading'],
      closes: ['tickets'],
    },
  ],
  followUps: [
    {
      externalId: 'demo-1-f0',
      kind: 'plan_review',
      dueOn: on(-2),
      purpose: 'Monthly review.',
      status: 'completed',
      completedOn: on(-2),
      twoWay: true,
      note: 'The resume waits for a reference from the plumber.',
    },
    {
      externalId: 'demo-1-f1',
      milestoneId: 'demo-1-2',
      kind: 'appointment',
      dueOn: on(3),
      purpose: 'Report on actions.',
    },
  ],
})

/** To work around airplanes: an undecided goal, and a draft that is overdue because its counseling was ten days ago. */
const airplanes = (on: On) => ({
  externalId: 'demo-2',
  type: 'individual_employment_plan',
  participant: { id: 'P-1002', programs: ['dislocated_worker'], enteredOn: on(-12), firstCounselingOn: on(-10) },
  careerPlanner: 'staff-17',
  office: 'downtown',
  goals: [{ id: 'airplanes', statement: 'To work around airplanes.', kind: 'undecided', decideByOn: on(80) }],
  strengths: [
    {
      id: 'festival',
      statement: 'Five years as a folk festival volunteer: work schedules, supply orders, tight deadlines.',
      group: 'transferable',
      kind: 'experience',
      measure: { value: 5, unit: 'years' },
    },
  ],
  barriers: [
    {
      id: 'contacts',
      statement: 'No paid experience and no contacts in the field.',
      origin: 'external',
      identifiedOn: on(-10),
    },
  ],
  gaps: [{ id: 'training', statement: 'No formal education in aviation.', kind: 'education' }],
  milestones: [
    {
      externalId: 'demo-2-1',
      statement: 'Contact the employer to arrange an informational interview.',
      kind: 'networking',
      dueOn: on(5),
      alternativesDiscussed: true,
    },
    {
      externalId: 'demo-2-2',
      goalId: 'airplanes',
      statement: 'Find out which aviation programs are offered.',
      kind: 'education',
      startOn: on(5),
    },
  ],
})

/** To become a nurse: a step due after its parent, an overdue review, and support that was not looked into. */
const nurse = (on: On) => ({
  externalId: 'demo-3',
  type: 'individual_employment_plan',
  participant: {
    id: 'P-1003',
    programs: ['adult', 'wagner_peyser'],
    eligibleOn: on(-122),
    enteredOn: on(-120),
    firstCounselingOn: on(-115),
    followUpDecision: accepted(on(-115), 'staff-4'),
  },
  careerPlanner: 'staff-4',
  office: 'lakeside',
  goals: [
    {
      id: 'nurse',
      statement: 'To obtain a nursing degree and work full time as a nurse.',
      kind: 'decided',
      domain: 'career',
      horizonYears: 3,
      occupation: { system: 'O*NET-SOC', version: '2019', code: '29-1141.00', display: 'Registered Nurses' },
      successLooksLike: 'I work days on a ward.',
    },
  ],
  strengths: [
    {
      id: 'household',
      statement: 'Manages a household of six: time, budget and food planning.',
      group: 'transferable',
      kind: 'skill',
      measure: { value: 6, unit: 'people' },
      goalIds: ['nurse'],
    },
    {
      id: 'family',
      statement: 'Her mother takes the children on three evenings a week.',
      group: 'personal',
      kind: 'support',
    },
  ],
  barriers: [
    {
      id: 'childcare',
      statement: 'Five small children at home.',
      origin: 'personal',
      impact: 'Rules out classes in the daytime.',
      affects: ['nurse', 'demo-3-1'],
      identifiedOn: on(-115),
    },
  ],
  gaps: [{ id: 'degree', statement: 'No nursing degree.', kind: 'education' }],
  services: [
    {
      id: 'program',
      kind: 'training',
      name: 'Nursing program, first year',
      code: { system: 'CIP', version: '2020', code: '51.3801', display: 'Registered Nursing' },
      provider: 'City College',
      plannedEndOn: on(300),
      startedOn: on(-60),
      determinedOn: on(-112),
      goalIds: ['nurse'],
      milestoneIds: ['demo-3-1'],
      cost: 5200,
    },
    {
      id: 'evenings',
      kind: 'supportive',
      name: 'Child care on three evenings a week',
      startedOn: on(-60),
      milestoneIds: ['demo-3-1'],
      barrierIds: ['childcare'],
      cost: 900,
    },
  ],
  assessments: [{ kind: 'in_depth_interview', name: 'First interview', completedOn: on(-115) }],
  ...signed(on(-110)),
  completedOn: on(-110),
  milestones: [
    {
      externalId: 'demo-3-1',
      goalId: 'nurse',
      statement: 'Finish the first year of the nursing program.',
      kind: 'education',
      startOn: on(-60),
      dueOn: on(300),
      term: 'intermediate',
      closes: ['degree'],
      mitigates: ['childcare'],
      alternatives: ['The evening program of the community college.'],
      status: 'in_progress',
    },
    {
      externalId: 'demo-3-2',
      parentId: 'demo-3-1',
      statement: 'Pass the anatomy course.',
      kind: 'education',
      startOn: on(-60),
      dueOn: on(320),
      alternativesDiscussed: true,
      status: 'in_progress',
    },
    {
      externalId: 'demo-3-3',
      parentId: 'demo-3-1',
      statement: 'Arrange evening child care.',
      kind: 'support',
      startOn: on(-60),
      dueOn: on(-20),
      alternativesDiscussed: true,
      mitigates: ['childcare'],
      status: 'completed',
      completedOn: on(-25),
    },
  ],
  followUps: [
    {
      externalId: 'demo-3-f0',
      milestoneId: 'demo-3-3',
      kind: 'milestone_check',
      dueOn: on(-20),
      status: 'completed',
      completedOn: on(-25),
      twoWay: true,
      note: 'Child care begins on Monday.',
    },
    {
      externalId: 'demo-3-f1',
      kind: 'plan_review',
      dueOn: on(-6),
      purpose: 'Review of the first term.',
      attempts: [{ on: on(-7), method: 'voicemail', by: 'staff-4', reached: false, note: 'No answer.' }],
    },
  ],
})

/** To work in computer science: nothing is wrong. */
const programmer = (on: On) => ({
  externalId: 'demo-4',
  type: 'career_action_plan',
  participant: {
    id: 'P-1004',
    programs: ['adult'],
    eligibleOn: on(-21),
    enteredOn: on(-20),
    firstCounselingOn: on(-15),
    followUpDecision: accepted(on(-15), 'staff-4'),
  },
  careerPlanner: 'staff-4',
  office: 'lakeside',
  goals: [
    {
      id: 'software',
      statement: 'To work full time as a software developer.',
      kind: 'decided',
      domain: 'career',
      occupation: { system: 'O*NET-SOC', version: '2019', code: '15-1252.00', display: 'Software Developers' },
    },
  ],
  strengths: [
    {
      id: 'diploma',
      statement: 'Bachelor of Science in Computer Science, 2024.',
      group: 'work_related',
      kind: 'credential',
      goalIds: ['software'],
    },
  ],
  noBarriersIdentified: true,
  gaps: [{ id: 'experience', statement: 'No paid experience in the field.', kind: 'experience' }],
  ...signed(on(-10)),
  completedOn: on(-10),
  milestones: [
    {
      externalId: 'demo-4-1',
      goalId: 'software',
      statement: 'Make contact with five employers who employ developers.',
      kind: 'networking',
      dueOn: on(20),
      closes: ['experience'],
      alternatives: ['Ask the alumni office for introductions.'],
    },
  ],
})

/** Placed in an office job, now in the year of follow-up. */
const receptionist = (on: On) => ({
  externalId: 'demo-5',
  type: 'individual_service_strategy',
  participant: {
    id: 'P-1005',
    programs: ['youth'],
    eligibleOn: on(-303),
    enteredOn: on(-300),
    firstCounselingOn: on(-295),
    employedOn: on(-120),
    lastServiceOn: on(-110),
    followUpDecision: accepted(on(-295), 'staff-9'),
    exitedOn: on(-110),
  },
  careerPlanner: 'staff-9',
  office: 'downtown',
  goals: [
    { id: 'office', statement: 'To work as a receptionist.', kind: 'decided', domain: 'career', status: 'achieved' },
    { id: 'diploma', statement: 'To finish high school.', kind: 'decided', domain: 'education', status: 'achieved' },
  ],
  strengths: [
    {
      id: 'public',
      statement: 'Two years of work with the public as a receptionist, with about 50 calls a day.',
      group: 'work_related',
      kind: 'experience',
      measure: { value: 2, unit: 'years' },
    },
  ],
  noBarriersIdentified: true,
  services: [
    {
      id: 'work-experience',
      kind: 'youth_element',
      element: 3,
      name: 'Paid work experience at a front desk',
      provider: 'Lakeside Dental',
      startedOn: on(-250),
      endedOn: on(-110),
      goalIds: ['office'],
    },
  ],
  assessments: assessmentParts.map((kind) => ({ kind, name: 'Intake of the youth program', completedOn: on(-294) })),
  indicators: ['employment_second_quarter', 'credential_attainment'],
  ...signed(on(-290)),
  completedOn: on(-290),
  milestones: [
    {
      externalId: 'demo-5-1',
      goalId: 'office',
      statement: 'Apply for three positions.',
      kind: 'job_search',
      startOn: on(-200),
      dueOn: on(-130),
      alternativesDiscussed: true,
      status: 'completed',
      completedOn: on(-125),
      reflection: 'The third interview went well because I had practiced.',
    },
  ],
  followUps: [
    {
      externalId: 'demo-5-f1',
      kind: 'post_exit',
      opensOn: on(-50),
      dueOn: on(-20),
      status: 'completed',
      completedOn: on(-30),
      twoWay: true,
      services: ['Help with a work schedule'],
      outcome: {
        employment: 'employed',
        employer: { name: 'Lakeside Dental' },
        hourlyWage: 17.5,
        weeklyHours: 36,
        startedOn: on(-120),
        evidence: { type: 'self_attestation', obtainedOn: on(-30), staff: 'staff-9' },
      },
    },
    {
      externalId: 'demo-5-f2',
      kind: 'post_exit',
      opensOn: on(10),
      dueOn: on(40),
      purpose: 'Second contact after exit.',
    },
  ],
})

/** The plan documents of the demo caseload. */
export const demoPlans = (on: On): { externalId: string }[] => [
  laborer(on),
  airplanes(on),
  nurse(on),
  programmer(on),
  receptionist(on),
]

/** The waiver for the review of the nurse’s plan. */
export const demoWaiver = (on: On) => ({
  rule: 'plan-review-overdue',
  subject: { type: 'plan', id: 'demo-3' },
  reason: 'The review waits for the grades of the term.',
  decidedBy: 'staff-2',
  until: on(21),
})
