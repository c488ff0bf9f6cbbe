/**
 * Reads what was not read in time: a write waits for no text, so it notes the plan here, in its transaction, and what is
 * found of the wording follows. The note goes with the transaction that keeps those findings.
 */
import { dayIn } from '../calendar.ts'
import type { Call, Db, Row } from '../db.ts'
import { statement } from '../db.ts'
import { judged } from '../findings/judged.ts'
import { changedFindings } from '../findings/store.ts'
import { lockDocument, readDocument } from '../plans/document-store.ts'
import { defaultPolicy, readPolicy, rememberedPolicy, selectPolicyAfter } from '../policy/store.ts'
import { wordingOf } from './plan-wording.ts'
import type { Writing } from './writing.ts'

const nobody = '00000000-0000-0000-0000-000000000000'
const note = statement('insert into unread_plans (agency_id, plan_id) values ($1, $2) on conflict do nothing')
const forget = statement('delete from unread_plans where agency_id = $1 and plan_id = $2')
const next = statement('select agency_id, plan_id from unread_plans limit 20')

/** Notes that texts of a plan have not been read. */
export const noteUnread = (agencyId: string, planId: string): Call => ({ statement: note, values: [agencyId, planId] })

/** Keeps what is found of the wording of a plan; answers what it waits for where texts have not been read yet. */
async function keepWording(db: Db, writing: Writing, agencyId: string, planId: string): Promise<unknown> {
  const known = rememberedPolicy(db, agencyId) ?? defaultPolicy
  return db.inAgency(agencyId, async ({ run, commit }) => {
    // the policy is read under the lock: whoever sets another one evaluates this plan after it
    const rows = await run(...lockDocument(agencyId, planId), selectPolicyAfter(agencyId, known.version))
    const found = readDocument(rows[1] as Row[])
    const { version: policyVersion, values } = readPolicy(rows[2] as Row[], known)
    const done = { statement: forget, values: [agencyId, planId] }
    if (!found) {
      await commit(done)
      return undefined
    }
    const { remarked, rest } = wordingOf(writing, found.document, values, agencyId)
    if (rest) return rest
    const { now, stored } = judged(found.document, found.unresolved, values, remarked)
    const at = new Date()
    const when = { at: at.toISOString(), today: dayIn(values.timeZone, at), policyVersion }
    await commit(...changedFindings(agencyId, planId, stored, now, when), done)
    return undefined
  })
}

/** How often a plan is looked at before others are: while it is read it may be written to. */
const mostLooks = 3

async function read(db: Db, writing: Writing, agencyId: string, planId: string): Promise<boolean> {
  for (let looks = 0; looks < mostLooks; looks++) {
    const rest = await keepWording(db, writing, agencyId, planId)
    if (rest === undefined) return true
    await rest
  }
  return false
}

/** Reads some plans of any agency; answers whether that brought the work on. One that fails keeps no other waiting. */
export async function readUnread(db: Db, writing: Writing): Promise<boolean> {
  const [rows = []] = await db.read(nobody, { statement: next, values: [] })
  let didRead = false
  let failure: unknown
  for (const [agencyId, planId] of rows)
    try {
      if (await read(db, writing, agencyId as string, planId as string)) didRead = true
    } catch (error) {
      failure = error
    }
  if (failure && !didRead) throw failure
  return didRead
}
