/** Whether the findings of a day cost more where there are more plans: the same questions to caseloads of three sizes. */
import { addDays } from '../src/calendar.ts'
import { type Call, openDb } from '../src/db.ts'
import { selectCaseload, selectSummary } from '../src/findings/store.ts'
import { today } from './caseload.ts'
import { median } from './measure.ts'

const days = { today, 'a year ago': addDays(today, -365), 'in three months': addDays(today, 91) }
const repeats = 31

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let repeat = 0; repeat < repeats + 3; repeat++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return median(times.slice(3))
}

type Caseload = { size: number; agencyId: string; token: string }
export type Growth = { size: number; question: string; day: string; database: number; http: number }

/** Asks for a page and for the summary of several days: through the service's own statements and through HTTP. */
export async function measureGrowth(
  url: string,
  databaseUrl: string,
  caseloads: readonly Caseload[],
): Promise<Growth[]> {
  const db = openDb(databaseUrl, { max: 1 })
  const results: Growth[] = []
  for (const [day, asOf] of Object.entries(days))
    for (const { size, agencyId, token } of caseloads) {
      const questions: [string, Call, string][] = [
        [
          'page of 100',
          selectCaseload(agencyId, asOf, undefined, 101, [], false),
          `/v1/findings?limit=100&asOf=${asOf}`,
        ],
        ['summary', selectSummary(agencyId, asOf), `/v1/findings/summary?asOf=${asOf}`],
      ]
      for (const [question, call, path] of questions) {
        const headers = { authorization: `Bearer ${token}` }
        const ask = () => fetch(`${url}${path}`, { headers }).then((response) => response.text())
        const database = await millisecondsOf(() => db.read(agencyId, call))
        results.push({ size, question, day, database, http: await millisecondsOf(ask) })
      }
    }
  await db.close()
  return results
}
