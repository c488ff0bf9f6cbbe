/**
 * What confines a transaction: the agency, the role, and settings. All of them end with the transaction, so they also
 * hold behind a pooler.
 */
import { type Call, statement } from './batch.ts'

/** The role every statement runs as: it owns nothing and cannot bypass row-level security. */
export const appRole = 'career_plans_app'

/** The role that only looks which agencies have work for the background; it sees no more than that of any of them. */
export const jobsRole = 'career_plans_jobs'

/**
 * The role that files what was written under another participant, and that erases. It may do what the first one may, and
 * also change history; requests other than these never run as it.
 */
export const recordsRole = 'career_plans_records'

export const serviceRoles = [appRole, jobsRole, recordsRole]

/** The statements that confine a transaction to an agency. */
export type Scope = (agencyId: string) => Call[]
type Settings = Readonly<Record<string, string>>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** One statement sets everything. */
function selectSettings(settings: Settings): Scope {
  const others = Object.entries(settings).map(([name, value]) => `, set_config('${name}', '${value}', true)`)
  const allStatement = statement(`select set_config('app.agency_id', $1, true)${others.join('')}`)
  return (agencyId) => [{ statement: allStatement, values: [agencyId] }]
}

/** A statement for each setting, as a distributed database needs them: only these are passed on to the nodes. */
function setLocal(settings: Settings): Scope {
  const others = Object.entries({ 'citus.propagate_set_commands': 'local', ...settings }).map(
    ([name, value]): Call => ({ statement: statement(`set local ${name} = '${value}'`), values: [] }),
  )
  return (agencyId) => {
    if (!uuid.test(agencyId)) throw new Error('an agency id must be a lower-case UUID')
    // a text of its own for each agency, so it is not prepared
    return [...others, { statement: { name: '', text: `set local app.agency_id = '${agencyId}'` }, values: [] }]
  }
}

/** A statement waits less time for a lock, and the server less time for the next statement, than callers wait for an answer. */
const timeouts = { statement_timeout: '10s', lock_timeout: '3s', idle_in_transaction_session_timeout: '15s' }

/** The scopes of everything that is sent to a database. */
export function buildScopes(isDistributed: boolean) {
  const build = isDistributed ? setLocal : selectSettings
  const asApp = { role: appRole }
  // a write's statements are the same every time: planning them anew for each set of parameters finds nothing better.
  // A distributed database has to see the parameters to find the node
  const planning = isDistributed ? {} : { plan_cache_mode: 'force_generic_plan' }
  return {
    read: build({ ...asApp, ...timeouts }),
    jobs: build({ role: jobsRole, ...timeouts }),
    // a plan made once, while a table was empty, must not read all of it when it is full
    write: build({ ...asApp, ...timeouts, ...planning, enable_seqscan: 'off' }),
    records: build({ role: recordsRole, ...timeouts, ...planning, enable_seqscan: 'off' }),
    // a stream waits for its reader, and its statements for rows that are far apart; its first rows wait for no compiler
    stream: build({ ...asApp, statement_timeout: '60s', idle_in_transaction_session_timeout: '60s', jit: 'off' }),
    // statistics know nothing of an agency that has just been filled, and then sorting all of it looks cheap
    unsorted: {
      statement: statement(
        isDistributed ? 'set local enable_sort = off' : "select set_config('enable_sort', 'off', true)",
      ),
      values: [],
    } satisfies Call,
  }
}
