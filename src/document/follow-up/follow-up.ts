/** What can be done to a follow-up. Pure: takes the plan document and an input, and returns the new follow-up. */
import { quartersAfterExit } from '../../calendar.ts'
import { conflict, type Fault, refuse } from '../../problem.ts'
import type { Facts } from '../facts.ts'
import { type Moment, revised } from '../moment.ts'
import type { PeriodFacts } from '../participant/participant.ts'
import { type Attempt, type FollowUp, maxAttempts, NewFollowUp } from './schemas.ts'

/** Which of the four quarters after exit a follow-up is due in; null if none. */
export function findDueQuarter({ exitedOn }: PeriodFacts, dueOn: string): number | null {
  if (!exitedOn) return null
  const quarter = quartersAfterExit(exitedOn, dueOn)
  return quarter >= 1 && quarter <= 4 ? quarter : null
}

function checked(followUp: FollowUp, { milestones }: Pick<Facts, 'milestones'>, at: string, faults: Fault[]): FollowUp {
  const { opensOn, dueOn, completedOn, status, milestoneId: ref } = followUp
  if (opensOn && dueOn < opensOn) faults.push({ pointer: `${at}/dueOn`, detail: 'must not be before opensOn' })
  if (!completedOn && status === 'completed')
    faults.push({ pointer: `${at}/completedOn`, detail: 'is missing: the day on which it took place' })
  if (completedOn && status !== 'completed')
    faults.push({ pointer: `${at}/completedOn`, detail: 'is only for a follow-up whose status is completed' })
  const milestone =
    milestones.find(({ id }) => id === ref) ?? milestones.find(({ externalId }) => ref !== null && externalId === ref)
  if (ref !== null && !milestone) faults.push({ pointer: `${at}/milestoneId`, detail: 'is no milestone of the plan' })
  return { ...followUp, milestoneId: milestone?.id ?? null }
}

/** The members that callers write, as they would send them. */
export const writableMembers = (followUp: NewFollowUp) =>
  Object.fromEntries(
    Object.keys(NewFollowUp.properties).map((name) => [name, followUp[name as keyof NewFollowUp]]),
  ) as unknown as NewFollowUp

/** New follow-ups of a plan. */
export function newFollowUps(
  document: Pick<Facts, 'plan' | 'period' | 'milestones'>,
  inputs: readonly NewFollowUp[],
  now: Moment,
  at: (index: number) => string,
): FollowUp[] {
  const faults: Fault[] = []
  const made = inputs.map((input, index) =>
    checked(
      {
        id: now.newId(),
        planId: document.plan.id,
        ...input,
        recordedAt: input.status === 'scheduled' ? null : now.at,
        quarter: findDueQuarter(document.period, input.dueOn),
        schedule: null,
        recordedOn: now.today,
        version: 1,
        createdAt: now.at,
        updatedAt: now.at,
      } as FollowUp,
      document,
      at(index),
      faults,
    ),
  )
  refuse(faults)
  return made
}

/** A follow-up with its writable members replaced; `at` is their location in the request. */
export function changedFollowUp(
  document: Pick<Facts, 'plan' | 'period' | 'milestones'>,
  followUp: FollowUp,
  input: NewFollowUp,
  now: Moment,
  at = '',
): FollowUp {
  const faults: Fault[] = []
  const ended = input.status !== 'scheduled'
  const members = {
    ...input,
    recordedAt: ended ? (followUp.recordedAt ?? now.at) : null,
    quarter: findDueQuarter(document.period, input.dueOn),
  } as Partial<FollowUp>
  const next = checked(revised(followUp, members, now), document, at, faults)
  refuse(faults)
  return next
}

type Attempts = FollowUp['attempts']

function appended(attempts: Attempts, more: Attempts): Attempts {
  if (attempts.length + more.length > maxAttempts) throw conflict(`A follow-up holds ${maxAttempts} attempts at most.`)
  return [...attempts, ...more]
}

/** A follow-up with one more attempt. */
export const attemptedFollowUp = (followUp: FollowUp, attempt: Attempt, now: Moment): FollowUp =>
  revised(followUp, { attempts: appended(followUp.attempts, [attempt]) }, now)

const encodeAttempt = ({ on, method, by, reached, note }: Attempts[number]) =>
  JSON.stringify([on, method, by, reached, note])

/** The stored attempts plus those sent that are not among them: no attempt is lost, and none is kept twice. */
export function mergedAttempts(stored: Attempts, sent: Attempts): Attempts {
  const known = new Map<string, number>()
  for (const text of stored.map(encodeAttempt)) known.set(text, (known.get(text) ?? 0) + 1)
  const isNew = (attempt: Attempts[number]) => {
    const text = encodeAttempt(attempt)
    const left = known.get(text) ?? 0
    known.set(text, left - 1)
    return left <= 0
  }
  return appended(stored, sent.filter(isNew))
}
