import { type Dirent, readdirSync } from 'node:fs'
import t from 'tap'
import { addDays, type Day } from '../src/calendar.ts'
import { forever } from '../src/database/columns.ts'
import { listPersonFacts } from '../src/document/person.ts'
import { holdsOn } from '../src/findings/finding.ts'
import { english, englishTexts } from '../src/findings/message.ts'
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { evaluate } from '../src/rules/evaluate.ts'
import { allRules, rules } from '../src/rules/index.ts'
import {
  buildDocument,
  buildOthers,
  foundInItems,
  foundWhenLeftAlone,
  foundWithoutItems,
} from '../src/rules/lib/example.ts'
import type { Example, FailingExample, Rule } from '../src/rules/lib/rule.ts'
import { buildPerson } from './support/examples.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)
const client = await service.client()

/** What a rule is seen to say of a document on a day: subject and severity, as one text each. */
type Seen = (asOf: Day) => Promise<string[]>

const line = (subject: string, severity: string) => `${subject} ${severity}`
/** An item's pointer, without the member to mend. */
const getItem = (pointer: string) => /^\/[A-Za-z]+\/\d+/.exec(pointer)?.[0] ?? ''

/** Whatever an example may call the subject of a finding. */
function findName({ subject, pointer }: Json, names: Set<string>): string {
  return [subject.externalId, subject.id, getItem(pointer)].find((name) => names.has(name)) ?? `unexpected ${pointer}`
}

const namesIn = (example: Example) =>
  new Set('holds' in example ? (example as FailingExample).holds.map(({ subject }) => subject) : [])

/** Through the API, which has the default policy. */
const seenThroughApi =
  (rule: Rule, example: Example): Seen =>
  async (asOf) => {
    const path = `/v1/plans/validate?asOf=${asOf}&recordedOn=${example.recordedOn}`
    const { status, body } = await client.post(path, buildDocument(example))
    if (status !== 200) throw new Error(`${rule.name}, ${example.name}: ${JSON.stringify(body)}`)
    const found = body.findings.filter((finding: Json) => finding.rule === rule.name)
    return found.map((finding: Json) => line(findName(finding, namesIn(example)), finding.severity)).toSorted()
  }

/** In this process: it is quicker, and an example with a policy of its own, or with other plans, cannot go through the API. */
function seenDirectly(rule: Rule, example: Example): Seen {
  const findings = evaluate(buildPerson(service.app.check, example), { ...careerActionPlan.values, ...example.policy })
  return async (asOf) =>
    findings
      .filter((finding) => finding.rule === rule.name && holdsOn(finding, asOf))
      .map((finding) => line(findName(finding, namesIn(example)), finding.severity))
      .toSorted()
}

/** A few rules go through the API, so that both ways are known to say the same. */
const isThroughApi = ({ name }: Rule) => rules.findIndex((rule) => rule.name === name) % 16 === 0

function observe(rule: Rule, example: Example): Seen {
  return !example.policy && !example.others && isThroughApi(rule)
    ? seenThroughApi(rule, example)
    : seenDirectly(rule, example)
}

/** What an example says holds on a day. */
const expectedOn = (rule: Rule, { holds }: FailingExample, asOf: Day) =>
  holds
    .filter(({ from, until }) => from <= asOf && (until === undefined || asOf < until))
    .map(({ subject, severity = rule.severity }) => line(subject, severity))
    .toSorted()

const someDays = ['2025-12-31', '2026-01-05', '2026-01-14', '2026-07-01', '2026-12-31', '2027-01-01', '2027-12-31']

t.test('The rulebook is the folder: each file is a rule of its name', async (t) => {
  const isSubject = ({ parentPath, name }: Dirent) => name.endsWith('.ts') && !/rules(\/lib)?$/.test(parentPath)
  const files = readdirSync('src/rules', { recursive: true, withFileTypes: true }).filter(isSubject)
  t.strictSame(allRules.map(({ name }) => `${name}.ts`).toSorted(), files.map(({ name }) => name).toSorted())
  for (const { parentPath, name } of files)
    t.equal((await import(`../${parentPath}/${name}`)).default.name, name.slice(0, -3))
})

t.test('Each rule has examples that pass and that fail, and each failing one says what holds', async (t) => {
  for (const { name, examples } of rules) {
    t.ok(examples.passes.length > 0 && examples.fails.length > 0, name)
    for (const example of examples.fails) t.ok(example.holds.length > 0, `${name}: ${example.name}`)
    const names = [...examples.passes, ...examples.fails].map((example) => example.name)
    t.equal(new Set(names).size, names.length, `${name} names each example once`)
  }
})

t.test('Each rule has a title and a message, and the catalog has no others', async (t) => {
  t.strictSame(Object.keys(englishTexts), allRules.map(({ name }) => name).toSorted())
  for (const [rule, { title, message }] of Object.entries(englishTexts)) {
    t.ok(title.length <= 60 && /^[A-Z].*[^.]$/.test(title), `${rule}: “${title}” is a title`)
    t.match(message, /^.*[.}]$/, `${rule} says whole sentences`)
  }
})

/** The findings of a failing example, each with its message as of its first day. */
const listSaid = (rule: Rule, example: FailingExample) =>
  evaluate(buildPerson(service.app.check, example), { ...careerActionPlan.values, ...example.policy })
    .filter((finding) => finding.rule === rule.name)
    .map((finding) => ({
      ...{ subject: findName(finding, namesIn(example)), from: finding.from, pointer: finding.pointer },
      message: english.render(rule.name, finding.values, finding.from),
    }))

