/**
 * The evaluation of a caseload under a policy that was set: in batches, in the order of participants’ ids. A batch is one
 * transaction that also moves the row of the evaluation on, so wherever it is ended nothing is left out or done twice.
 *
 * Every writer locks in this order: evaluation, participants, counts of findings, agency. A batch waits for its first
 * participant only, while it holds no other, and ends before the first whom somebody else has.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { v7 as newId } from 'uuid'
import { dayIn } from '../calendar.ts'
import { appendChanges, type Change } from '../changes/store.ts'
import { type Call, type Db, type Row, statement, type Transaction } from '../database/db.ts'
import { toArray } from '../database/rows.ts'
import type { Moment } from '../document/moment.ts'
import { settleRetention } from '../document/participant/retention.ts'
import { lockParticipant, participantWrites } from '../document/participant/store.ts'
import type { Person } from '../document/person.ts'
import { evaluatePerson } from '../findings/evaluate-person.ts'
import { changeFindings, type PersonFindings } from '../findings/store.ts'
import { keepPeriods } from '../outcomes/store.ts'
import { selectCaseload, selectOutdated, startUnderRulebook } from '../policy/evaluation.ts'
import { rulebookHash } from '../policy/rulebook.ts'
import { defaultPolicy, type KeptPolicy, readPolicy, rememberedPolicy, selectPolicyAfter } from '../policy/store.ts'
import { callsPerPerson, readPerson, selectPerson } from '../writes/person-store.ts'
import { insertUnreadPlan } from '../writing/unread-plan.ts'
import type { Job } from './job.ts'

/** As many participants are locked, read and written at once: a write to one of them waits for so long at most. */
const batchSize = 10

const nobody = '00000000-0000-0000-0000-000000000000'

const isOpen = `finished_at is null and rulebook = '${rulebookHash}'`
const waitingStatement = statement(`select agency_id from evaluations where ${isOpen} order by advanced_at limit 20`)
const postponeStatement = statement(
  'update evaluations set advanced_at = $2 where agency_id = $1 and finished_at is null',
)
const claimStatement = statement(`
  select rereads from evaluations where agency_id = $1 and ${isOpen} for update skip locked`)
const nextStatement = statement<[id: string]>(`
  select id from participants where agency_id = $1 and id > coalesce(
    (select after_id from evaluations where agency_id = $1), '') order by id limit ${batchSize}`)
const lockFreeStatement = statement<[id: string]>(`
  select id from participants where agency_id = $1 and id = any ($2::text[]) for no key update skip locked`)
const advanceStatement = statement(`
  update evaluations set after_id = coalesce($2, after_id), done = done + $3::int, advanced_at = $4,
    total = case when $5 then done + $3::int else greatest(total, done + $3::int) end,
    finished_at = case when $5 then $4 end
  where agency_id = $1`)

/** What is written of persons who were read, a plan at a time so that requests are answered in between. */
async function evaluated(rows: readonly Row[][], { values }: KeptPolicy) {
  const persons: Person[] = []
  const findings: PersonFindings[] = []
  for (let first = 0; first < rows.length; first += callsPerPerson) {
    const found = await readPerson(rows.slice(first, first + callsPerPerson), nextTurn)
    if (!found) continue
    persons.push(found.person)
    findings.push(await evaluatePerson(found.person, found.unresolved, values, nextTurn))
  }
  return { persons, findings }
}

/** Locks participants: waits for the first, and takes the others up to one whom somebody else has; answers their ids. */
async function lockNext({ run }: Transaction, agencyId: string, ids: readonly string[]): Promise<readonly string[]> {
  const [first = ''] = ids
  const [, free] = await run(lockParticipant(agencyId, first), {
    statement: lockFreeStatement,
    values: [agencyId, toArray(ids)],
  })
  const locked = new Set([first, ...free.map(([id]) => id)])
  const busy = ids.findIndex((id) => !locked.has(id))
  return busy < 0 ? ids : ids.slice(0, busy)
}

/** Who changes participants because the policy has changed, in their history. */
const actor = { subject: 'policy', clientId: 'career-plans' }

