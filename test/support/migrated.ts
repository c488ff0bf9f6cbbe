/** Databases of tests about migrations. */
import { randomUUID } from 'node:crypto'
import type t from 'tap'
import { openDb } from '../../src/database/db.ts'
import { whyNotServe } from '../../src/database/migrate.ts'
import { createDatabase, currentRun, dropDatabase, toAddress } from './database.ts'
import { asLogin } from './process.ts'

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

/** What the service says of a database before it serves from it, connected as the given login or as the tests' own. */
export async function reasonNot(database: string, production: boolean, login?: string): Promise<string | undefined> {
  const address = toAddress(server, database)
  const db = openDb(login ? asLogin(address, login) : address)
  try {
    return await whyNotServe(db, production)
  } finally {
    await db.close()
  }
}
