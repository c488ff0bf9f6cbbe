import { latestDay } from '../../calendar.ts'
import { areEnough, definePersonRule } from '../lib/rule.ts'

const attempt = (on: string, method: string) => ({ on, method, by: 'staff-17', reached: false })

export default definePersonRule({
  name: 'follow-up-given-up-early',
  about: 'follow_up',
  severity: 'warning',
  statement:
    'A participant is called unreachable after as many attempts, in as many ways and on as many days, as policy says.',
  citation: {
    label:
      'Wisconsin WIOA policy manual 1.7.1: at least two attempts by two methods on two dates; compare New Jersey, youth ' +
      'follow-up: twelve months unless the participant “cannot be located or contacted”',
    level: 'state',
  },
  reads: ['followUp.attempts', 'followUp.methods', 'followUp.dates'],
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
        holds: [{ subject: 'f-1', from: '2026-01-06' }],
      },
      {
        name: 'no attempt at all, from the day on which the follow-up was recorded',
        recordedOn: '2026-01-09',
        document: { followUps: [{ externalId: 'f-1', status: 'unreachable' }] },
        holds: [{ subject: 'f-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ followUps }, policy) =>
    followUps
      .filter(({ status, attempts }) => status === 'unreachable' && !areEnough(attempts, policy))
      .map((followUp) => ({
        subject: followUp,
        from: latestDay(followUp.attempts.map(({ on }) => on)) ?? followUp.recordedOn,
        member: 'attempts',
      })),
})
