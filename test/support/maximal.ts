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
  employment: 'employed',
  employer: { name: 'Lakeside Hospital', fein: '12-3456789' },
  occupation: coded('O*NET-SOC', '2019', '31-1131.00', 'Nursing Assistants'),
  industry: coded('NAICS', '2022', '623110', 'Nursing Care Facilities'),
  hourlyWage: 21.5,
  weeklyHours: 37.5,
  startedOn: '2026-06-01',
  education: 'First year of a nursing degree.',
  credential: { type: 'occupational_license', attainedOn: '2026-05-20' },
  evidence: { type: 'pay_record', obtainedOn: '2026-07-02', staff: 'staff-17' },
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
      enteredOn: '2026-01-02',
      firstCounselingOn: '2026-01-05',
      employedOn: '2026-06-01',
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
    reviewCadence: 'semi_annual',
    completedOn: '2026-01-09',
    milestones: [{ externalId: 'm-0', goalId: 'nurse', statement: 'Be admitted.', kind: 'education' }, ...milestones],
    followUps,
  })
