/** Random caseloads for reports: few people, offices and days, so that plans meet in periods and periods in cohorts. */
import { addDays } from '../../src/calendar.ts'
import type { Random } from './random.ts'

const exits = ['2024-11-15', '2025-01-01', '2025-03-31', '2025-06-30', '2025-08-29', null]
const entries = ['2024-05-01', '2024-09-02', null]
type Spell = { enteredOn: string | null; exitedOn: string | null }
/** The periods of people: one of any days, or two of which the second begins after the first has ended. */
const histories: Spell[][] = [
  ...exits.flatMap((exitedOn) => entries.map((enteredOn) => [{ enteredOn, exitedOn }])),
  ...exits.slice(0, 2).flatMap((exitedOn) =>
    exits.slice(2).map((again) => [
      { enteredOn: '2024-05-01', exitedOn },
      { enteredOn: '2025-02-03', exitedOn: again },
    ]),
  ),
]
const sessions = ['2024-05-06', '2024-05-13', '2024-09-09', null]
const programs = [
  ['adult'],
  ['youth'],
  ['dislocated_worker'],
  ['adult', 'youth'],
  ['youth', 'other'],
  ['wagner_peyser'],
]
const reasons = ['none', 'deceased', 'foster_care', 'ineligible', 'institutionalized', null, null, null]
const codes = ['47-2061.00', '47-2031.00', '29-1141.00']
const coded = (code: string) => ({ system: 'O*NET-SOC', version: '2019', code, display: 'An occupation' })

const someDay = (random: Random, from = '2024-05-01', days = 900) => addDays(from, random.below(days))
const maybe = <T>(random: Random, make: () => T): T | null => (random.chance(0.6) ? make() : null)

function makeOutcome(random: Random, number: number) {
  const paid = random.chance(0.9) ? { wagesPaid: random.pick([0, 5000, 7000.5, 9000, 12_000]) } : {}
  const byHour = { hourlyWage: 20, weeklyHours: 40, convertsWages: random.chance(0.5) }
  return {
    quarter: random.pick([1, 2, 2, 2, 3, 4, 4, null]),
    employment: random.pick(['employed', 'employed', 'registered_apprenticeship', 'not_employed', 'unknown', null]),
    source: random.pick(['ui_wage_record', 'supplemental', 'supplemental', 'federal_record', null]),
    employer: { fein: random.pick(['12-3456789', '12-3456789', '98-7654321', null]) },
    sameEmployerBasis: random.chance(0.2) ? 'The same pay stubs.' : null,
    occupation: maybe(random, () => coded(random.pick(codes))),
    ...(random.chance(0.5) ? paid : random.chance(0.5) ? byHour : {}),
    enrollment: random.chance(0.3)
      ? { in: random.pick(['secondary', 'postsecondary', 'occupational_training']), on: someDay(random) }
      : null,
    credential: random.chance(0.1) ? { type: 'associate_degree', attainedOn: someDay(random) } : null,
    // never two on a day: which of them is newer must be clear
    evidence: {
      type: 'pay_record',
      obtainedOn: addDays('2024-12-01', random.below(90) * 10 + number),
      staff: 'staff-17',
    },
  }
}

function makeFollowUp(random: Random, number: number, prefix: string) {
  const dueOn = someDay(random, '2024-10-01', 600)
  const status = random.pick([
    'scheduled',
    'completed',
    'completed',
    'completed',
    'declined',
    'unreachable',
    'cancelled',
  ])
  const methods = ['phone', 'letter', 'email'] as const
  const attempts = Array.from({ length: random.below(4) }, () => ({
    on: random.pick(['2025-04-01', '2025-04-02', '2025-04-03']),
    method: random.pick(methods),
    by: 'staff-17',
    reached: random.chance(0.2),
  }))
  return {
    externalId: `${prefix}-f${number}`,
    kind: random.pick(['post_exit', 'post_placement', 'post_exit', 'appointment']),
    dueOn,
    status,
    completedOn: status === 'completed' ? addDays(dueOn, random.below(60) - 40) : null,
    twoWay: random.chance(0.6),
    services: random.chance(0.6) ? ['Help'] : [],
    attempts,
    outcome: random.chance(0.7) ? makeOutcome(random, number) : null,
  }
}

function makeMilestone(random: Random, number: number, prefix: string) {
  const status = random.pick(['planned', 'completed', 'completed', 'stopped'])
  return {
    externalId: `${prefix}-m${number}`,
    goalId: random.pick(['goal-1', 'goal-2', null]),
    parentId: number > 0 && random.chance(0.3) ? `${prefix}-m0` : null,
    statement: 'Update the resume.',
    kind: 'training',
    dueOn: maybe(random, () => someDay(random)),
    status,
    statusReason: status === 'stopped' ? 'It was cancelled.' : null,
    completedOn: status === 'completed' ? someDay(random) : null,
    ...(random.chance(0.4) && { setOn: someDay(random, '2024-05-01', 500), setEvidence: 'Signed plan.' }),
  }
}

