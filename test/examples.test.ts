/** The plan documents of test/examples, each beside what the rules must say of it; see the README there. */
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { v7 as newId } from 'uuid'
import { NewPlanDocument, newDocument } from '../src/document/plan-document.ts'
import { holdsOn } from '../src/findings/finding.ts'
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { evaluate } from '../src/rules/evaluate.ts'
import { type Json, startService } from './support/service.ts'

type Expected = { rule: string; severity: string; subject: string; from: string; until?: string }
type Day = { asOf: string; recordedOn: string; findings: Expected[] }

const folder = 'test/examples'
const read = (file: string): Json => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.findings.json'))
  .map((file) => file.replace('.findings.json', ''))

const service = await startService()
t.teardown(service.close)

/** The sixteen rules that these files speak of; rules that come later are not theirs. */
const coveredRules = new Set(
  [
    'milestone-without-timeframe milestone-unlinked plan-completion-overdue plan-without-goal plan-without-strengths',
    'plan-without-barriers term-mismatch sub-milestone-after-parent milestone-overdue undecided-goal-without-exploration',
    'undecided-goal-overdue barrier-without-impact barrier-unmitigated gap-unaddressed alternatives-not-discussed',
    'follow-up-overdue',
  ].flatMap((line) => line.split(' ')),
)

const text = ({ rule, severity, subject, from, until }: Expected) =>
  [rule, severity, subject, from, until ?? 'open'].join(' ')
const listExpected = ({ findings }: Day) => findings.map(text).toSorted()
/** `until` is compared only where the file says one. */
function listSeen(findings: Json[], { findings: expected }: Day): string[] {
  const saysUntil = new Set(
    expected.filter(({ until }) => until).map(({ rule, subject, from }) => [rule, subject, from].join(' ')),
  )
  return findings
    .filter(({ rule }) => coveredRules.has(rule))
    .map(({ rule, severity, subject: { externalId, id }, from, until }) => {
      const subject = externalId ?? id
      return text({ rule, severity, subject, from, ...(saysUntil.has([rule, subject, from].join(' ')) && { until }) })
    })
    .toSorted()
}

for (const name of names) {
  const document = read(`${name}.json`)
  const days: Day[] = read(`${name}.findings.json`)

  t.test(`POST /v1/plans/validate finds in ${name} what its file says, on each of its days`, async (t) => {
    const client = await service.client()
    for (const day of days) {
      const path = `/v1/plans/validate?asOf=${day.asOf}&recordedOn=${day.recordedOn}`
      const { status, body } = await client.post(path, document)
      t.strictSame([status, body.asOf], [200, day.asOf])
      t.strictSame(listSeen(body.findings, day), listExpected(day), day.asOf)
    }
    t.match((await client.get('/v1/changes')).body, { items: [], head: 0 }, 'nothing is stored')
  })

  t.test(
    `POST /v1/plans stores ${name} and finds the same, but for what begins with the day of recording`,
    async (t) => {
      const client = await service.client()
      const { body: plan, status } = await client.post('/v1/plans', document)
      t.equal(status, 201)
      // The service records today, so what begins on the day of recording begins today: the same facts are evaluated.
      const input = service.app.check(NewPlanDocument, structuredClone(document)) as NewPlanDocument
      const { retentionYears } = careerActionPlan.values
      const made = newDocument(input, { at: plan.createdAt, today: plan.recordedOn, newId, retentionYears })
      const person = { participant: made.participant, plans: [{ ...made, waivers: [] }] }
      const findings = evaluate(person, careerActionPlan.values)
      for (const { asOf, recordedOn, findings: expected } of [
        ...days,
        { asOf: plan.recordedOn, recordedOn: '', findings: [] },
      ]) {
        const all = { asOf, recordedOn, findings: [] }
        const { items } = (await client.get(`/v1/plans/${plan.id}/findings?asOf=${asOf}&known=now`)).body
        t.strictSame(
          listSeen(items, all),
          listSeen(
            findings.filter((finding) => holdsOn(finding, asOf)),
            all,
          ),
          asOf,
        )
        const dated = expected.filter(({ from }) => from !== recordedOn)
        const seen = new Set(listSeen(items, { asOf, recordedOn, findings: dated }))
        for (const one of dated) t.ok(seen.has(text(one)), `${asOf} ${text(one)}`)
      }
    },
  )
}

t.test('Every document has its findings, and every findings file its document', async (t) => {
  const documents = readdirSync(folder).filter((file) => /^[a-z-]+\.json$/.test(file))
  t.strictSame(documents.toSorted(), names.map((name) => `${name}.json`).toSorted())
  t.ok(names.length >= 5)
})
