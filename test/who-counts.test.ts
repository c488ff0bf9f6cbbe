/** Who counts in the indicators, of what, and for how long something is unknown. */
import t from 'tap'
import { someGoal, somePlan } from './fixtures/plans.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const exit = { enteredOn: '2026-01-02', exitedOn: '2026-05-29' }
const learned = (quarter: number, outcome: Json, completedOn = '2027-02-01') => ({
  ...{ kind: 'post_exit', dueOn: '2026-12-31', status: 'completed', completedOn },
  outcome: { quarter, ...outcome },
})
const course = { id: 'course', kind: 'training', trainingType: 'occupational_skills', name: 'Welding course' }
const during = { ...course, startedOn: '2026-01-12', endedOn: '2026-05-22' }
const license = (attainedOn: string) => ({ credential: 'occupational_license', name: 'License', attainedOn })

/** Everything that is answered of one participant. */
async function readPerson(members: Json, participant: Json = {}) {
  const client = await service.client()
  const person = { id: 'P-1', programs: ['adult'], ...exit, ...participant }
  const { status, body } = await client.post('/v1/plans', somePlan({ participant: person, ...members }))
  if (status !== 201) throw new Error(JSON.stringify(body))
  return {
    outcomes: async (asOf: string) => (await client.get(`/v1/participants/P-1/outcomes?asOf=${asOf}`)).body.periods[0],
    measure: async (report: string, query: string, name?: string) => {
      const { body } = await client.get(`/v1/reports/${report}?${query}`)
      return body.measures.find(({ measure }: Json) => name === undefined || measure === name)
    },
  }
}
const cohort = 'exitQuarter=2026-Q2'
const share = ({ numerator, denominator }: Json) => `${numerator} of ${denominator}`

t.test(
  'What no source has shown is unknown until the last day of the second quarter after, and then no employment',
  async (t) => {
    const { outcomes, measure } = await readPerson({})
    t.match((await outcomes('2027-06-29')).quarters[1], { state: 'unknown', isPlaced: false })
    t.match((await outcomes('2027-06-30')).quarters[1], {
      ...{ state: 'known', isPlaced: false },
      wages: { state: 'not_applicable', amount: null },
    })
    for (const [asOf, known, federal, isFinal] of [
      ['2027-06-29', '0 of 0', '0 of 0', false],
      ['2027-06-30', '0 of 0', '0 of 1', true],
    ] as const) {
      const quarter = await measure('employment-after-exit', `${cohort}&asOf=${asOf}`)
      t.strictSame(
        [share(quarter.known), share(quarter.federal), quarter.federal.isFinal],
        [known, federal, isFinal],
        asOf,
      )
    }
  },
)

t.test('Employed without wages two quarters later has earnings of 0, and is not in the median', async (t) => {
  const { outcomes, measure } = await readPerson({ followUps: [learned(2, { employment: 'employed' })] })
  t.match((await outcomes('2027-06-29')).quarters[1].wages, { state: 'unknown' })
  t.match((await outcomes('2027-06-30')).quarters[1].wages, { state: 'known', amount: null })
  t.match(await measure('earnings-after-exit', `${cohort}&asOf=2027-06-30`), {
    federal: { numerator: 0, denominator: 1, median: null, isFinal: true },
  })
})

t.test('An outcome that was learned before its quarter counts nowhere', async (t) => {
  const early = [learned(2, { employment: 'employed', wagesPaid: 9000 }, '2026-09-30')]
  const { outcomes, measure } = await readPerson({ followUps: early })
  t.match((await outcomes('2027-01-01')).quarters[1], { state: 'unknown', employment: null })
  t.equal((await measure('employment-after-exit', `${cohort}&asOf=2027-01-01`)).unknown, 1)
})

t.test('Nobody counts without a day of program entry', async (t) => {
  const { outcomes, measure } = await readPerson({ services: [during] }, { enteredOn: null })
  t.match((await outcomes('2027-07-01')).quarters[1], { state: 'not_applicable' })
  for (const report of ['employment-after-exit', 'earnings-after-exit', 'same-employer', 'credential-attainment'])
    t.equal(share((await measure(report, `${cohort}&asOf=2028-01-01`)).federal), '0 of 0', report)
})

t.test('Wagner-Peyser has its own employment rates, and neither credentials nor gains', async (t) => {
  const { measure } = await readPerson({ services: [during] }, { programs: ['wagner_peyser'] })
  const asked = `${cohort}&asOf=2028-01-01`
  t.equal(share((await measure('employment-after-exit', asked)).federal), '0 of 0')
  t.equal(share((await measure('employment-after-exit', `${asked}&program=wagner_peyser`)).federal), '0 of 1')
  t.equal(share((await measure('credential-attainment', `${asked}&program=wagner_peyser`)).federal), '0 of 0')
  const year = 'programYear=2025&asOf=2026-07-01&program=wagner_peyser'
  t.equal(share((await measure('skill-gains', year)).federal), '0 of 0')
})

