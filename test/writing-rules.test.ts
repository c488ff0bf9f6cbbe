import t from 'tap'
import type { Document } from '../src/document/parts.ts'
import { holdsOn } from '../src/findings/finding.ts'
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { evaluate } from '../src/rules/evaluate.ts'
import { rules, writingRules } from '../src/rules/index.ts'
import type { Example } from '../src/rules/lib/rule.ts'
import { keepRemarked, listTexts } from '../src/rules/lib/writing.ts'
import { remarksOn } from '../src/writing/remarks.ts'
import { buildPerson } from './support/examples.ts'
import { startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const buildFacts = (example: Omit<Example, 'name'>): Document => buildPerson(service.app.check, example).document

function withRemarks(facts: Document): Document {
  const texts = listTexts(facts)
  return { ...facts, remarked: keepRemarked(texts, texts.map(remarksOn)) }
}

const isWritingRule = new Set(writingRules.map(({ name }) => name))
const findFaults = (facts: Document) =>
  evaluate({ participant: facts.participant, plans: [facts] }, careerActionPlan.values)
const findWritingFaults = (facts: Document) => findFaults(facts).filter(({ rule }) => isWritingRule.has(rule))

const recordedOn = '2026-01-09'
const maximal = {
  goals: [{ statement: 'A recieve', successLooksLike: 'B recieve' }],
  strengths: [{ statement: 'C recieve', evidence: 'D recieve', measure: { value: 1, unit: 'recieve' } }],
  barriers: [
    {
      ...{ id: 'barrier-1', statement: 'E recieve', impact: 'F recieve', accepted: 'G recieve' },
      constraint: { cannot: 'recieve h', because: 'recieve i' },
    },
  ],
  gaps: [{ statement: 'J recieve', acceptedBecause: 'K recieve' }],
  milestones: [
    {
      ...{ externalId: 'm-1', statement: 'L recieve', doneWhen: 'M recieve', where: 'recieve' },
      ...{ alternatives: ['N recieve', 'O recieve'], statusReason: 'P recieve', reflection: 'Q recieve' },
      responsible: { party: 'partner', name: 'recieve' },
    },
  ],
  followUps: [{ purpose: 'recieve', note: 'recieve' }],
}

t.test('Writing rules are info, cite the content requirements and have examples of both kinds', async (t) => {
  for (const { name, severity, citation, examples } of writingRules) {
    t.equal(severity, 'info', name)
    t.match(citation, { label: /^Career Action Plan content requirements and best practices, /, level: 'seed' }, name)
    t.ok(examples.passes.length > 0 && examples.fails.length > 0, name)
  }
})

for (const rule of writingRules) {
  for (const example of rule.examples.passes)
    t.test(`${rule.name} finds nothing in ${example.name}`, async (t) => {
      const found = findWritingFaults(withRemarks(buildFacts(example)))
      t.strictSame(
        found.filter((finding) => finding.rule === rule.name),
        [],
      )
    })

  for (const example of rule.examples.fails)
    t.test(`${rule.name} finds ${example.name}`, async (t) => {
      const found = findWritingFaults(withRemarks(buildFacts(example)))
      t.strictSame([...new Set(found.map((finding) => finding.rule))], [rule.name], 'and no other rule of writing does')
      t.strictSame(
        found.map(({ subject, from, until }) => ({ subject: subject.externalId ?? subject.id, from, until })),
        example.holds.map(({ subject, from, until = null }) => ({ subject, from, until })),
      )
    })
}

t.test('The plan that examples are laid over has no remarks', async (t) => {
  const items = { barriers: [{}], gaps: [{}], milestones: [{}], followUps: [{}] }
  t.strictSame(findWritingFaults(withRemarks(buildFacts({ recordedOn, document: items }))), [])
})

t.test('Every text of a plan and its milestones is read; names, places, units and follow-ups are not', async (t) => {
  const found = findWritingFaults(withRemarks(buildFacts({ recordedOn, document: maximal })))
  const misspelled = found.filter(({ rule }) => rule === 'word-misspelled')
  t.strictSame(
    misspelled.map(({ subject, pointer }) => `${subject.type} ${pointer}`),
    [
      ...['goal /goals/0/statement', 'goal /goals/0/successLooksLike'],
      ...['plan /strengths/0/statement', 'plan /strengths/0/evidence'],
      ...['barrier /barriers/0/statement', 'barrier /barriers/0/constraint/cannot'],
      ...['barrier /barriers/0/constraint/because', 'barrier /barriers/0/impact', 'barrier /barriers/0/accepted'],
      ...['gap /gaps/0/statement', 'gap /gaps/0/acceptedBecause'],
      ...['milestone /milestones/0/statement', 'milestone /milestones/0/doneWhen'],
      ...['milestone /milestones/0/alternatives/0', 'milestone /milestones/0/alternatives/1'],
      ...['milestone /milestones/0/statusReason', 'milestone /milestones/0/reflection'],
    ],
  )
  for (const { values, spans } of misspelled) {
    t.strictSame(values, { fault: 'misspelled' }, 'a message tells nothing of a submitted text')
    t.strictSame(spans, [spans?.[0]?.start === 0 ? { start: 0, end: 7 } : { start: 2, end: 9 }])
  }
})

t.test('One finding for each rule and text names every place', async (t) => {
  const statement = 'To recieve the the diploma of of a hosptal.'
  const facts = withRemarks(buildFacts({ recordedOn, document: { goals: [{ statement }] } }))
  const words = findWritingFaults(facts).map(({ rule, spans }) => [
    rule,
    ...(spans ?? []).map(({ start, end }) => statement.slice(start, end)),
  ])
  t.strictSame(words, [
    ['grammar-mistake', 'the the', 'of of'],
    ['word-misspelled', 'recieve', 'hosptal'],
  ])
})

t.test(
  'A finding about words holds from the day on which its item was recorded until the plan is closed',
  async (t) => {
    const facts = withRemarks(buildFacts({ recordedOn, document: { goals: [{ statement: 'To work in a hosptal.' }] } }))
    const closed = { ...facts, plan: { ...facts.plan, closedOn: '2026-03-01' } }
    const days = ['2026-01-08', '2026-01-09', '2026-02-28', '2026-03-01']
    const holding = (facts: Document) =>
      days.filter((day) => findWritingFaults(facts).some((finding) => holdsOn(finding, day)))
    t.strictSame(holding(facts), days.slice(1))
    t.strictSame(holding(closed), days.slice(1, 3))
  },
)

t.test('The same words are judged by where they stand', async (t) => {
  const statement = 'I cannot work at night'
  const document = { goals: [{ statement }], barriers: [{ id: 'barrier-1', statement }] }
  const found = findWritingFaults(withRemarks(buildFacts({ recordedOn, document })))
  t.strictSame(
    found.map(({ rule, pointer }) => [rule, pointer]),
    [['wording-passive-or-negative', '/goals/0/statement']],
  )
})

t.test('Without remarks no writing rule finds anything, and the other rules find what they did', async (t) => {
  const facts = buildFacts({ recordedOn, document: maximal })
  t.strictSame(findWritingFaults(facts), [])
  t.strictSame(findWritingFaults({ ...facts, remarked: [] }), [], 'nor where nothing is remarked')
  const others = (facts: Document) => findFaults(facts).filter(({ rule }) => !isWritingRule.has(rule))
  t.strictSame(others(withRemarks(facts)), findFaults(facts))
  t.notOk(rules.some(({ name }) => isWritingRule.has(name)))
})
