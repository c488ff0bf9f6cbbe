/**
 * Outcomes, reports and the PIRL say the same of the same people, and the Department counts from our PIRL what our reports
 * count. A failure prints its seed; `TEST_SEED=<seed>` repeats it.
 */
import { readFile as readFileText } from 'node:fs/promises'
import t from 'tap'
import { departures, unsaid } from '../src/exports/departures.ts'
import { path as pirl } from './fixtures/pirl.ts'
import { createRandom, seed } from './fuzz/random.ts'
import { randomDocument } from './fuzz/random-caseload.ts'
import {
  type CoreProgram,
  type Filed,
  getEarnings,
  isIn,
  type Judge,
  judgeCredential,
  judgeEmployment,
  judgeGains,
  judgeRetention,
  type Verdict,
} from './oracle/department.ts'
import { all } from './oracle/invariants.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const programs: CoreProgram[] = ['adult', 'dislocated_worker', 'youth', 'wagner_peyser']
const exits = 'exitedFrom=2024-01-01&exitedTo=2025-12-31'
/** A day on which nothing can become known any more. */
const asOf = '2028-08-01'
const ndjson = { headers: { accept: 'application/x-ndjson' } }

const client = await service.client()
const random = createRandom(seed)
/** A document of one of many people, so that few have more than a PIRL can say. */
const someDocument = (_: unknown, number: number): string => {
  const document = randomDocument(random, number) as { participant: { id: string } }
  document.participant.id += `-${number % 8}`
  return `${JSON.stringify(document)}\n`
}
const lines = Array.from({ length: 600 }, someDocument)
const headers = { 'content-type': 'application/x-ndjson' }
const { body: imported } = await client.send('POST', '/v1/import', lines.join(''), { headers })
const refused = imported.find(({ result }: Json) => result === 'failed')
if (refused) throw new Error(JSON.stringify(refused))
t.comment(`seed ${seed}`)

const digits = (day: string | null) => (day ?? '').replaceAll('-', '')
const nameRecord = (record: Filed) => `${record['100']} ${record['900']}`
const nameRow = ({ participantId, enteredOn }: Json) => `${participantId} ${digits(enteredOn)}`

/** The records of the PIRL, by participant and entry. */
async function readFile(query: string): Promise<Map<string, Filed>> {
  const { body } = await client.get(`${pirl}?${query}`, ndjson)
  const records = body.map((record: Json) =>
    Object.fromEntries(Object.entries(record).map(([number, value]) => [number, value ?? ''])),
  )
  return new Map(records.map((record: Filed) => [nameRecord(record), record]))
}

async function readVerdicts(report: string, measure: string, query: string) {
  const { body } = await client.get(`/v1/reports/${report}/rows?${query}`, ndjson)
  const rows = body.filter((row: Json) => row.measure === measure)
  return new Map<string, Verdict>(rows.map((row: Json) => [nameRow(row), row.federal ?? undefined]))
}

/**
 * The periods of which a PIRL cannot say all that this service knows: more than three trainings or credentials, or a youth in
 * secondary school, as `unsaid` has it.
 */
async function listUnsaid(): Promise<Set<string>> {
  const text = 'select facts from periods where agency_id = $1'
  const [rows] = await service.db.read(client.agencyId, {
    statement: { name: 'test_facts', text },
    values: [client.agencyId],
  })
  const facts = (rows ?? []).map(([json]) => JSON.parse(json as string))
  const isUnsaid = ({ trainings, credentials, enrollments, programs }: Json) =>
    trainings.length > 3 ||
    credentials.length > 3 ||
    (programs.includes('youth') && enrollments.some((one: Json) => one.in === 'secondary'))
  return new Set(facts.filter(isUnsaid).map(nameRow))
}

/** Compares how a report and the Department count each period; returns those that differ. */
async function findDifferences(report: string, measure: string, query: string, file: Map<string, Filed>, judge: Judge) {
  const differences: string[] = []
  const seen = { numerator: 0, denominator: 0 }
  const unsaidOf = await listUnsaid()
  for (const program of programs) {
    const verdicts = await readVerdicts(report, measure, `${query}&program=${program}`)
    for (const [name, record] of file) {
      if (!isIn(record, program) || unsaidOf.has(name)) continue
      const [ours, theirs] = [verdicts.get(name), judge(record, program)]
      if (theirs) seen[theirs] += 1
      if (ours !== theirs) differences.push(`${program} ${name}: ${ours}, and by the Department ${theirs}`)
    }
  }
  return { differences, seen }
}

