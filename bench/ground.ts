/** The agencies that requests go to. */
import { randomUUID } from 'node:crypto'
import { fillAgency, planMaker } from './caseload.ts'
import { copyRows } from './limit.ts'
import type { Database } from './processes.ts'

/** An agency with so many plans. */
export type Agency = { agencyId: string; size: number }

const buildId = (number: number) => `0190b000-0000-7000-8000-${String(number).padStart(12, '0')}`

/** The agencies that are written to, and the caseloads of several sizes; the largest has 2,000,000 milestones. */
export const listAgencies = (quick: boolean): { work: Agency[]; caseloads: Agency[] } => ({
  work: Array.from({ length: 50 }, (_, number) => ({ agencyId: buildId(number + 1), size: quick ? 150 : 600 })),
  caseloads: (quick ? [2_000, 20_000] : [2_000, 20_000, 200_000]).map((size) => ({ agencyId: buildId(size), size })),
})

/** Fills the agencies that are empty, and gives the limit rows of its own. */
export async function fillAgencies({ client }: Database, { work, caseloads }: ReturnType<typeof listAgencies>) {
  const isEmpty = async (agencyId: string) =>
    (await client.query('select from plans where agency_id = $1 limit 1', [agencyId])).rowCount === 0
  const start = performance.now()
  for (const [number, { agencyId, size }] of [...work, ...caseloads].entries()) {
    if (!(await isEmpty(agencyId))) continue
    const make = await planMaker(number, { milestones: () => 10, followUps: () => 5 })
    await fillAgency(client, agencyId, size, make)
  }
  const asked = [...work, ...caseloads.filter(({ size }) => size <= 20_000)]
  await copyRows(
    client,
    asked.map(({ agencyId }) => agencyId),
  )
  await client.query('vacuum analyze')
  await readRows(
    client,
    work.map(({ agencyId }) => agencyId),
  )
  await client.query('checkpoint')
  return (performance.now() - start) / 1000
}

/** Reads what requests go to: the limit's rows were just written, and those of the service must be in memory like them. */
async function readRows(client: Database['client'], agencyIds: readonly string[]): Promise<void> {
  await client.query('set enable_seqscan = off; set enable_bitmapscan = off')
  const tables = ['plans', 'milestones', 'follow_ups', 'findings', 'periods']
  for (const table of tables)
    await client.query(`select count(t) from ${table} t where agency_id = any ($1) and t::text is null`, [agencyIds])
  await client.query('reset enable_seqscan; reset enable_bitmapscan')
}

/** The ids of the plans of an agency that can be written to. */
export async function openPlans({ client }: Pick<Database, 'client'>, agencyId: string): Promise<string[]> {
  const text = "select id from plans where agency_id = $1 and status <> 'closed' order by id"
  return (await client.query<{ id: string }>(text, [agencyId])).rows.map(({ id }) => id)
}

/** Different in every run, so that no key and no value is repeated. */
export const runId = () => randomUUID().slice(0, 8)
