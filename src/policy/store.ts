/**
 * The policy of an agency. A process remembers the last one that it read. That may be outdated, so whoever reads asks for
 * a newer one, and whoever writes says under which version it has evaluated: the counter that every write passes last
 * refuses another one than is in force (`appendChanges`), and the write is done again.
 */
import { LRUCache } from 'lru-cache'
import { type Call, type Db, type Row, statement } from '../database/db.ts'
import { insertInto } from '../database/rows.ts'
import { unavailable } from '../problem.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { profiles } from './profiles/index.ts'
import { listPaths } from './profiles/profile.ts'
import { rulebookHash } from './rulebook.ts'
import type { Policy } from './schemas.ts'
import { policies } from './tables.ts'

/** A policy as it is kept. */
export type KeptPolicy = Pick<Policy, 'profile' | 'version' | 'values' | 'updatedAt'>

const [standard] = profiles as [(typeof profiles)[number]]

/** The policy that nobody has set. */
export const defaultPolicy: KeptPolicy = Object.freeze({
  profile: standard.profile,
  version: 1,
  values: standard.values,
  updatedAt: null,
})

const newestStatement = statement(`
  select profile, version, "values", updated_at from policies
  where agency_id = $1 and version > $2::int order by version desc limit 1`)

/** The newest policy of an agency, if it is newer than a version; see `readPolicy`. */
export const selectPolicyAfter = (agencyId: string, version: number): Call => ({
  statement: newestStatement,
  values: [agencyId, version],
})

/** A policy that was set, with the default for a value that did not exist then. */
function policyIn([profile, version, json, updatedAt]: Row): KeptPolicy {
  const set = JSON.parse(json as string) as PolicyValues
  const { values } = standard
  const followUp = { ...values.followUp, ...set.followUp }
  const exit = { ...values.exit, ...set.exit }
  return {
    profile: profile as string,
    version: Number(version),
    values: { ...values, ...set, followUp, exit },
    updatedAt: updatedAt as string,
  }
}

/** What was read with `selectPolicyAfter`, or the policy that is not older. */
export const readPolicy = ([row]: readonly Row[], otherwise: KeptPolicy): KeptPolicy =>
  row ? policyIn(row) : otherwise

const pastStatement = statement(`
  select profile, version, "values", updated_at from policies
  where agency_id = $1 and updated_at < $2 order by version desc limit 1`)

/** The policy that was in force before an instant. */
export async function policyBefore(db: Db, agencyId: string, instant: string): Promise<KeptPolicy> {
  const [rows] = await db.read(agencyId, { statement: pastStatement, values: [agencyId, instant] })
  return readPolicy(rows, defaultPolicy)
}

const remembered = new WeakMap<Db, LRUCache<string, KeptPolicy>>()

function getMemory(db: Db): LRUCache<string, KeptPolicy> {
  const memory = remembered.get(db) ?? new LRUCache<string, KeptPolicy>({ max: 10_000 })
  remembered.set(db, memory)
  return memory
}

/** The policy of an agency that this process has read last. */
export const rememberedPolicy = (db: Db, agencyId: string): KeptPolicy | undefined => getMemory(db).get(agencyId)

/** The policy in force, read now. */
export async function currentPolicy(db: Db, agencyId: string): Promise<KeptPolicy> {
  const known = rememberedPolicy(db, agencyId) ?? defaultPolicy
  const [rows] = await db.read(agencyId, selectPolicyAfter(agencyId, known.version))
  const policy = readPolicy(rows, known)
  getMemory(db).set(agencyId, policy)
  return policy
}

/** Whether a write may have found at its end that another policy is in force: the counter refused to be null. */
const mayBeOutdated = (error: unknown) => (error as { code?: string }).code === '23502'

/** How often a write is done again because the policy has changed meanwhile. */
const maxTries = 5

/** Does a write under the policy in force: under the one that is remembered, and again where it is outdated. */
export async function underPolicy<T>(db: Db, agencyId: string, write: (policy: KeptPolicy) => Promise<T>): Promise<T> {
  let policy = rememberedPolicy(db, agencyId) ?? (await currentPolicy(db, agencyId))
  for (let tries = 1; ; tries++) {
    try {
      return await write(policy)
    } catch (error) {
      if (!mayBeOutdated(error)) throw error
      const { version } = policy
      policy = await currentPolicy(db, agencyId)
      if (policy.version === version) throw error // something else was null
      if (tries === maxTries) throw unavailable('The policy changes faster than the write could be made.')
    }
  }
}

const insert = insertInto(policies)
const raiseStatement = statement(`
  insert into agencies (agency_id, last_seq, policy_version, rulebook) values ($1::uuid, 0, $2::int, '${rulebookHash}')
  on conflict (agency_id) do update set policy_version = excluded.policy_version,
    last_seq = case when agencies.policy_version = $2::int - 1 then agencies.last_seq end`)

/** The statements that put a policy into force; refused where it does not follow the one that is. */
export const writePolicy = (agencyId: string, policy: KeptPolicy): Call[] => [
  { statement: raiseStatement, values: [agencyId, policy.version] },
  ...insert(agencyId, [policy]),
]

const valueAt = (values: object, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], values)

/** Where each value comes from: the profile, where it is the profile’s, else the agency. */
export function findSources({ profile, values }: KeptPolicy): Record<string, string> {
  const base = profiles.find((one) => one.profile === profile) ?? standard
  const source = (path: string) =>
    valueAt(values, path) === valueAt(base.values, path) ? base.sources[path] : undefined
  return Object.fromEntries(listPaths(values).map((path) => [path, source(path) ?? 'set by the agency']))
}
