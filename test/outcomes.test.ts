import t from 'tap'
import { somePlan } from './fixtures/plans.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const evidence = (obtainedOn: string) => ({ type: 'pay_record', obtainedOn, staff: 'staff-17' })
const learned = (quarter: number, outcome: Json, obtainedOn = '2027-06-30') => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: obtainedOn,
  outcome: { quarter, evidence: evidence(obtainedOn), ...outcome },
})
const course = {
  id: 'course',
  kind: 'training',
  trainingType: 'occupational_skills',
  name: 'Welding course',
  startedOn: '2026-01-12',
  endedOn: '2026-05-22',
}

/** The outcomes of a plan whose participant exited on May 29, 2026: the second quarter after is October to December. */
async function readOutcomes(members: Json, asOf: string, participant: Json = {}) {
  const client = await service.client()
  const person = { id: 'P-1', programs: ['adult'], enteredOn: '2026-01-02', exitedOn: '2026-05-29', ...participant }
  const { status, body: plan } = await client.post('/v1/plans', somePlan({ participant: person, ...members }))
  if (status !== 201) throw new Error(JSON.stringify(plan))
  const { body } = await client.get(`/v1/participants/${plan.participantId}/outcomes?asOf=${asOf}`)
  const [period] = body.periods
  if (body.periods.length !== 1 || period.planIds[0] !== plan.id) throw new Error('not the period of the plan')
  return period
}
const employed = { employment: 'employed', source: 'supplemental', employer: { fein: '12-3456789' } }

t.test('A quarter is pending on its last day and unknown the day after where nothing is recorded', async (t) => {
  t.match((await readOutcomes({}, '2026-12-31')).quarters[1], {
    ...{ quarter: 2, from: '2026-10-01', to: '2026-12-31' },
    ...{ state: 'pending', why: 'the quarter ends on 2026-12-31', isPlaced: false },
  })
  t.match((await readOutcomes({}, '2027-01-01')).quarters[1], {
    state: 'unknown',
    why: 'nothing is recorded for the quarter',
    wages: { state: 'unknown', amount: null },
  })
})

t.test('A plan without an exit has no quarters, and what follows exit is pending', async (t) => {
  const body = await readOutcomes({ services: [course] }, '2027-01-01', { exitedOn: null })
  t.match(body, {
    exitedOn: null,
    quarters: [],
    credential: { state: 'pending', why: 'the participant has not exited' },
  })
})

t.test('A wage record counts before what a participant said, whichever was recorded last', async (t) => {
  const followUps = [
    learned(2, { employment: 'employed', source: 'ui_wage_record', wagesPaid: 9000 }, '2027-02-01'),
    learned(2, { employment: 'not_employed', source: 'supplemental' }, '2027-03-01'),
  ]
  t.match((await readOutcomes({ followUps }, '2027-04-01')).quarters[1], {
    ...{ state: 'known', isPlaced: true, employment: 'employed', source: 'ui_wage_record' },
    wages: { state: 'known', amount: 9000, basis: 'paid' },
  })
})

t.test('Wages are converted only where that is marked', async (t) => {
  const work = { ...employed, hourlyWage: 20.5, weeklyHours: 40 }
  const marked = await readOutcomes({ followUps: [learned(2, { ...work, convertsWages: true })] }, '2027-07-01')
  t.match(marked.quarters[1].wages, { state: 'known', amount: 10_660, basis: 'conversion' })
  const unmarked = await readOutcomes({ followUps: [learned(2, work, '2027-06-01')] }, '2027-06-29')
  t.match(unmarked.quarters[1].wages, { state: 'unknown', why: 'no wages are recorded for the quarter', amount: null })
})

t.test('Wages that were recorded before the quarter had ended are kept and not counted', async (t) => {
  const early = [learned(2, { ...employed, wagesPaid: 9000 }, '2026-12-31')]
  t.match((await readOutcomes({ followUps: early }, '2027-01-01')).quarters[1], {
    ...{ state: 'known', isPlaced: true },
    wages: { state: 'unknown', why: 'the wages were recorded before the quarter had ended', amount: null },
  })
  const inTime = [learned(2, { ...employed, wagesPaid: 9000 }, '2027-01-01')]
  t.match((await readOutcomes({ followUps: inTime }, '2027-01-01')).quarters[1].wages, { amount: 9000 })
})

t.test('An outcome without a quarter of its own is of the quarter in which its follow-up is due', async (t) => {
  const followUps = [{ ...learned(1, employed), dueOn: '2027-03-31', outcome: { employment: 'employed' } }]
  const { quarters } = await readOutcomes({ followUps }, '2027-07-01')
  t.strictSame(
    quarters.map(({ isPlaced }: Json) => isPlaced),
    [false, false, true, false],
  )
})

