/** A plan document in which every member that a caller can write has a value of its own. */

const coded = (system: string, version: string, code: string, display: string) => ({ system, version, code, display })

const goals = [
  {
    id: 'nurse',
    statement: 'To work full time as a registered nurse.',
    kind: 'decided',
    decideByOn: '2026-02-28',
    domain: 'career',
    horizonYears: 5,
    targetOn: '2030-06-30',
    occupation: coded('O*NET-SOC', '2019', '29-1141.00', 'Registered Nurses'),
    industry: coded('NAICS', '2022', '622110', 'General Medical and Surgical Hospitals'),
    targetWage: { amount: 41.25, per: 'hour' },
    successLooksLike: 'I work days on a ward.\nMy children see me in the evening.',
    status: 'active',
    confirmedOn: '2026-01-08',
  },
]
const strengths = [
  {
    id: 'typing',
    statement: 'Types fast.',
    group: 'transferable',
    kind: 'skill',
    measure: { value: 45.5, unit: 'words per minute' },
    evidence: 'Certificate of completion, 2024.',
    goalIds: ['nurse'],
  },
]
const barriers = [
  {
    id: 'bus',
    statement: 'No transportation to the early shift.',
    origin: 'external',
    wioaCategory: 'low_income',
    constraint: { cannot: 'reach the ward before 7', because: 'the first bus leaves at 8' },
    impact: 'Rules out the early shift.',
    affects: ['nurse', 'm-1'],
    identifiedOn: '2026-01-05',
    resolvedOn: '2026-03-01',
    accepted: 'The participant prefers the late shift.',
  },
]
const gaps = [
  { id: 'degree', statement: 'No nursing degree.', kind: 'education', acceptedBecause: 'The employer trains.' },
]
const services = [
  {
    id: 'course',
    kind: 'training',
    trainingType: 'prerequisite',
    name: 'Pre-nursing course',
    code: coded('CIP', '2020', '51.3801', 'Registered Nursing'),
    provider: 'City College',
    plannedStartOn: '2026-01-26',
    plannedEndOn: '2026-12-18',
    startedOn: '2026-02-02',
    endedOn: '2026-12-17',
    determinedOn: '2026-01-07',
    goalIds: ['nurse'],
    milestoneIds: ['m-1'],
    barrierIds: ['bus'],
    otherResourcesExhausted: false,
    cost: 2400.5,
  },
]
const assessments = [
  {
    id: 'reading',
    kind: 'basic_skills',
    name: 'Test of Adult Basic Education',
    completedOn: '2026-01-06',
    reused: true,
    result: 'Reads at the level of grade 11.',
  },
]
const attainments = [
  {
    id: 'license',
    credential: 'occupational_license',
    skillGain: null,
    name: 'State license of nursing assistants',
    attainedOn: '2026-05-20',
    milestoneId: 'm-1',
    serviceId: 'course',
    evidence: {
      ...{ type: 'case_notes', obtainedOn: '2026-05-21', staff: 'staff-18' },
      ...{ element: 'PIRL 1800, type of recognized credential', status: 'Holds the license since May 20.' },
    },
  },
]
const followUpDecision = {
  decision: 'declined',
  decidedOn: '2026-05-28',
  staff: 'staff-19',
  note: 'Moves to another state.',
}
const milestones = [
  {
    externalId: 'm-1',
    goalId: 'nurse',
    parentId: 'm-0',
    statement: 'Complete the pre-nursing course.',
    kind: 'education',
    startOn: '2026-02-01',
    dueOn: '2026-12-31',
    term: 'intermediate',
    doneWhen: 'The transcript is in the file.',
    responsible: { party: 'partner', name: 'City College' },
    where: 'North campus',
    alternatives: ['Take it online.', 'Take it in summer.'],
    alternativesDiscussed: true,
    mitigates: ['bus'],
    closes: ['degree'],
    status: 'completed',
    statusReason: 'Passed all tests.',
    completedOn: '2026-12-20',
    reflection: 'Harder than I thought.',
  },
]
const outcome = {
  quarter: 1,
  employment: 'employed',
  source: 'supplemental',
  sameEmployerBasis: 'The same pay stubs.',
  wagesPaid: 10980.5,
  convertsWages: true,
  enrollment: { in: 'postsecondary', on: '2026-09-01' },
  employer: { name: 'Lakeside Hospital', fein: '12-3456789' },
  occupation: coded('O*NET-SOC', '2019', '31-1131.00', 'Nursing Assistants'),
  industry: coded('NAICS', '2022', '623110', 'Nursing Care Facilities'),
  hourlyWage: 21.5,
  weeklyHours: 37.5,
  startedOn: '2026-06-01',
  education: 'First year of a nursing degree.',
  credential: { type: 'occupational_license', attainedOn: '2026-05-20' },
  evidence: {
    type: 'case_notes',
    obtainedOn: '2026-07-02',
    staff: 'staff-17',
    element: 'PIRL 1602, employed in the second quarter after exit',
    status: 'Employed since June 1.',
  },
}
const followUps = [
  {
    externalId: 'f-1',
    milestoneId: 'm-1',
    kind: 'post_placement',
    opensOn: '2026-06-01',
    dueOn: '2026-08-31',
    status: 'completed',
    attempts: [
      { on: '2026-07-01', method: 'phone', by: 'staff-17', reached: false, note: 'No answer.' },
      { on: '2026-07-02', method: 'email', by: 'staff-18', reached: true, note: null },
    ],
    completedOn: '2026-07-02',
    twoWay: true,
    services: ['Help with a wage dispute'],
    purpose: 'How the work goes.',
    outcome,
    note: 'Works days, likes the crew.',
  },
]

/** The document; `m-0` is the milestone that `m-1` is a part of. */
export const maximalPlan = () =>
  structuredClone({
    externalId: 'plan-1',
    type: 'individual_service_strategy',
    participant: {
      id: 'P-1',
      programs: ['youth', 'adult'],
      eligibleOn: '2025-12-30',
      enteredOn: '2026-01-02',
      firstCounselingOn: '2026-01-05',
      employedOn: '2026-06-01',
      lastServiceOn: '2026-05-30',
      nextServiceOn: '2026-08-03',
      followUpDecision,
      exitedOn: '2026-05-29',
      exitReason: 'health_or_medical',
    },
    careerPlanner: 'staff-17',
    office: 'downtown',
    goals,
    strengths,
    barriers,
    noBarriersIdentified: false,
    gaps,
    services,
    assessments,
    attainments,
    indicators: ['credential_attainment', 'measurable_skill_gains'],
    acknowledgements: [
      { party: 'participant', on: '2026-01-09', method: 'signature' },
      { party: 'staff', on: '2026-01-12', method: 'electronic' },
    ],
    copyProvidedOn: '2026-01-13',
    reviewCadence: 'semi_annual',
    completedOn: '2026-01-09',
    milestones: [{ externalId: 'm-0', goalId: 'nurse', statement: 'Be admitted.', kind: 'education' }, ...milestones],
    followUps,
  })