t.test('The messages are those of the examples, and say everything that their templates ask for', async (t) => {
  for (const rule of rules) {
    t.ok(
      rule.examples.fails.some(({ holds }) => holds.some(({ message }) => message)),
      `${rule.name} shows a message`,
    )
    for (const example of rule.examples.fails) {
      const said = listSaid(rule, example)
      for (const { message } of said) t.match(message, /^[A-Z0-9“].*\.$/, `${rule.name}: ${message}`)
      for (const { subject, from, message } of example.holds)
        if (message)
          t.ok(
            said.some((one) => one.subject === subject && one.from === from && one.message === message),
            `${rule.name}, ${example.name}: ${message}\n${JSON.stringify(said, null, 2)}`,
          )
    }
  }
})

const silencing = /\/(accepted|acceptedBecause|reviewCadence|kind)$/

t.test('No finding points to the member that would only silence it', async (t) => {
  for (const rule of rules)
    for (const example of rule.examples.fails)
      for (const { pointer } of listSaid(rule, example)) t.notMatch(pointer, silencing, rule.name)
})

/** Values that tell the paths by which they are read. */
function told<T extends object>(values: T, tell: (path: string) => void, before = ''): T {
  return new Proxy(values, {
    get(target, name) {
      const value = Reflect.get(target, name)
      const path = `${before}${String(name)}`
      if (value !== null && typeof value === 'object') return told(value, tell, `${path}.`)
      tell(path)
      return value
    },
  })
}

t.test('Each rule reads the policy values that it says, in its examples taken together', async (t) => {
  for (const rule of rules) {
    const read = new Set<string>()
    for (const example of [...rule.examples.passes, ...rule.examples.fails]) {
      const policy = told({ ...careerActionPlan.values, ...example.policy }, (path) => read.add(path))
      const person = buildPerson(service.app.check, example)
      if (rule.ofPerson) for (const facts of listPersonFacts(person)) rule.check(facts, policy)
      else rule.check(person.document, policy)
    }
    t.strictSame([...read].sort(), [...(rule.reads ?? [])].sort(), rule.name)
  }
})

for (const rule of rules) {
  for (const example of rule.examples.passes)
    t.test(`${rule.name} finds nothing in ${example.name}`, async (t) => {
      const seen = observe(rule, example)
      for (const asOf of new Set([addDays(example.recordedOn, -1), example.recordedOn, ...someDays]))
        t.strictSame(await seen(asOf), [], asOf)
    })

  for (const example of rule.examples.fails)
    t.test(`${rule.name} finds ${example.name}`, async (t) => {
      const seen = observe(rule, example)
      const bounds = example.holds.flatMap(({ from, until }) => [from, ...(until ? [until] : [])])
      for (const asOf of new Set(bounds.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)])))
        t.strictSame(await seen(asOf), expectedOn(rule, example, asOf), asOf)
      for (const asOf of ['1900-01-01', ...someDays, '2200-12-31'])
        t.strictSame(await seen(asOf), expectedOn(rule, example, asOf), asOf)
    })
}

t.test(
  'Nothing is wrong in the document that examples are laid over, until it is left alone for too long',
  async (t) => {
    const lists = ['barriers', 'gaps', 'services', 'assessments', 'milestones', 'followUps']
    const documents: [object, Record<string, Day>][] = [
      [{}, { ...foundWhenLeftAlone, ...foundWithoutItems }],
      [Object.fromEntries(lists.map((list) => [list, [{}]])), { ...foundWhenLeftAlone, ...foundInItems }],
    ]
    for (const [document, expected] of documents) {
      const example = { recordedOn: '2026-01-09', document: document as Record<string, unknown> }
      const person = buildPerson(service.app.check, example)
      const firsts = new Map<string, Day>()
      for (const { rule, from } of evaluate(person, careerActionPlan.values))
        if (from < (firsts.get(rule) ?? forever)) firsts.set(rule, from)
      for (const { name } of rules) {
        const what = 'complete the plan in rules/lib/example.ts, or say there from which day it is broken'
        t.equal(firsts.get(name), expected[name], `${name}: ${what}`)
      }
    }
  },
)

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
    allRules.map(({ name }) => name),
  )
})

t.test('GET /v1/rules/{rule} has the statement, citation, policy values and complete examples of a rule', async (t) => {
  const { items } = (await client.get('/v1/rules')).body
  for (const rule of allRules) {
    const { status, body } = await client.get(`/v1/rules/${rule.name}`)
    t.equal(status, 200)
    t.strictSame(
      body,
      items.find(({ name }: Json) => name === rule.name),
      'the same as in the list',
    )
    const { name, about, severity, statement, citation, examples } = rule
    t.match(body, { name, about, severity, statement, citation })
    t.strictSame(body.reads, rule.reads ?? [])
    const shown = ({ name, recordedOn, policy = {}, ...example }: Example) => ({
      ...{ name, recordedOn, policy, document: buildDocument(example), others: buildOthers(example) },
    })
    const holds = ({ holds }: FailingExample) =>
      holds.map((held) => ({
        subject: held.subject,
        from: held.from,
        until: held.until ?? null,
        severity: held.severity ?? severity,
        message: held.message ?? null,
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
