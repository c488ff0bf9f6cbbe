/** Until when the record of a person must be kept. Pure. */
import { type Day, latestDay, programYear } from '../../calendar.ts'
import { conflict } from '../../problem.ts'
import { type Moment, revised } from '../moment.ts'
import type { Participant, Period } from './schemas.ts'

/**
 * The last day on which the record must be kept: so many years after the close of the program year of the last exit (29 CFR
 * 38.43). Null as long as the person has not exited.
 */
export function computeRetainUntil(periods: readonly Period[], years: number): Day | null {
  const exits = periods.map(({ exitedOn }) => exitedOn)
  const last = exits.includes(null) ? undefined : latestDay(exits)
  return last ? `${programYear(last) + 1 + years}-06-30` : null
}

/** A participant under the years that a policy says; the same one where that changes nothing. */
export function settleRetention(participant: Participant, now: Moment): Participant {
  const retainUntil = computeRetainUntil(participant.periods as Period[], now.retentionYears)
  return retainUntil === participant.retainUntil ? participant : revised(participant, { retainUntil }, now)
}

/** Whether the record is under a hold on a day. */
export const isHeld = ({ hold = null }: Pick<Participant, 'hold'>, on: Day): boolean =>
  hold !== null && (hold.until == null || hold.until >= on)

/** Refuses to erase a record that must still be kept, unless it should never have been there. */
export function requireErasable(participant: Participant, reason: string, today: Day): void {
  if (reason === 'entered_in_error') return
  if (isHeld(participant, today))
    throw conflict('The record of the participant is under a hold. Remove the hold first.')
  const { retainUntil } = participant
  if (retainUntil === null) throw conflict('The participant has not exited, so the record must still be kept.')
  if (retainUntil >= today)
    throw conflict(`The record of the participant must be kept until ${retainUntil} (29 CFR 38.43).`)
}
