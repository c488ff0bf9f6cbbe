/** The elements of the PIRL about programs, plans and services. */
import t from 'tap'
import { create, exported, person, pick, readRecord, training } from './fixtures/pirl.ts'
import { someFollowUp, somePlan } from './fixtures/plans.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const read = (members: Json, asOf = '2025-12-31', participant: Json = {}) =>
  readRecord(service, members, asOf, participant)
const youth = { programs: ['youth'] }
const element = (n: number, startedOn: string, endedOn: string | null = null) => ({
  ...{ kind: 'youth_element', name: `Element ${n}`, element: n, startedOn, endedOn },
})

t.test('A program is 1 for a participant, reportable before program entry, and 0 for everybody else', async (t) => {
  const of = async (programs: string[], participant: Json = {}) =>
    pick(await read({}, '2025-12-31', { programs, ...participant }), '903', '904', '905', '918').join(' ')
  t.equal(await of(['adult']), '1 0 0 0')
  t.equal(await of(['dislocated_worker', 'wagner_peyser']), '0 1 0 1')
  t.equal(await of(['youth', 'other']), '0 0 1 0')
  t.equal(await of(['adult', 'youth', 'wagner_peyser'], { enteredOn: null }), '4 0 4 2')
})

t.test('Someone is in a program from the day of its own entry', async (t) => {
  const client = await service.client()
  const programs = [
    { program: 'wagner_peyser', enteredOn: '2025-01-06' },
    { program: 'adult', enteredOn: '2025-03-03' },
  ]
  await client.put('/v1/participants/P-1', { periods: [{ programs }] })
  const of = async (asOf: string) => (await exported(client, `asOf=${asOf}`)).map((one) => pick(one, '903', '918'))
  t.strictSame(await of('2025-03-02'), [['0', '1']])
  t.strictSame(await of('2025-03-03'), [['1', '1']])
})

t.test('A plan of employment is that of an adult or a dislocated worker, not of a youth', async (t) => {
  const of = async (plan: Json, participant: Json = {}, asOf = '2025-12-31') =>
    (await read({ completedOn: '2025-01-10', ...plan }, asOf, participant))['1202']
  const [employment, strategy] = [{ type: 'individual_employment_plan' }, { type: 'individual_service_strategy' }]
  t.equal(await of(employment), '20250110')
  t.equal(await of(employment, { programs: ['dislocated_worker'] }), '20250110')
  t.equal(await of({}), '20250110', 'a career action plan is one')
  t.equal(await of(employment, {}, '2025-01-09'), '', 'not yet completed')
  t.equal(await of({ completedOn: null }), '')
  t.equal(await of(strategy, { programs: ['youth', 'adult'] }), '', 'a service strategy is none')
  t.equal(await of({}, youth), '')
  t.equal(await of(employment, { enteredOn: null }), '', 'not a participant')
})

t.test('Each youth program element has the last day on which it was received', async (t) => {
  const numbers = [1402, 1403, 1405, 1407, 1408, 1409, 1410, 1411, 1206, 1413, 1414, 1415].map(String)
  const inOrder = [1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 14]
  const services = inOrder.map((n) => element(n, `2025-02-${String(n).padStart(2, '0')}`))
  t.strictSame(
    pick(await read({ services }, '2025-12-31', youth), ...numbers),
    inOrder.map((n) => `202502${String(n).padStart(2, '0')}`),
  )
  t.strictSame(
    pick(await read({ services }), ...numbers),
    numbers.map(() => ''),
    'of an adult none',
  )
  const tutoring = async (given: Json[], asOf?: string) => (await read({ services: given }, asOf, youth))['1402']
  t.equal(await tutoring([element(1, '2025-01-13', '2025-02-14')]), '20250214')
  t.equal(await tutoring([element(1, '2025-01-13', '2025-02-14')], '2025-02-13'), '20250113', 'it still went on')
  t.equal(await tutoring([element(1, '2025-01-13'), element(1, '2025-02-03')]), '20250203')
  t.equal(await tutoring([element(1, '2025-01-03'), element(1, '2025-04-01')]), '', 'before entry and after exit')
})

