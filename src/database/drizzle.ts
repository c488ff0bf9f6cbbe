/**
 * Drizzle, loaded as CommonJS. Loaded as ES modules it costs every start a second and 180 MB, because Node reads the
 * 178 KB of drizzle's package.json again for each of its files.
 */
import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

export const { DrizzleQueryError, getTableColumns, getTableName, sql } = load(
  'drizzle-orm',
) as typeof import('drizzle-orm')
export const {
  bigint,
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgRole,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} = load('drizzle-orm/pg-core') as typeof import('drizzle-orm/pg-core')
export const { drizzle } = load('drizzle-orm/node-postgres') as typeof import('drizzle-orm/node-postgres')
export const { migrate } = load(
  'drizzle-orm/node-postgres/migrator',
) as typeof import('drizzle-orm/node-postgres/migrator')
export const { readMigrationFiles } = load('drizzle-orm/migrator') as typeof import('drizzle-orm/migrator')
