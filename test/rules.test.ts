import { readdirSync } from 'node:fs'
import t from 'tap'
import { v7 as newId } from 'uuid'
import { addDays, type Day } from '../src/calendar.ts'
import { holdsOn } from '../src/findings/finding.ts'
import { NewPlanDocument, newDocument } from '../src/plans/document.ts'
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { documentOf } from '../src/rules/example.ts'
import { evaluate, rules } from '../src/rules/index.ts'
import type { Example, FailingExample, Rule } from '../src/rules/rule.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)
const client = await service.client()

/** What a rule is seen to say of a document on a day: subject and severity, as one text each. */
type Seen = (asOf: Day) => Promise<string[]>

const line = (subject: string, severity: string) => `${subject} ${severity}`
/** An item's pointer, without the member to mend. */
const itemOf = (pointer: string) => /^\/[A-Za-z]+\/\d+/.exec(pointer)?.[0] ?? ''

/** Whatever an example may call the subject of a finding. */
function nameOf({ subject, pointer }: Json, names: Set<string>): string {
  return [subject.externalId, subject.id, itemOf(pointer)].find((name) => names.has(name)) ?? `unexpected ${pointer}`
}

const namesIn = (example: Example) =>
  new Set('holds' in example ? (example as FailingExample).holds.map(({ subject }) => subject) : [])

/** Through the API, which has the default policy. */
const seenThroughApi =
  (rule: Rule, example: Example): Seen =>
  async (asOf) => {
    const path = `/v1/plans/validate?asOf=${asOf}&recordedOn=${example.recordedOn}`
    const { status, body } = await client.post(path, documentOf(example))
    if (status !== 200) throw new Error(`${rule.name}, ${example.name}: ${JSON.stringify(body)}`)
    const found = body.findings.filter((finding: Json) => finding.rule === rule.name)
    return found.map((finding: Json) => line(nameOf(finding, namesIn(example)), finding.severity)).toSorted()
  }

/** Directly, because an example with a policy of its own cannot go through the API. */
function seenDirectly(rule: Rule, example: Example): Seen {
  const input = service.app.check(NewPlanDocument, documentOf(example)) as NewPlanDocument
  const facts = newDocument(input, { at: `${example.recordedOn}T12:00:00.000Z`, today: example.recordedOn, newId })
  const findings = evaluate(facts, { ...careerActionPlan.values, ...example.policy })
  return async (asOf) =>
    findings
      .filter((finding) => finding.rule === rule.name && holdsOn(finding, asOf))
      .map((finding) => line(nameOf(finding, namesIn(example)), finding.severity))
      .toSorted()
}

const seenOf = (rule: Rule, example: Example) => (example.policy ? seenDirectly : seenThroughApi)(rule, example)

/** What an example says holds on a day. */
const expectedOn = (rule: Rule, { holds }: FailingExample, asOf: Day) =>
  holds
    .filter(({ from, until }) => from <= asOf && (until === undefined || asOf < until))
    .map(({ subject, severity = rule.severity }) => line(subject, severity))
    .toSorted()

const someDays = ['2025-12-31', '2026-01-05', '2026-01-14', '2026-07-01', '2026-12-31', '2027-01-01', '2027-12-31']

t.test('The rulebook is the folder: each file is a rule of its name', async (t) => {
  const others = ['rule.ts', 'index.ts', 'example.ts', 'routes.ts', 'schemas.ts']
  const files = readdirSync('src/rules').filter((file) => file.endsWith('.ts') && !others.includes(file))
  t.strictSame(rules.map(({ name }) => `${name}.ts`).toSorted(), files.toSorted())
  for (const file of files) t.equal((await import(`../src/rules/${file}`)).default.name, file.slice(0, -3))
})

