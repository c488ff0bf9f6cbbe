/** The process `npm run migrate`: brings the database of DATABASE_URL to the newest migration. */
import { readDatabaseUrl } from './config.ts'
import { migrateDatabase } from './database/migrate.ts'
import { ConfigError, describeError, fail } from './failure.ts'

try {
  const url = readDatabaseUrl(process.env)
  if (!url) throw new ConfigError('DATABASE_URL is required: the database to migrate')
  await migrateDatabase(url).catch((error) => {
    throw new ConfigError(`DATABASE_URL: ${describeError(error)}`)
  })
} catch (error) {
  fail(error)
}
