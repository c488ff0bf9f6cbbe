/**
 * Erases a person everywhere: rows, findings, history, and the answers of idempotency keys, in one transaction. The numbers
 * of the changes stay, so that the feed is dense, with ids and nothing else; a last change says that the person was erased.
 */
import { appendChanges } from '../changes/store.ts'
import { type Call, statement } from '../database/db.ts'
import { requireErasable } from '../document/participant/retention.ts'
import type { Participant } from '../document/participant/schemas.ts'
import { lockParticipant, participantWrites } from '../document/participant/store.ts'
import { parts } from '../document/parts.ts'
import { planWrites } from '../document/plan/store.ts'
import { eraseFindings, selectKept } from '../findings/erase.ts'
import { eraseAnswers } from '../http/idempotency.ts'
import { ofParticipant } from '../http/reach.ts'
import { erasePeriods } from '../outcomes/store.ts'
import { rulebookHash } from '../policy/rulebook.ts'
import { forbidden, notFound } from '../problem.ts'
import { forgetUnreadPlan } from '../writing/unread-plan.ts'
import { gone } from './result.ts'
import { type Context, type Done, transact } from './transaction.ts'

/** Why a person is erased. */
export const erasureReasons = ['retention_ended', 'requested', 'entered_in_error'] as const
export type ErasureReason = (typeof erasureReasons)[number]

const planIdsStatement = statement('select id from plans where agency_id = $1 and participant_id = $2 order by id')
const eraseChangesStatement = statement(`
  update changes set op = 'erase', reason = null, before = null, after = null
  where agency_id = $1::uuid and participant_id = $2`)
const partStatements = parts.toReversed().map(({ removeOfPlans }) => removeOfPlans)

/** The statements that remove the rows of a person, what others belong to last. */
const eraseRows = (agencyId: string, participantId: string, planIds: readonly string[]): Call[] => [
  ...erasePeriods(agencyId, participantId),
  ...planIds.map((planId) => forgetUnreadPlan(agencyId, planId)),
  ...(planIds.length > 0
    ? [...partStatements.map((remove) => remove(agencyId, planIds)), planWrites.remove(agencyId, planIds)]
    : []),
  participantWrites.remove(agencyId, [participantId]),
]

/** Erases a person whose record no longer has to be kept; `check` refuses a version other than the one that was meant. */
export const erasePerson = (
  context: Omit<Context, 'metrics' | 'writing' | 'bytes'>,
  participantId: string,
  reason: ErasureReason,
  check: (participant: Participant) => void = () => undefined,
): Promise<Done> => {
  const { agencyId, subject, clientId } = context.actor
  if (context.actor.participantId !== undefined) throw forbidden(ofParticipant)
  const lock = [
    lockParticipant(agencyId, participantId),
    { statement: planIdsStatement, values: [agencyId, participantId] },
    selectKept(agencyId, participantId),
  ]
  return transact(context, { subject: { participantId }, lock, as: 'records' }, async (rows, now, policy) => {
    const [[stored] = [], plans = [], kept = []] = rows
    if (!stored) throw notFound()
    const participant = JSON.parse(stored[0] as string) as Participant
    check(participant)
    requireErasable(participant, reason, now.today)
    const planIds = plans.map(([id]) => id as string)
    const erasure = {
      ...({
        op: 'erase',
        type: 'participant',
        id: participantId,
        participantId,
        planId: null,
        planVersion: null,
      } as const),
      ...{ version: participant.version + 1, at: now.at, subject, clientId, requestId: context.requestId, reason },
      ...{ before: null, after: null },
    }
    const calls = [
      ...eraseRows(agencyId, participantId, planIds),
      eraseAnswers(agencyId, participantId),
      { statement: eraseChangesStatement, values: [agencyId, participantId] },
      ...eraseFindings(agencyId, participantId, kept),
      ...appendChanges(agencyId, { policyVersion: policy.version, rulebook: rulebookHash }, [erasure]),
    ]
    return { answer: gone, participantId: null, calls }
  })
}
