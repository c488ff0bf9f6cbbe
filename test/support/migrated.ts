/** Databases of tests about migrations. */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type t from 'tap'
import { openDb } from '../../src/db.ts'
import { whyNotServe } from '../../src/migrate.ts'
import { addressOf, createDatabase, currentRun, dropDatabase } from './database.ts'
import { asLogin, query } from './process.ts'

type Test = Pick<typeof t, 'teardown'>

const { server, template } = currentRun()
const newName = () => `test_${randomUUID().replaceAll('-', '')}`

/** A database of its own, from the migrated template of the run or empty. */
export async function makeDatabase(t: Test, from = template): Promise<string> {
  const name = newName()
  await createDatabase(server, name, from)
  t.teardown(() => dropDatabase(server, name))
  return name
}

/** A database as it was before a migration, and what applies that one and all behind it. */
export async function makeBefore(t: Test, migration: string) {
  const database = await makeDatabase(t, 'template0')
  const files = readdirSync('migrations').filter((name) => name.endsWith('.sql'))
  const first = files.indexOf(`${migration}.sql`)
  const apply = async (some: readonly string[]) => {
    for (const file of some) await query(database, readFileSync(join('migrations', file), 'utf8'))
  }
  await apply(files.slice(0, first))
  const applyBefore = (last: string) => apply(files.slice(first, files.indexOf(`${last}.sql`)))
  return { database, applyRest: () => apply(files.slice(first)), applyBefore }
}

/** What the service says of a database before it serves from it, connected as the given login or as the tests' own. */
export async function reasonNot(database: string, production: boolean, login?: string): Promise<string | undefined> {
  const address = addressOf(server, database)
  const db = openDb(login ? asLogin(address, login) : address)
  try {
    return await whyNotServe(db, production)
  } finally {
    await db.close()
  }
}
