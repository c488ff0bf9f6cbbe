/** When a follow-up ended, and what was tried to reach the participant since the last contact. Pure. */
import { addDays, type Day, dayIn, latestDay } from '../../calendar.ts'
import type { PersonFacts } from '../../document/facts.ts'
import type { FollowUp } from '../../document/follow-up/schemas.ts'
import type { PolicyValues } from '../policy-values.ts'
import { areEnough, findLastContact } from './rule.ts'

/** Whether a follow-up was recorded together with its end, as an imported one is. */
export const isRecordedEnded = ({ recordedAt, createdAt }: FollowUp): boolean =>
  recordedAt === null || recordedAt === createdAt

/** The agency’s day on which the end of a follow-up was recorded. */
export const toldOn = (followUp: FollowUp, timeZone: string): Day =>
  isRecordedEnded(followUp) ? followUp.recordedOn : dayIn(timeZone, new Date(followUp.recordedAt as string))

/** A participant who is silent: the last contact, the attempts since, and how many days after the contact they were enough. */
export type Silence = { lastOn: Day; attempts: FollowUp['attempts']; enoughOn: Day | undefined }

/** The silence of a participant with a completed plan; undefined where there is no plan or no contact yet. */
export function findSilence(facts: PersonFacts, policy: PolicyValues): Silence | undefined {
  const lastOn = findLastContact(facts)
  if (lastOn === undefined || facts.plans.every(({ completedOn }) => completedOn === null)) return undefined
  const attempts = facts.followUps
    .flatMap((followUp) => followUp.attempts.filter(({ on }) => on > lastOn))
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
  const enough = attempts.findIndex((_, index) => areEnough(attempts.slice(0, index + 1), policy))
  return { lastOn, attempts, enoughOn: attempts[enough]?.on }
}

/** The last day on which the next contact or attempt is in time. */
export const nextTryBy = ({ lastOn, attempts }: Silence, { contactGapDays }: PolicyValues): Day =>
  addDays(latestDay([lastOn, ...attempts.map(({ on }) => on)]), contactGapDays)