const kinds = ['skills_progression', 'training_milestone', 'training_milestone', 'secondary_transcript']
const credentials = ['secondary_diploma', 'secondary_diploma', 'occupational_license']
function makeAttainment(random: Random, number: number, prefix: string) {
  const isGain = random.chance(0.6)
  return {
    id: `attainment-${number}`,
    ...(isGain ? { skillGain: random.pick(kinds) } : { credential: random.pick(credentials) }),
    name: 'It',
    attainedOn: random.pick(['2028-01-15', '2025-02-03', someDay(random)]),
    milestoneId: isGain && random.chance(0.6) ? `${prefix}-m0` : null,
    serviceId: random.chance(0.6) ? 'service-0' : null,
  }
}

function makeTraining(random: Random, number: number) {
  const startedOn = maybe(random, () => (random.chance(0.3) ? '2027-09-01' : someDay(random, '2024-05-01', 400)))
  return {
    id: `service-${number}`,
    kind: number === 0 ? 'training' : random.pick(['training', 'career']),
    trainingType: random.pick(['on_the_job', 'occupational_skills', null]),
    name: 'Course',
    startedOn,
    endedOn: startedOn && random.chance(0.5) ? addDays(startedOn, random.below(300)) : null,
  }
}

/** A person and one of their periods; who has only one leaves days out now and then, which says nothing of them. */
function someSpell(random: Random): Spell & { id: string } {
  const person = random.below(40)
  const history = histories[person % histories.length] as Spell[]
  const { enteredOn, exitedOn } = random.pick(history)
  const tell = (day: string | null) => (history.length > 1 || random.chance(0.8) ? day : null)
  return { id: `P-${person}`, enteredOn: tell(enteredOn), exitedOn: tell(exitedOn) }
}

/** A plan of one of a few people. */
export function randomPlan(random: Random, number: number): object {
  const prefix = `plan-${number}`
  const many = <T>(max: number, make: (index: number) => T) =>
    Array.from({ length: random.below(max + 1) }, (_, n) => make(n))
  const spell = someSpell(random)
  const completedOn = maybe(random, () => addDays('2024-05-06', random.below(20)))
  return {
    externalId: prefix,
    type: 'career_action_plan',
    participant: {
      ...spell,
      programs: random.pick(programs),
      firstCounselingOn: random.pick(sessions),
      employedOn: random.chance(0.4) ? '2024-11-04' : null,
      exitReason: spell.exitedOn ? random.pick(reasons) : null,
      followUpDecision: random.chance(0.3)
        ? { decision: random.pick(['accepted', 'declined', 'unreachable']), decidedOn: someDay(random), staff: 's' }
        : null,
    },
    careerPlanner: random.pick(['staff-1', 'staff-2', null]),
    office: random.pick(['north', 'south', null]),
    goals: [
      {
        id: 'goal-1',
        statement: 'To work.',
        kind: 'decided',
        occupation: maybe(random, () => coded(random.pick(codes))),
      },
      { id: 'goal-2', statement: 'To learn.', kind: 'undecided', status: random.pick(['withdrawn', 'active']) },
    ],
    services: [makeTraining(random, 0), ...many(1, (n) => makeTraining(random, n + 1))].slice(random.below(2)),
    attainments: [],
    milestones: many(3, (n) => makeMilestone(random, n, prefix)),
    followUps: many(5, (n) => makeFollowUp(random, n, prefix)),
    acknowledgements: ['participant', 'staff'].flatMap((party) =>
      random.chance(0.6) ? [{ party, on: someDay(random), method: 'signature' }] : [],
    ),
    completedOn,
  }
}

/** The same with attainments, which name milestones and services that it has. */
export function randomDocument(random: Random, number: number): object {
  const plan = randomPlan(random, number) as { milestones: object[]; services: { id: string }[] }
  const hasService = plan.services.some(({ id }) => id === 'service-0')
  const attainments = Array.from({ length: random.below(5) }, (_, n) => {
    const { milestoneId, serviceId, ...rest } = makeAttainment(random, n, `plan-${number}`)
    return {
      ...rest,
      milestoneId: plan.milestones.length > 0 ? milestoneId : null,
      serviceId: hasService ? serviceId : null,
    }
  })
  return { ...plan, attainments }
}