t.test('Credentials count from program entry to one year after exit', async (t) => {
  for (const [attainedOn, isAttained] of [
    ['2015-06-01', false],
    ['2026-01-01', false],
    ['2026-01-02', true],
    ['2027-05-29', true],
    ['2027-05-30', false],
  ] as const) {
    const { outcomes } = await readPerson({ services: [during], attainments: [license(attainedOn)] })
    t.match((await outcomes('2027-06-30')).credential, { state: 'known', isAttained }, attainedOn)
  }
})

t.test('Training counts only during participation', async (t) => {
  for (const [startedOn, endedOn, state] of [
    ['2010-01-04', '2010-05-28', 'not_applicable'],
    ['2025-09-01', '2026-01-01', 'not_applicable'],
    ['2025-09-01', '2026-01-02', 'known'],
    ['2026-05-29', null, 'known'],
    ['2026-05-30', null, 'not_applicable'],
  ] as const) {
    const { outcomes } = await readPerson({ services: [{ ...course, startedOn, endedOn }] })
    t.equal((await outcomes('2027-06-30')).credential.state, state, `${startedOn} to ${endedOn}`)
  }
})

t.test('A skill gain counts only during participation, and training years before entry for nothing', async (t) => {
  const gain = (attainedOn: string) => ({ skillGain: 'skills_progression', name: 'Exam', attainedOn })
  const services = [{ ...course, startedOn: '2023-09-01', endedOn: '2026-05-22' }]
  const { outcomes } = await readPerson({ services, attainments: [gain('2025-10-01'), gain('2027-01-29')] })
  t.match((await outcomes('2027-07-01')).skillGains, [{ programYear: 2025, state: 'known', types: [] }])
  const inTime = await readPerson({ services, attainments: [gain('2026-01-02')] })
  t.match((await inTime.outcomes('2027-07-01')).skillGains, [{ programYear: 2025, types: ['skills_progression'] }])
})

t.test('A diploma is one fact, and serves both the credential and the gain', async (t) => {
  const diploma = { credential: 'secondary_diploma', name: 'Diploma', attainedOn: '2026-05-20' }
  const followUps = [learned(2, { employment: 'employed' })]
  const { outcomes } = await readPerson({ services: [during], attainments: [diploma], followUps })
  t.match(await outcomes('2027-07-01'), {
    credential: { isAttained: true },
    skillGains: [{ programYear: 2025, types: ['secondary_diploma'] }],
  })
})

t.test(
  'Youth in school, and those in occupational skills training as an element, are in education or training',
  async (t) => {
    const element = (number: number) => ({
      services: [{ kind: 'youth_element', element: number, name: 'Element', startedOn: '2026-02-02' }],
    })
    for (const [name, members, participant, counts] of [
      ['in school', {}, { youth: { school: 'in_school' } }, true],
      ['out of school', {}, { youth: { school: 'out_of_school' } }, false],
      ['element 4', element(4), {}, true],
      ['element 6', element(6), {}, false],
    ] as const) {
      const client = await service.client()
      const period = { programs: [{ program: 'youth', ...exit }], ...participant }
      await client.send('PUT', '/v1/participants/P-1', { periods: [{ id: 'one', ...period }] })
      const { status, body } = await client.post('/v1/plans', {
        ...{ type: 'individual_service_strategy', participantId: 'P-1', periodId: 'one', goals: [someGoal()] },
        ...members,
      })
      t.equal(status, 201, JSON.stringify(body))
      const [outcomes] = (await client.get('/v1/participants/P-1/outcomes?asOf=2027-07-01')).body.periods
      t.equal(outcomes.credential.state, counts ? 'known' : 'not_applicable', name)
      t.equal(outcomes.skillGains.length, counts ? 1 : 0, name)
    }
  },
)

t.test('A youth element names which of the fourteen it is, and no other service does', async (t) => {
  const client = await service.client()
  const send = async (service: Json) => (await client.post('/v1/plans', somePlan({ services: [service] }))).body
  const pointer = '/services/0/element'
  t.match(await send({ kind: 'youth_element', name: 'Tutoring' }), { code: 'unprocessable', errors: [{ pointer }] })
  t.match(await send({ kind: 'career', name: 'Coaching', element: 1 }), {
    code: 'unprocessable',
    errors: [{ pointer }],
  })
  t.match(await send({ kind: 'youth_element', name: 'Tutoring', element: 15 }), {
    code: 'invalid',
    errors: [{ pointer }],
  })
})