t.test(
  'Occupational skills training of youth is training, and education with workforce preparation is education',
  async (t) => {
    const skills = [element(4, '2025-02-03', '2025-03-14')]
    const trained = ['1300', '1302', '1303', '1308', '1811', '1813']
    t.strictSame(pick(await read({ services: skills }, '2025-12-31', youth), ...trained), [
      '1',
      '20250203',
      '10',
      '20250314',
      '20250203',
      '20250314',
    ])
    t.strictSame(pick(await read({ services: skills }), ...trained), ['0', '', '00', '', '', ''], 'not of an adult')
    const education = await read({ services: [element(5, '2025-02-03')] }, '2025-12-31', youth)
    t.strictSame(pick(education, '1300', '1407', '1811', '1813'), ['0', '20250203', '20250203', ''])
  },
)

t.test('The first youth service is the first element, follow-up aside', async (t) => {
  const first = async (services: Json[], participant: Json = youth) =>
    (await read({ services }, '2025-12-31', participant))['906']
  t.equal(await first([element(14, '2025-02-03'), element(1, '2025-01-13'), element(9, '2025-01-08')]), '20250113')
  t.equal(await first([element(1, '2025-01-13')], {}), '', 'an adult')
  t.equal(await first([]), '')
})

t.test('Supportive services count up to exit, those of youth also after it', async (t) => {
  const support = (startedOn: string) => ({ kind: 'supportive', name: 'Bus pass', startedOn, endedOn: startedOn })
  const of = async (services: Json[], participant: Json = {}) =>
    (await read({ services }, '2025-12-31', participant))['1409']
  const given = [support('2025-02-03'), support('2025-05-05')]
  t.equal(await of(given), '20250203')
  t.equal(await of(given, youth), '20250505')
  t.equal(await of([support('2025-02-03'), element(7, '2025-03-03')], youth), '20250303')
  t.equal(await of(given, { programs: ['wagner_peyser'] }), '', 'title I only')
})

t.test('Mentoring may go on after exit', async (t) => {
  const services = [element(8, '2025-02-03', '2025-06-30')]
  t.equal((await read({ services }, '2025-12-31', youth))['1410'], '20250630')
})

t.test('Follow-up services of youth come after exit, and those of adults have an element of their own', async (t) => {
  const followUp = (completedOn: string, members: Json = {}) =>
    someFollowUp({
      ...{ kind: 'post_exit', status: 'completed', completedOn, twoWay: true, services: ['Help'], ...members },
    })
  const of = async (members: Json, participant: Json = {}) =>
    pick(await read(members, '2025-12-31', participant), '1412', '1503')
  const followUps = [followUp('2025-05-05'), followUp('2025-08-04'), followUp('2025-09-01', { twoWay: false })]
  t.strictSame(await of({ followUps }), ['', '20250804'])
  t.strictSame(await of({ followUps }, youth), ['20250804', ''])
  t.strictSame(await of({ followUps }, { programs: ['adult', 'youth'] }), ['20250804', '20250804'])
  t.strictSame(await of({ followUps: [followUp('2025-05-05', { services: [] })] }), ['', ''], 'no service')
  const services = [{ kind: 'follow_up', name: 'Visit at work', startedOn: '2025-03-03', endedOn: '2025-03-03' }]
  t.strictSame(await of({ services }), ['', '20250303'], 'after placement')
  t.strictSame(await of({ services }, youth), ['', ''], 'before exit')
  t.strictSame(await of({ services: [element(9, '2025-06-02')] }, youth), ['20250602', ''])
})

t.test(
  'Youth services were completed on the last day in the youth program where another keeps the exit open',
  async (t) => {
    const client = await service.client()
    const days = async (programs: Json[]) => {
      await client.put('/v1/participants/P-1', { periods: [{ programs, enteredOn: '2025-01-06' }] })
      const [record = {}] = await exported(client, 'asOf=2025-12-31')
      return record['1416']
    }
    const [ended, going] = [{ program: 'youth', exitedOn: '2025-03-31' }, { program: 'adult' }]
    t.equal(await days([ended, going]), '20250331')
    t.equal(await days([ended, { ...going, exitedOn: '2025-06-30' }]), '20250331')
    t.equal(await days([ended, { ...going, exitedOn: '2025-03-31' }]), '', 'the exit is the same')
    t.equal(await days([ended]), '')
  },
)

t.test('What two plans say of one service counts once, and training is no other service', async (t) => {
  const client = await service.client()
  const services = [training('2025-02-03'), { kind: 'career', name: 'Job club', startedOn: '2025-02-10' }]
  for (const externalId of ['a', 'b']) await create(client, somePlan({ externalId, participant: person, services }))
  const [record = {}] = await exported(client, 'asOf=2025-12-31')
  t.strictSame(pick(record, '1302', '1309', '1409', '1503'), ['20250203', '', '', ''])
})
