/** What rules about a person say of several plans and periods, where an example cannot show it: plans are closed in it. */
import t from 'tap'
import type { Day } from '../src/calendar.ts'
import type { Document } from '../src/document/parts.ts'
import type { Person } from '../src/document/person.ts'
import type { Plan } from '../src/document/plan/schemas.ts'
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { evaluate } from '../src/rules/evaluate.ts'
import type { Example } from '../src/rules/lib/rule.ts'
import { buildPerson } from './support/examples.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const recordedOn = '2026-01-09'
const build = (document: Example['document'], ...others: Example['document'][]): Person =>
  buildPerson(service.app.check, { recordedOn, document, others })

/** A person after some plans were closed, by their places. */
function closed(person: Person, at: Record<number, Day>, closeReason: Plan['closeReason'] = 'replaced'): Person {
  const close = (document: Document, index: number): Document => {
    const closedOn = at[index]
    return closedOn ? { ...document, plan: { ...document.plan, status: 'closed', closedOn, closeReason } } : document
  }
  return { ...person, plans: person.plans.map(close) }
}

/** What a rule finds: days, where, and of which plan, by its place. */
const find = (person: Person, name: string) =>
  evaluate(person, careerActionPlan.values)
    .filter(({ rule }) => rule === name)
    .map(({ from, until, pointer, planId, severity }) => {
      const plan = person.plans.findIndex((one) => one.plan.id === planId)
      return [from, until, pointer, plan, severity].join(' ')
    })

const twice = 'participant-with-two-active-plans'

t.test('Two active plans are found while both are active, once, in the period of the newest', async (t) => {
  const person = build({ completedOn: '2026-02-02' }, { completedOn: '2026-01-09' })
  t.strictSame(find(person, twice), ['2026-02-02  /periods/0 1 warning'])
  t.strictSame(find(closed(person, { 0: '2026-02-20' }), twice), ['2026-02-02 2026-02-20 /periods/0 1 warning'])
  t.strictSame(find(closed(person, { 0: '2026-02-02' }), twice), [], 'closed on the day on which the second begins')
  t.strictSame(find(closed(person, { 0: '2026-05-01' }, 'entered_in_error'), twice), [])

  const again = build(
    { completedOn: '2026-01-09' },
    { participant: { enteredOn: '2025-01-06', exitedOn: '2025-06-02' } },
  )
  t.strictSame(find(again, twice), ['2026-01-09  /periods/1 1 warning'])
})

t.test('Active plans of two kinds, each twice, are one finding a day', async (t) => {
  const iep = { type: 'individual_employment_plan' }
  const iss = { type: 'individual_service_strategy' }
  const person = build(
    { ...iss, completedOn: '2026-02-02' },
    { ...iss, completedOn: '2026-01-12' },
    { ...iep, completedOn: '2026-01-12' },
    { ...iep, completedOn: '2026-01-20' },
  )
  t.strictSame(find(person, twice), ['2026-01-20 2026-02-02 /periods/0 3 warning', '2026-02-02  /periods/0 3 warning'])
  const types = evaluate(person, careerActionPlan.values).flatMap(({ rule, values }) =>
    rule === twice ? values.types : [],
  )
  t.strictSame(types, ['individual_employment_plan', 'individual_service_strategy individual_employment_plan'])
})

t.test('A re-entry is said of the period with the exit, and with its latest plan', async (t) => {
  const before = { participant: { enteredOn: '2025-06-02', exitedOn: '2025-12-01' } }
  const person = build({ participant: { enteredOn: '2026-01-02' } }, before, before)
  t.strictSame(find(person, 'reentry-before-exit-certain'), ['2026-01-09  /periods/0/exitedOn 1 error'])
})

