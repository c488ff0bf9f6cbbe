import { type Day, latestDay } from '../../calendar.ts'
import type { FollowUp } from '../../document/follow-up/schemas.ts'
import { isRecordedEnded, toldOn } from '../lib/contact.ts'
import { areEnough, definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** The day on which a follow-up was given up: of the last attempt, or else of its recording; of one from before, when it was due. */
function findDay(followUp: FollowUp, timeZone: string): Day {
  const [told, triedOn] = [toldOn(followUp, timeZone), latestDay(followUp.attempts.map(({ on }) => on))]
  if (triedOn) return triedOn
  return isRecordedEnded(followUp) && followUp.dueOn < told ? followUp.dueOn : told
}

const attempt = (on: string, method: string) => ({ on, method, by: 'staff-17', reached: false })

export default definePersonRule({
  name: 'follow-up-given-up-early',
  about: 'follow_up',
  severity: 'warning',
  statement:
    'A participant is called unreachable after as many attempts, in as many ways and on as many days, as policy says.',
  citation: cite(
    sources.wisconsin1_7_1,
    ' (effective date to be determined)',
    'In the subsequent 30-day period, career planners must make at least two contact attempts, using two different ' +
      'communication methods on two separate dates.',
  ),
  also: [
    cite(
      sources.newJersey,
      '',
      'unless the participant declines to receive follow‐up services or the participant cannot be located or contacted',
    ),
  ],
  reads: ['followUp.attempts', 'followUp.methods', 'followUp.dates', 'timeZone'],
  examples: {
    passes: [
      {
        name: 'an unreachable participant after two attempts by two methods on two days',
        recordedOn: '2026-01-09',
        document: {
          followUps: [
            {
              externalId: 'f-1',
              status: 'unreachable',
              attempts: [attempt('2026-01-06', 'phone'), attempt('2026-01-07', 'email')],
            },
          ],
        },
      },
      {
        name: 'a scheduled follow-up with one attempt',
        recordedOn: '2026-01-09',
        document: { followUps: [{ externalId: 'f-1', attempts: [attempt('2026-01-06', 'phone')] }] },
      },
    ],
    fails: [
      {
        name: 'two attempts by two methods on one day, from that day',
        recordedOn: '2026-01-09',
        document: {
          followUps: [
            {
              externalId: 'f-1',
              status: 'unreachable',
              attempts: [attempt('2026-01-06', 'phone'), attempt('2026-01-06', 'email')],
            },
          ],
        },
        holds: [
          {
            subject: 'f-1',
            from: '2026-01-06',
            message:
              'Given up after 2 attempts by 2 methods on 1 date. Try at least 2 times, by 2 methods, on 2 dates, and record ' +
              'each attempt.',
          },
        ],
      },
      {
        name: 'no attempt at all, from the day on which it was recorded, or was due before',
        recordedOn: '2026-01-09',
        document: {
          followUps: [
            { externalId: 'f-1', status: 'unreachable', dueOn: '2026-02-27' },
            { externalId: 'f-2', status: 'unreachable', dueOn: '2026-01-07' },
          ],
        },
        holds: [
          {
            subject: 'f-1',
            from: '2026-01-09',
            message:
              'Given up without an attempt. Try at least 2 times, by 2 methods, on 2 dates, and record each attempt.',
          },
          { subject: 'f-2', from: '2026-01-07' },
        ],
      },
    ],
  },
  check: ({ followUps }, policy) =>
    followUps
      .filter(({ status, attempts }) => status === 'unreachable' && !areEnough(attempts, policy))
      .map((followUp) => ({
        subject: followUp,
        from: findDay(followUp, policy.timeZone),
        values: {
          tried: followUp.attempts.length,
          triedMethods: new Set(followUp.attempts.map(({ method }) => method)).size,
          triedDates: new Set(followUp.attempts.map(({ on }) => on)).size,
          ...{ attempts: policy.followUp.attempts, methods: policy.followUp.methods, dates: policy.followUp.dates },
        },
        member: 'attempts',
      })),
})
