/**
 * Outcomes, reports and the PIRL say the same of the same people, and the numbers that the Department computes from our PIRL
 * are those of our reports. A failure prints its seed; `TEST_SEED=<seed>` repeats it.
 */
import t from 'tap'
import { exported } from './fixtures/pirl.ts'
import { createRandom, seed } from './fuzz/random.ts'
import { randomDocument } from './fuzz/random-caseload.ts'
import {
  type CoreProgram,
  countCredentialed,
  countEmployed,
  countGains,
  countRetained,
  listEarnings,
} from './oracle/department.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const programs: CoreProgram[] = ['adult', 'dislocated_worker', 'youth', 'wagner_peyser']
const quarters = ['2024-Q4', '2025-Q1', '2025-Q2', '2025-Q3']

const client = await service.client()
const random = createRandom(seed)
const lines = Array.from({ length: 300 }, (_, number) => `${JSON.stringify(randomDocument(random, number))}\n`)
const { body: imported } = await client.send('POST', '/v1/import', lines.join(''), {
  headers: { 'content-type': 'application/x-ndjson' },
})
const refused = imported.find(({ result }: Json) => result === 'failed')
if (refused) throw new Error(JSON.stringify(refused))
t.comment(`seed ${seed}`)

async function measure(report: string, name: string, query: string): Promise<Json> {
  const { body } = await client.get(`/v1/reports/${report}?${query}`)
  return body.measures.find((one: Json) => one.measure === name)
}

t.test('The Department counts from our PIRL what our reports count', async (t) => {
  const asOf = '2028-08-01'
  for (const program of programs)
    for (const exitQuarter of quarters) {
      const query = `exitQuarter=${exitQuarter}&asOf=${asOf}&program=${program}`
      const file = await exported(client, query)
      for (const quarter of [2, 4] as const) {
        const { numerator, denominator } = (await measure('employment-after-exit', `quarter-${quarter}`, query)).federal
        t.strictSame(countEmployed(file, program, quarter), { numerator, denominator }, `${query} Q${quarter}`)
      }
      const credential = await measure('credential-attainment', 'attained', query)
      t.strictSame(
        countCredentialed(file, program),
        { numerator: credential.federal.numerator, denominator: credential.federal.denominator },
        `${query} credential`,
      )
      const earnings = await measure('earnings-after-exit', 'wages', query)
      const amounts = listEarnings(file, program)
      t.strictSame(amounts.length, earnings.federal.numerator, `${query} earnings`)
      const same = await measure('same-employer', 'retained', query)
      t.strictSame(
        countRetained(file, program),
        { numerator: same.federal.numerator, denominator: same.federal.denominator },
        `${query} same`,
      )
    }
  for (const program of programs)
    for (const year of [2023, 2024, 2025, 2027]) {
      const query = `programYear=${year}&asOf=${asOf}&program=${program}`
      const file = await exported(client, `asOf=${year + 1}-06-30&program=${program}`)
      const gains = await measure('skill-gains', 'gain', query)
      t.strictSame(
        countGains(file, program, year),
        { numerator: gains.federal.numerator, denominator: gains.federal.denominator },
        query,
      )
    }
})
