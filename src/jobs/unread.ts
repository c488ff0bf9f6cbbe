/**
 * Reads what was not read in time: a write waits for no text, so it notes the plan here, in its transaction, and what is
 * found of the wording follows. The note goes with the transaction that keeps those findings.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { dayIn } from '../calendar.ts'
import { type Db, type Row, statement } from '../database/db.ts'
import { evaluatePerson } from '../findings/evaluate-person.ts'
import { changeFindings } from '../findings/store.ts'
import { giveWay } from '../http/turns.ts'
import { defaultPolicy, readPolicy, rememberedPolicy, selectPolicyAfter } from '../policy/store.ts'
import { callsPerPerson, lockPerson, Moved, readPerson } from '../writes/person-store.ts'
import { readWording } from '../writing/plan-wording.ts'
import { forgetUnreadPlan } from '../writing/unread-plan.ts'
import type { Writing } from '../writing/writing.ts'
import type { Job } from './job.ts'

const nobody = '00000000-0000-0000-0000-000000000000'
/** How many agencies are looked up at once, and how many plans of each are read before those of the next. */
const agenciesAtATime = 20
const plansAtATime = 5
const notedStatement = statement('select from unread_plans where agency_id = $1 and plan_id = $2')
const nextStatement = statement(`
  select plan_id from unread_plans where agency_id = $1 and plan_id > $2::uuid order by plan_id limit ${plansAtATime}`)
// from one agency to the next, however many plans of each are waiting
const waitingStatement = statement(`
  with recursive agencies as (
    (select agency_id from unread_plans where agency_id > $1::uuid order by agency_id limit 1)
    union all
    select (select u.agency_id from unread_plans u where u.agency_id > a.agency_id order by u.agency_id limit 1)
    from agencies a where a.agency_id is not null
  )
  select agency_id from agencies where agency_id is not null limit ${agenciesAtATime}`)

/**
 * Keeps what is found of the wording of a plan; answers what it waits for where texts have not been read yet. What another
 * process has read meanwhile it leaves.
 */
async function keepWording(db: Db, writing: Writing, agencyId: string, planId: string): Promise<unknown> {
  const known = rememberedPolicy(db, agencyId) ?? defaultPolicy
  return db.inAgency(agencyId, async ({ run, commit }) => {
    // the policy is read under the lock: whoever sets another one evaluates this plan after it
    const rows = await run(...lockPerson(agencyId, { planId }), selectPolicyAfter(agencyId, known.version), {
      statement: notedStatement,
      values: [agencyId, planId],
    })
    const [newer, notes] = rows.slice(callsPerPerson) as Row[][]
    if (notes?.length === 0) return undefined
    const found = await readPerson(rows, giveWay)
    const { version: policyVersion, values } = readPolicy(newer ?? [], known)
    const done = forgetUnreadPlan(agencyId, planId)
    const document = found?.person.plans.find(({ plan }) => plan.id === planId)
    if (!found || !document) {
      await commit(done)
      return undefined
    }
    const { remarked, rest } = readWording(writing, document, values, agencyId)
    if (rest) return rest
    const plans = found.person.plans.map((one) => (one === document && remarked ? { ...document, remarked } : one))
    const findings = await evaluatePerson({ ...found.person, plans }, found.unresolved, values, giveWay)
    const at = new Date()
    const when = { at: at.toISOString(), today: dayIn(values.timeZone, at), policyVersion }
    await commit(...changeFindings(agencyId, [findings], when), done)
    return undefined
  })
}

/** How often a plan is looked at before others are: while it is read it may be written to. */
const maxLooks = 3
/** How long its texts are waited for: behind those of others they are read all the same, and remembered. */
const patienceMs = 5_000

async function read(db: Db, writing: Writing, agencyId: string, planId: string): Promise<boolean> {
  for (let looks = 0; looks < maxLooks; looks++) {
    const rest = await keepWording(db, writing, agencyId, planId).catch((error) => {
      if (error instanceof Moved) return 'it is looked at again'
      throw error
    })
    if (rest === undefined) return true
    await Promise.race([rest, pause(patienceMs, undefined, { ref: false })])
  }
  return false
}

/** Reads what was left unread, some plans of each agency in turn. A plan that fails keeps no other waiting. */
export function readingJob(db: Db, writing: Writing): Job {
  let lastAgency = nobody
  /** The last plan that was looked at of an agency that has more. */
  const places = new Map<string, string>()

  async function agencies(): Promise<readonly string[]> {
    const [rows] = await db.readAsJobs({ statement: waitingStatement, values: [lastAgency] })
    const isOver = rows.length === 0 && lastAgency !== nobody
    lastAgency = rows.at(-1)?.[0] ?? nobody
    return isOver ? agencies() : rows.map(([agencyId]) => agencyId as string)
  }

  /** The next plans of an agency, and from the first again behind the last. */
  async function nextPlans(agencyId: string): Promise<readonly string[]> {
    const after = places.get(agencyId) ?? nobody
    const [rows] = await db.read(agencyId, { statement: nextStatement, values: [agencyId, after] })
    const plans = rows.map(([planId]) => planId as string)
    const last = plans[plansAtATime - 1]
    if (last) places.set(agencyId, last)
    else places.delete(agencyId)
    return plans
  }

  return {
    name: 'wording',
    idleMs: 2_000,
    agencies,
    work: async (agencyId) => {
      let didRead = false
      let failure: unknown
      for (const planId of await nextPlans(agencyId))
        try {
          if (!(await read(db, writing, agencyId, planId))) break
          didRead = true
        } catch (error) {
          failure = error
        }
      if (failure && !didRead) throw failure
      return didRead
    },
  }
}
