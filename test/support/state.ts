/** Everything that a database holds, as one checksum, so that a test can tell that nothing was written. */
import type { Service } from './service.ts'

/** The tables of the service. */
export async function tablesOf({ db }: Service): Promise<string[]> {
  const { rows } = await db.pool.query(
    "select tablename as name from pg_tables where schemaname = 'public' order by tablename",
  )
  return rows.map(({ name }) => name)
}

/** A checksum of every row of every agency, read past row-level security. */
export async function checksum(service: Service): Promise<string> {
  const parts = (await tablesOf(service)).map(
    (table) =>
      `select '${table} ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as line from "${table}" t`,
  )
  const { rows } = await service.db.pool.query(parts.join(' union all '))
  return rows.map(({ line }) => line).join('\n')
}
