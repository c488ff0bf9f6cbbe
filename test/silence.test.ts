/** A participant who falls silent is one finding, whatever is left undone meanwhile. */
import t from 'tap'
import { buildDocument } from '../src/rules/lib/example.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)
const client = await service.client()

/** A plan of January 9 that nobody touches again, with an appointment, a monthly review, and an active goal. */
const untended = (more: object) =>
  buildDocument({
    document: { reviewCadence: 'monthly', followUps: [{ externalId: 'f-1', dueOn: '2026-01-30' }], ...more },
  })
const aboutSilence = /^(contact|exit|follow-up|goal-unconfirmed|plan-review)/

/** What is found on a day of what a silent participant leaves undone. */
async function foundOn(asOf: string, document: object): Promise<string[]> {
  const path = `/v1/plans/validate?recordedOn=2026-03-26&asOf=${asOf}`
  const { status, body } = await client.post(path, document)
  t.equal(status, 200)
  return body.findings
    .filter(({ rule }: Json) => aboutSilence.test(rule))
    .map(({ rule, severity }: Json) => `${rule} ${severity}`)
}

t.test('A silent participant whose services have stopped is one finding, an error after ninety days', async (t) => {
  const plan = untended({ participant: { lastServiceOn: '2026-01-09' } })
  t.strictSame(await foundOn('2026-01-31', plan), ['follow-up-overdue warning'])
  t.strictSame(await foundOn('2026-02-09', plan), ['contact-gap warning'])
  t.strictSame(await foundOn('2026-03-10', plan), ['exit-undecided warning'])
  t.strictSame(await foundOn('2026-04-10', plan), ['exit-undecided error'])
  t.strictSame(await foundOn('2026-12-31', plan), ['exit-undecided error'])
})

t.test('A silent participant whose training goes on is one finding', async (t) => {
  const plan = untended({ services: [{ id: 'course', kind: 'training', startedOn: '2026-01-12' }] })
  t.strictSame(await foundOn('2026-03-31', plan), ['contact-gap warning'])
  t.strictSame(await foundOn('2026-12-31', plan), ['contact-gap warning'])
})

t.test('Once the participant answers, what was left undone is said again', async (t) => {
  const answer = { on: '2026-03-20', method: 'phone', by: 'staff-17', reached: true }
  const services = [{ id: 'course', kind: 'training', startedOn: '2026-01-12' }]
  const plan = untended({ services, followUps: [{ externalId: 'f-1', dueOn: '2026-01-30', attempts: [answer] }] })
  t.strictSame(await foundOn('2026-03-20', plan), ['follow-up-overdue warning', 'plan-review-overdue warning'])
})

t.test('In Wisconsin a silent participant is also to be sent an exit letter, elsewhere not', async (t) => {
  const plan = untended({ participant: { lastServiceOn: '2026-01-09' } })
  const letter = ['exit-letter-missing warning', 'exit-undecided error']
  const { items } = (await client.get('/v1/policy/profiles')).body
  const { profile, values } = items.find((one: Json) => one.profile === 'wisconsin')
  t.equal((await client.put('/v1/policy', { profile, values }, { ifMatch: '*' })).status, 200)
  t.strictSame((await foundOn('2026-04-10', plan)).toSorted(), letter)
  const other = await service.client()
  const { body } = await other.post('/v1/plans/validate?recordedOn=2026-03-26&asOf=2026-04-10', plan)
  t.notOk(body.findings.some(({ rule }: Json) => rule === 'exit-letter-missing'))
})