t.test('A service goes on no longer than its plan is open, and a closed plan schedules none', async (t) => {
  const rule = 'exit-undecided'
  const training = { services: [{ kind: 'training', startedOn: '2026-01-12' }] }
  const open = build(training, {})
  t.strictSame(find(open, rule), [])
  t.strictSame(find(closed(open, { 1: '2026-02-02' }), rule), [
    '2026-04-03 2026-05-04 /periods/0/nextServiceOn 1 warning',
    '2026-05-04  /periods/0/exitedOn 1 error',
  ])
  const last = { participant: { lastServiceOn: '2026-01-12' } }
  const planned = build(last, { services: [{ kind: 'training', plannedStartOn: '2026-09-07' }] })
  t.strictSame(find(planned, rule), ['2026-09-08  /periods/0/exitedOn 1 error'])
  t.strictSame(find(closed(planned, { 0: '2026-05-20' }), rule), ['2026-05-20  /periods/0/exitedOn 1 error'])
  t.strictSame(find(closed(planned, { 0: '2026-01-20' }), rule), [
    '2026-03-13 2026-04-13 /periods/0/nextServiceOn 1 warning',
    '2026-04-13  /periods/0/exitedOn 1 error',
  ])
})

t.test('An exit contradicts a scheduled service until its plan is closed', async (t) => {
  const rule = 'exit-despite-planned-service'
  const planned = { services: [{ kind: 'training', plannedStartOn: '2026-09-07' }] }
  const exited = { participant: { exitedOn: '2026-05-29' } }
  const person = build({ ...exited, ...planned }, planned)
  const member = '/periods/0/exitedOn 1 error'
  t.strictSame(find(person, rule), [`2026-05-29  ${member}`])
  t.strictSame(find(closed(person, { 0: '2026-06-01' }), rule), [`2026-05-29  ${member}`])
  t.strictSame(find(closed(person, { 0: '2026-06-01', 1: '2026-06-10' }, 'exited'), rule), [
    `2026-05-29 2026-06-10 ${member}`,
  ])
  t.strictSame(find(closed(person, { 0: '2026-05-29', 1: '2026-05-29' }, 'exited'), rule), [])
})

t.test(
  'What is true of a person is said once, of the latest plan, and outlives a plan that was replaced',
  async (t) => {
    const person = build({}, {}, {})
    const found = ['2026-02-09 2026-03-11 /periods/0 2 warning', '2026-03-11  /periods/0 2 warning']
    t.strictSame(find(person, 'contact-gap'), found)
    t.strictSame(find(closed(person, { 0: '2026-02-01', 2: '2026-03-01' }), 'contact-gap'), found)
    t.strictSame(
      find(closed(person, { 0: '2026-02-01', 1: '2026-04-01', 2: '2026-03-01' }), 'contact-gap'),
      ['2026-02-09 2026-03-11 /periods/0 2 warning', '2026-03-11 2026-04-01 /periods/0 2 warning'],
      'until the last of them was replaced',
    )
  },
)

t.test('Support is found in its own plan, by the services of every plan, until that plan is closed', async (t) => {
  const rule = 'support-without-service'
  const support = { services: [{ id: 'bus', kind: 'supportive', startedOn: '2026-02-02' }] }
  const training = { services: [{ kind: 'training', startedOn: '2026-01-12', endedOn: '2026-02-02' }] }
  t.strictSame(find(build(training, support), rule), [], 'the training is in another plan')
  const late = { services: [{ id: 'bus', kind: 'supportive', startedOn: '2026-02-03' }] }
  const person = build(training, {}, late)
  t.strictSame(find(person, rule), ['2026-02-03  /services/0/startedOn 1 error'])
  t.strictSame(find(closed(person, { 1: '2026-03-02' }), rule), ['2026-02-03 2026-03-02 /services/0/startedOn 1 error'])
})

t.test('What is found about a participant without a plan is asked for by the participant', async (t) => {
  const client = await service.client()
  const programs = [{ program: 'adult', exitedOn: '2025-05-30' }]
  for (const id of ['P-1', 'P-2']) await client.put(`/v1/participants/${id}`, { periods: [{ programs }] })
  const query = 'participantId=P-1&rule=exit-without-entry'
  const { items } = (await client.get(`/v1/findings?${query}`)).body
  const subject = { type: 'participant', id: 'P-1', externalId: null }
  t.match(items, [{ subject, planId: null, pointer: '/periods/0/enteredOn' }])
  t.equal(items.length, 1)
  const summary = (await client.get(`/v1/findings/summary?${query}`)).body.items
  t.match(summary, [{ rule: 'exit-without-entry', count: 1 }])
  const own = (await client.get('/v1/participants/P-1/findings')).body.items
  t.ok(own.some(({ rule }: Json) => rule === 'exit-without-entry'))
})