t.test('Each rule has examples that pass and that fail, and each failing one says what holds', async (t) => {
  for (const { name, examples } of rules) {
    t.ok(examples.passes.length > 0 && examples.fails.length > 0, name)
    for (const example of examples.fails) t.ok(example.holds.length > 0, `${name}: ${example.name}`)
    const names = [...examples.passes, ...examples.fails].map((example) => example.name)
    t.equal(new Set(names).size, names.length, `${name} names each example once`)
  }
})

for (const rule of rules) {
  for (const example of rule.examples.passes)
    t.test(`${rule.name} finds nothing in ${example.name}`, async (t) => {
      const seen = seenOf(rule, example)
      for (const asOf of new Set([addDays(example.recordedOn, -1), example.recordedOn, ...someDays]))
        t.strictSame(await seen(asOf), [], asOf)
    })

  for (const example of rule.examples.fails)
    t.test(`${rule.name} finds ${example.name}`, async (t) => {
      const seen = seenOf(rule, example)
      const bounds = example.holds.flatMap(({ from, until }) => [from, ...(until ? [until] : [])])
      for (const asOf of new Set(bounds.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)])))
        t.strictSame(await seen(asOf), expectedOn(rule, example, asOf), asOf)
      for (const asOf of ['1900-01-01', ...someDays, '2200-12-31'])
        t.strictSame(await seen(asOf), expectedOn(rule, example, asOf), asOf)
    })
}

t.test('The document that examples are laid over is one in which nothing is wrong', async (t) => {
  const example = { name: 'nothing', recordedOn: '2026-01-09', document: {} }
  for (const asOf of someDays) {
    const path = `/v1/plans/validate?asOf=${asOf}&recordedOn=2026-01-09`
    t.strictSame((await client.post(path, documentOf(example))).body, { asOf, findings: [] })
  }
})

t.test('A severity that rises with time is a second interval of the same rule and subject', async (t) => {
  for (const { name, examples } of rules)
    for (const { holds } of examples.fails)
      for (const subject of new Set(holds.map((held) => held.subject))) {
        const intervals = holds.filter((held) => held.subject === subject)
        const isOneLine = intervals.every(({ from }, index) => index === 0 || intervals[index - 1]?.until === from)
        t.ok(isOneLine, `${name}: the intervals of ${subject} follow each other`)
      }
})

t.test('GET /v1/rules has every rule in the order of the rulebook', async (t) => {
  const { status, body } = await client.get('/v1/rules')
  t.equal(status, 200)
  t.strictSame(
    body.items.map(({ name }: Json) => name),
    rules.map(({ name }) => name),
  )
})

t.test('GET /v1/rules/{rule} has the statement, citation and complete examples of a rule', async (t) => {
  const { items } = (await client.get('/v1/rules')).body
  for (const [index, rule] of rules.entries()) {
    const { status, body } = await client.get(`/v1/rules/${rule.name}`)
    t.equal(status, 200)
    t.strictSame(body, items[index], 'the same as in the list')
    const { name, about, severity, statement, citation, examples } = rule
    t.match(body, { name, about, severity, statement, citation })
    const shown = ({ name, recordedOn, policy = {}, ...example }: Example) => ({
      ...{ name, recordedOn, policy, document: documentOf({ name, recordedOn, document: example.document }) },
    })
    const holds = ({ holds }: FailingExample) =>
      holds.map((held) => ({
        subject: held.subject,
        from: held.from,
        until: held.until ?? null,
        severity: held.severity ?? severity,
      }))
    t.strictSame(body.examples, {
      passes: examples.passes.map(shown),
      fails: examples.fails.map((example) => ({ ...shown(example), holds: holds(example) })),
    })
  }
})

t.test('A rule that does not exist is 404, and any valid token may read the rules', async (t) => {
  t.match(await client.get('/v1/rules/no-such-rule'), { status: 404, body: { code: 'not-found' } })
  t.equal((await client.get('/v1/rules/toString')).status, 404)
  const bare = await service.client({ scope: '' })
  t.equal((await bare.get('/v1/rules')).status, 200)
  t.equal((await bare.get('/v1/rules/milestone-overdue')).status, 200)
})
