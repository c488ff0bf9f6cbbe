/** Everything that a database holds, as one checksum, so that a test can tell that nothing was written. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Service } from './service.ts'

/** The tables of the service. */
export async function listTables({ db }: Service): Promise<string[]> {
  const { rows } = await db.pool.query(
    "select tablename as name from pg_tables where schemaname = 'public' order by tablename",
  )
  return rows.map(({ name }) => name)
}

/** Waits until no caseload is evaluated in the background any more. */
export async function untilEvaluated({ db }: Service): Promise<void> {
  const unfinished = 'select 1 from evaluations where finished_at is null limit 1'
  while ((await db.pool.query(unfinished)).rowCount) await pause(10)
}

/** A checksum of every row of every agency, read past row-level security, when nothing runs in the background. */
export async function checksum(service: Service): Promise<string> {
  await untilEvaluated(service)
  const parts = (await listTables(service)).map(
    (table) =>
      `select '${table} ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as line from "${table}" t`,
  )
  const { rows } = await service.db.pool.query(parts.join(' union all '))
  // branches of a union may run beside each other
  return rows
    .map(({ line }) => line)
    .toSorted()
    .join('\n')
}