/** The statements that write until when records must be kept, where the policy says otherwise than before. */
function changeRetention(agencyId: string, persons: readonly Person[], policyVersion: number, now: Moment): Call[] {
  const settled = persons
    .map(({ participant: before }) => ({ before, after: settleRetention(before, now) }))
    .filter(({ before, after }) => before !== after)
  if (settled.length === 0) return []
  const changes = settled.map(
    ({ before, after }): Change => ({
      ...{ op: 'update', type: 'participant', id: after.id, participantId: after.id, planId: null, planVersion: null },
      ...{ version: after.version, at: now.at, ...actor, requestId: now.newId(), reason: null, before, after },
    }),
  )
  return [
    ...settled.map(({ before, after }) => participantWrites.update(agencyId, before, after)),
    ...appendChanges(agencyId, { policyVersion, rulebook: rulebookHash }, changes),
  ]
}

/** Does one batch of an agency; answers whether there was one that nobody else does. */
const doBatch = (db: Db, agencyId: string): Promise<boolean> =>
  db.inAgency(agencyId, async (transaction) => {
    const { run, commit } = transaction
    const known = rememberedPolicy(db, agencyId) ?? defaultPolicy
    const [[claimed], newer, rows] = await run(
      { statement: claimStatement, values: [agencyId] },
      selectPolicyAfter(agencyId, known.version),
      { statement: nextStatement, values: [agencyId] },
    )
    if (!claimed) return false
    // nobody sets a policy while the row of the evaluation is locked
    const policy = readPolicy(newer, known)
    const ids = rows.map(([id]) => id)
    const locked = ids.length > 0 ? await lockNext(transaction, agencyId, ids) : []
    const calls = locked.flatMap((participantId) => selectPerson(agencyId, { participantId }))
    const read = calls.length > 0 ? await run(...calls) : []
    const { persons, findings } = await evaluated(read as Row[][], policy)
    const { timeZone, retentionYears } = policy.values
    const date = new Date()
    const now: Moment = { at: date.toISOString(), today: dayIn(timeZone, date), newId, retentionYears }
    const { at } = now
    const isLast = locked.length === rows.length && rows.length < batchSize
    const plans = claimed[0] === 't' ? persons.flatMap((person) => person.plans) : []
    const unread = plans.map(({ plan }) => insertUnreadPlan(agencyId, plan.id))
    const advance = {
      statement: advanceStatement,
      values: [agencyId, locked.at(-1) ?? null, locked.length, at, isLast],
    }
    await commit(
      ...keepPeriods(agencyId, persons, now.today),
      ...unread,
      advance,
      ...changeFindings(agencyId, findings, { ...now, policyVersion: policy.version }),
      ...changeRetention(agencyId, persons, policy.version, now),
    )
    return true
  })

/** Starts the evaluation of every caseload that was evaluated by the rules of another release. */
async function startOutdated(db: Db): Promise<void> {
  for (let after = nobody; ; ) {
    const [rows] = await db.readAsJobs(selectOutdated(after))
    for (const [agencyId] of rows as [string][])
      await db.inAgency(agencyId, async ({ run, commit }) => {
        const [[caseload]] = await run(selectCaseload(agencyId))
        await commit(...startUnderRulebook(agencyId, new Date().toISOString(), caseload?.[0] ?? '0'))
      })
    const last = rows.at(-1)?.[0]
    if (!last) return
    after = last
  }
}

/** The evaluation of every caseload that there is one of, a batch of each in turn. One that fails waits behind the others. */
export function evaluationJob(db: Db): Job {
  let isStarted = false // once a process: while releases change, two would start the work of each other anew for ever
  return {
    name: 'evaluation',
    idleMs: 2_000,
    agencies: async () => {
      if (!isStarted) await startOutdated(db)
      isStarted = true
      const [rows] = await db.readAsJobs({ statement: waitingStatement, values: [] })
      return rows.map(([agencyId]) => agencyId as string)
    },
    work: async (agencyId) => {
      try {
        return await doBatch(db, agencyId)
      } catch (error) {
        const later = { statement: postponeStatement, values: [agencyId, new Date().toISOString()] }
        await db.inAgency(agencyId, ({ commit }) => commit(later)).catch(() => undefined)
        throw error
      }
    },
  }
}