const judged = [
  ['employment-after-exit', 'quarter-2', judgeEmployment(2)],
  ['employment-after-exit', 'quarter-4', judgeEmployment(4)],
  ['same-employer', 'retained', judgeRetention],
  ['credential-attainment', 'attained', judgeCredential],
] as const

for (const [report, measure, judge] of judged)
  t.test(`The Department counts ${report}, ${measure}, as the report does`, async (t) => {
    const query = `${exits}&asOf=${asOf}`
    const { differences, seen } = await findDifferences(report, measure, query, await readFile(query), judge)
    t.strictSame(differences, [], `seed ${seed}`)
    t.ok(seen.numerator > 0 && seen.denominator > 0, `${seen.numerator} of ${seen.numerator + seen.denominator}`)
  })

t.test('The Department takes the same earnings for its median', async (t) => {
  const query = `${exits}&asOf=${asOf}`
  const file = await readFile(query)
  let earnings = 0
  for (const program of programs) {
    const { body } = await client.get(`/v1/reports/earnings-after-exit/rows?${query}&program=${program}`, ndjson)
    const ours = body
      .filter((row: Json) => row.measure === 'wages' && row.result === 'numerator' && row.enteredOn)
      .map((row: Json) => row.value)
    const theirs = [...file.values()].flatMap((record) => getEarnings(record, program) ?? [])
    t.strictSame(ours.toSorted(), theirs.toSorted(), `seed ${seed}: ${program}`)
    earnings += theirs.length
  }
  t.ok(earnings > 0, `${earnings} have earnings`)
})

t.test('The Department counts skill gains as the report does', async (t) => {
  const total = { numerator: 0, denominator: 0 }
  for (const year of [2024, 2025]) {
    const file = await readFile(`asOf=${year + 1}-06-30`)
    const query = `programYear=${year}&asOf=${year + 1}-07-01`
    const { differences, seen } = await findDifferences('skill-gains', 'gain', query, file, judgeGains(year))
    t.strictSame(differences, [], `seed ${seed}: ${year}`)
    total.numerator += seen.numerator
    total.denominator += seen.denominator
  }
  t.ok(total.numerator > 0 && total.denominator > 0, `${total.numerator} of ${total.numerator + total.denominator}`)
})

const codes: Record<string, string> = {
  employed: '1',
  registered_apprenticeship: '2',
  military: '3',
  not_employed: '0',
}

/** The elements of the four quarters as outcomes tell them; nothing of what they do not say. */
function tellQuarters({ quarters, sameEmployer }: Json): Filed {
  const told: Filed = {}
  for (const { quarter, state, isPlaced, employment, wages } of quarters) {
    const known = codes[employment ?? '']
    if (state === 'known' && known !== undefined) told[1598 + 2 * quarter] = known
    if (known !== undefined && wages.state === 'known' && wages.amount !== null)
      told[1702 + quarter] = wages.amount.toFixed(2).padStart(9, '0')
    if (isPlaced && ![1, 2, 3].includes(Number(known)) && (quarter === 2 || quarter === 4))
      told[quarter === 2 ? '1900' : '1901'] = 'placed'
  }
  if (sameEmployer.state === 'known') told['1618'] = sameEmployer.isSame ? '1' : '0'
  return told
}

t.test('Outcomes and the PIRL say the same of every quarter after exit', async (t) => {
  for (const day of ['2025-06-30', '2025-12-31', '2026-07-01', asOf]) {
    const file = await readFile(`${exits}&asOf=${day}`)
    let compared = 0
    for (const { id } of await all(client, '/v1/participants?limit=200')) {
      const { body } = await client.get(`/v1/participants/${id}/outcomes?asOf=${day}`)
      for (const period of body.periods) {
        const record = file.get(nameRow({ participantId: id, ...period }))
        if (!record) continue
        const told = tellQuarters(period)
        const written = Object.keys(told).map((number) => {
          const value = record[number] ?? ''
          return [number, told[number] === 'placed' && Number(value) > 0 ? 'placed' : value]
        })
        t.strictSame(Object.fromEntries(written), told, `seed ${seed}: ${id} on ${day}`)
        compared += written.length
      }
    }
    t.ok(compared > 0, `${compared} elements on ${day}`)
  }
})

t.test('What differs from the published computation is said with its reason', async (t) => {
  for (const difference of [...departures, ...unsaid]) t.match(difference, /^[A-Z].{3,30}: .*\.$/)
  const readme = await readFileText('src/exports/README.md', 'utf8')
  for (const difference of [...departures, ...unsaid]) t.ok(readme.includes(difference), difference)
})