t.test('The same employer is one with the same FEIN, or confirmed otherwise, and else it is no success', async (t) => {
  const readState = async (second: Json, fourth: Json) => {
    const followUps = [learned(2, { ...employed, ...second }), learned(4, { ...employed, ...fourth })]
    return (await readOutcomes({ followUps }, '2027-07-01')).sameEmployer
  }
  t.match(await readState({}, {}), { state: 'known', isSame: true, why: 'the same FEIN' })
  t.match(await readState({}, { employer: { fein: '98-7654321' } }), { state: 'known', isSame: false })
  const unnamed = { employer: null }
  t.match(await readState({}, unnamed), { state: 'known', isSame: false })
  t.match(await readState({}, { ...unnamed, sameEmployerBasis: 'The same pay stubs.' }), {
    state: 'known',
    isSame: true,
  })
  t.match(await readState({ employment: 'not_employed' }, {}), { state: 'not_applicable' })
})

t.test('A reason of exit excludes, one of youth only a youth', async (t) => {
  const readState = async (exitReason: string, programs: string[]) =>
    (await readOutcomes({}, '2026-10-01', { exitReason, programs })).quarters[0].state
  t.equal(await readState('deceased', ['adult']), 'excluded')
  t.equal(await readState('foster_care', ['youth']), 'excluded')
  t.equal(await readState('foster_care', ['adult']), 'unknown')
  t.equal(await readState('none', ['youth']), 'unknown')
})

t.test('A youth who learns is placed, an adult who learns is not', async (t) => {
  const enrolled = { employment: 'unknown', enrollment: { in: 'postsecondary', on: '2026-09-01' } }
  const placedAs = async (programs: string[]) =>
    (await readOutcomes({ followUps: [learned(2, enrolled, '2027-02-01')] }, '2027-06-29', { programs })).quarters[1]
  t.match(await placedAs(['youth']), { state: 'known', isPlaced: true })
  t.match(await placedAs(['adult']), { state: 'unknown', isPlaced: false })
})

t.test('A credential counts until one year after exit, a diploma only with employment or enrollment', async (t) => {
  const readCredential = async (
    credential: string | null,
    attainedOn: string,
    asOf: string,
    followUps: Json[] = [],
  ) => {
    const attainments = credential ? [{ credential, name: 'It', attainedOn }] : []
    return (await readOutcomes({ services: [course], attainments, followUps }, asOf)).credential
  }
  t.match(await readCredential('occupational_license', '2027-05-29', '2027-05-30'), {
    state: 'known',
    isAttained: true,
  })
  t.match(await readCredential('occupational_license', '2027-05-30', '2027-05-30'), {
    state: 'known',
    isAttained: false,
  })
  t.match(await readCredential(null, '', '2027-05-29'), { state: 'pending' })
  t.match(await readCredential('secondary_diploma', '2026-05-20', '2027-05-30'), { state: 'known', isAttained: false })
  const works = [learned(3, { employment: 'employed' })]
  t.match(await readCredential('secondary_diploma', '2026-05-20', '2027-05-30', works), { isAttained: true })
  const onTheJob = { services: [{ ...course, trainingType: 'on_the_job' }] }
  t.match((await readOutcomes(onTheJob, '2027-05-30')).credential, { state: 'not_applicable' })
})

t.test('A milestone that was set in another system counts from the day that it states', async (t) => {
  const readGain = async (setOn: string) => {
    const stated = { setOn, setEvidence: 'The signed plan in the old system.' }
    const milestones = [{ externalId: 'm-1', statement: 'Weld a plate.', kind: 'training', ...stated }]
    const services = [{ ...course, startedOn: '2026-02-02', endedOn: null }]
    const gain = { skillGain: 'training_milestone', name: 'Plate', attainedOn: '2026-03-02' }
    const attainments = [{ ...gain, milestoneId: 'm-1', serviceId: 'course' }]
    const { skillGains } = await readOutcomes({ services, attainments, milestones }, '2026-03-02', { exitedOn: null })
    return skillGains.find(({ programYear }: Json) => programYear === 2025)
  }
  t.match(await readGain('2026-02-01'), { types: ['training_milestone'] }, 'before the training began')
  t.match(await readGain('2026-02-02'), { types: [] }, 'on the day on which it began')
})

t.test('An attainment is a credential or a skill gain, of a milestone and a service of the plan', async (t) => {
  const client = await service.client()
  const refused = async (attainment: Json) => {
    const { status, body } = await client.post('/v1/plans', somePlan({ attainments: [attainment] }))
    return [status, ...body.errors.map(({ pointer }: Json) => pointer)]
  }
  const license = { name: 'License', attainedOn: '2026-05-20' }
  t.strictSame(await refused(license), [422, '/attainments/0'])
  t.strictSame(await refused({ ...license, credential: 'other', skillGain: 'skills_progression' }), [
    422,
    '/attainments/0',
  ])
  t.strictSame(await refused({ ...license, credential: 'other', milestoneId: 'none', serviceId: 'none' }), [
    ...[422, '/attainments/0/milestoneId', '/attainments/0/serviceId'],
  ])
})

t.test('A FEIN of eight digits is refused', async (t) => {
  const client = await service.client()
  const followUps = [learned(2, { employer: { fein: '12-345678' } })]
  const { status, body } = await client.post('/v1/plans', somePlan({ followUps }))
  t.equal(status, 400)
  t.equal(body.errors[0].pointer, '/followUps/0/outcome/employer/fein')
})
