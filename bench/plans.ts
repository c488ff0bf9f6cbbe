/** Made-up plan documents, different from each other and the same in every run. */
import { addDays, type Day } from '../src/calendar.ts'

/** A source of numbers from 0 up to 1 that is the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How large the plan documents of an agency are. */
export type Shape = { milestones: () => number; followUps: () => number; exits?: true }

const statements = [
  'Update the resume.',
  'Register to write the safety tickets.',
  'Contact three employers to arrange an informational interview.',
  'Finish the first course of the evening program.',
  'Arrange child care for the early shift.',
]
const kinds = ['job_search', 'credential', 'networking', 'education', 'support']
const programs = [['adult'], ['dislocated_worker'], ['youth'], ['adult', 'wagner_peyser']]

/** A plan document as it would be sent on a day; about one in ten plans has been closed since. */
export function makeDocument(random: () => number, number: string, on: Day, today: Day, shape: Shape) {
  const below = (n: number) => Math.floor(random() * n)
  const often = (share: number) => random() < share
  const pickOne = <T>(items: readonly T[]) => items[below(items.length)] as T
  const past = (day: Day) => (day < today ? day : today)

  const milestone = (_: unknown, index: number) => {
    const startOn = addDays(on, below(120))
    const dueOn = addDays(startOn, 14 + below(400))
    const isDone = dueOn < today && often(0.8)
    return {
      goalId: often(0.9) ? 'goal-1' : null,
      statement: `${pickOne(statements)} (${index + 1})`,
      kind: pickOne(kinds),
      ...(often(0.9) && { startOn, dueOn }),
      doneWhen: 'A paper in the file shows it.',
      responsible: { party: 'participant' },
      ...(often(0.5) && { alternatives: ['Ask the workshop on the first Monday of the month.'] }),
      mitigates: index === 0 ? ['barrier-1'] : [],
      closes: index === 1 ? ['gap-1'] : [],
      ...(isDone ? { status: 'completed', completedOn: past(addDays(dueOn, below(20) - 15)) } : { status: 'planned' }),
    }
  }
  const followUp = () => {
    const dueOn = addDays(on, 20 + below(400))
    const isDone = dueOn < today && often(0.9)
    return {
      kind: pickOne(['appointment', 'plan_review', 'milestone_check']),
      dueOn,
      purpose: 'Report on actions.',
      ...(isDone && { status: 'completed', completedOn: dueOn, twoWay: true, note: 'Works days, likes the crew.' }),
    }
  }
  const completedOn = often(0.9) ? past(addDays(on, below(12))) : null
  const wasAsked = often(0.9)
  return {
    externalId: `cms-${number}`,
    type: 'career_action_plan',
    participant: {
      id: `P-${number}`,
      programs: pickOne(programs),
      enteredOn: addDays(on, -5),
      firstCounselingOn: on,
      ...(wasAsked && { followUpDecision: { decision: 'accepted', decidedOn: on, staff: 'staff-7' } }),
    },
    careerPlanner: `staff-${below(40)}`,
    office: `office-${below(12)}`,
    goals: [
      {
        id: 'goal-1',
        statement: 'To secure full time employment as a laborer in the construction industry.',
        kind: often(0.85) ? 'decided' : 'undecided',
        domain: 'career',
        horizonYears: 1,
        targetOn: addDays(on, 330),
        occupation: { system: 'O*NET-SOC', version: '2019', code: '47-2061.00', display: 'Construction Laborers' },
      },
    ],
    strengths: often(0.9)
      ? [
          {
            id: 'strength-1',
            statement: 'Three years of work as a second year apprenticed commercial plumber.',
            group: 'work_related',
            kind: 'experience',
            measure: { value: 3, unit: 'years' },
            goalIds: ['goal-1'],
          },
          { id: 'strength-2', statement: 'Valid class 5 license.', group: 'work_related', kind: 'credential' },
        ]
      : [],
    barriers: [
      {
        id: 'barrier-1',
        statement: 'Difficulty with reading and writing.',
        origin: 'personal',
        ...(often(0.8) && { impact: 'The written safety test cannot be passed yet.' }),
        affects: ['goal-1'],
        identifiedOn: on,
      },
    ],
    gaps: [{ id: 'gap-1', statement: 'No construction safety tickets.', kind: 'credential' }],
    services: [
      {
        id: 'service-1',
        kind: 'career',
        name: 'Individual counseling',
        startedOn: on,
        goalIds: ['goal-1'],
        barrierIds: ['barrier-1'],
      },
    ],
    assessments: [
      { id: 'assessment-1', kind: 'basic_skills', name: 'Test of reading', completedOn: on, reused: false },
    ],
    reviewCadence: 'quarterly',
    completedOn,
    ...(completedOn &&
      often(0.9) && {
        acknowledgements: ['participant', 'staff'].map((party) => ({
          party,
          on: completedOn,
          method: 'signature',
        })),
        copyProvidedOn: completedOn,
      }),
    milestones: Array.from({ length: shape.milestones() }, milestone),
    followUps: Array.from({ length: shape.followUps() }, followUp),
  }
}
