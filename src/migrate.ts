/**
 * The process `npm run migrate`: brings the database of DATABASE_URL to the newest migration, and with `--distribute`
 * distributes its tables over the nodes of Citus.
 */
import { parseArgs } from 'node:util'
import { readDatabaseUrl } from './config.ts'
import { distributeDatabase } from './database/distribute.ts'
import { migrateDatabase } from './database/migrate.ts'
import { serviceRoles } from './database/scope.ts'
import { ConfigError, describeError, fail } from './failure.ts'

function readArguments(): { distribute?: boolean | undefined } {
  try {
    return parseArgs({ options: { distribute: { type: 'boolean' } } }).values
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}; the only option is --distribute`)
  }
}

async function migrate(url: string, distribute = false): Promise<void> {
  await migrateDatabase(url)
  if (!distribute) return
  const tables = await distributeDatabase(url)
  console.log(
    tables.length > 0 ? `Distributed by agency: ${tables.join(', ')}` : 'All tables were distributed already.',
  )
  console.log('The coordinator connects to the other nodes as the roles of the service. On every node:')
  for (const role of serviceRoles) console.log(`  alter role ${role} login;`)
}

try {
  const { distribute } = readArguments()
  const url = readDatabaseUrl(process.env)
  if (!url) throw new ConfigError('DATABASE_URL is required: the database to migrate')
  await migrate(url, distribute).catch((error) => {
    throw new ConfigError(`DATABASE_URL: ${describeError(error)}`)
  })
} catch (error) {
  fail(error)
}
