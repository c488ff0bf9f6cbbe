/**
 * The frame of every write: one transaction of two round trips, once per idempotency key, under the policy in force. The
 * first round trip claims the key, locks, and reads; then the work says what changes; the second writes everything
 * and commits.
 */
import { v7 as newId } from 'uuid'
import { dayIn } from '../calendar.ts'
import type { Call, Db, Row } from '../database/db.ts'
import type { Moment } from '../document/moment.ts'
import type { Actor } from '../http/auth.ts'
import { type Answer, claimKey, type IdempotencyKey, keepAnswer, oncePerKey } from '../http/idempotency.ts'
import { type KeptPolicy, underPolicy } from '../policy/store.ts'
import type { Writing } from '../writing/writing.ts'
import type { Subject } from './person-store.ts'
import { queueWrite } from './queue.ts'

/** The caller that writes, and what the door needs to write. */
export type Context = {
  actor: Actor
  requestId: string
  /** The idempotency key, if the caller sent one. */
  key?: IdempotencyKey | undefined
  /** The size of the request body. */
  bytes: number
  db: Db
  metrics: { findings: { inc: (count: number) => void } }
  /** Reads texts; undefined if the wording of plans is not read. */
  writing: Writing | undefined
}

/** What a write is made to, which takes its turn if it is about a person; what it locks and reads first, as which role. */
export type Target = { subject?: Subject; lock: readonly Call[]; as: 'write' | 'records' }

/** What comes of a write; `isReplay` if its key already had an answer. */
export type Done = { answer: Answer; isReplay: boolean }

/** What a write does with the rows that were read: the answer, whom it is about, and the statements that write. */
export type Work = (
  rows: readonly (readonly Row[])[],
  now: Moment,
  policy: KeptPolicy,
) => Promise<{ answer: Answer; participantId: string | null; calls: readonly Call[] }>

/** Does a write in one transaction. */
export const transact = (context: Pick<Context, 'actor' | 'key' | 'db'>, target: Target, work: Work): Promise<Done> =>
  underPolicy(context.db, context.actor.agencyId, async (policy) => {
    const { actor, key, db } = context
    const at = new Date()
    const { timeZone, retentionYears } = policy.values
    const now: Moment = { at: at.toISOString(), today: dayIn(timeZone, at), newId, retentionYears }
    const attempt = () =>
      db.inAgency(
        actor.agencyId,
        async ({ run, commit }): Promise<Answer | undefined> => {
          const rows: Row[][] = await run(...(key ? [claimKey(key)] : []), ...target.lock)
          if (key && rows.shift()?.length === 0) return undefined
          const { answer, calls, participantId } = await work(rows, now, policy)
          await commit(...(key ? [keepAnswer(key, answer, participantId)] : []), ...calls)
          return answer
        },
        target.as,
      )
    const once = async (): Promise<Done> =>
      key ? oncePerKey(db, key, attempt) : { answer: (await attempt()) as Answer, isReplay: false }
    return target.subject ? queueWrite(actor.agencyId, target.subject, once) : once()
  })
