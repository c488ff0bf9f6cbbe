/** The statements that read a plan with what belongs to it as one row: one look at the database, so its parts agree. */
import { type Call, type Row, statement } from '../db.ts'
import { unresolvedOfPlan } from '../findings/store.ts'
import { followUpStore } from '../follow-ups/store.ts'
import { milestoneStore } from '../milestones/store.ts'
import { joined } from '../rows.ts'
import { planOfId } from './store.ts'

const parts = { milestones: joined(milestoneStore.ofPlan, "','"), followUps: joined(followUpStore.ofPlan, "','") }
type Part = keyof typeof parts

/** A plan as JSON, and the items of each part that is asked for: one row with a column each, the first null without a plan. */
export const selectDocument = (agencyId: string, planId: string, wanted: readonly Part[]): Call => ({
  statement: statement(`select ${[`(${planOfId})`, ...wanted.map((part) => parts[part])].join(', ')}`),
  values: [agencyId, planId],
})

const partsToWrite = statement(
  `select ${parts.milestones}, ${parts.followUps}, ${joined(unresolvedOfPlan, "E'\\x02'")}`,
)

/** What belongs to a plan that is locked, for a write. */
export const selectParts = (agencyId: string, planId: string): Call => ({
  statement: partsToWrite,
  values: [agencyId, planId],
})

/** Reads what `selectParts` was answered; unresolved findings as texts. */
export function readParts<M, F>([row]: readonly Row[]): { milestones: M[]; followUps: F[]; unresolved: string[] } {
  const [milestones, followUps, unresolved] = row as [string, string, string]
  return {
    milestones: JSON.parse(`[${milestones}]`),
    followUps: JSON.parse(`[${followUps}]`),
    unresolved: unresolved === '' ? [] : unresolved.split('\u0002'),
  }
}
