import { addDays } from '../../calendar.ts'
import { areEnough, definePersonRule, findLastContact } from '../lib/rule.ts'

const attempt = (on: string, method: string) => ({ on, method, by: 'staff-17', reached: false })

export default definePersonRule({
  name: 'contact-attempts-too-few',
  about: 'participant',
  severity: 'warning',
  statement:
    'When a participant has been silent for the time of two contacts, staff have tried as often, in as many ways and on ' +
    'as many days as policy says.',
  citation: {
    label:
      'Wisconsin WIOA policy manual 1.7.1, routine contact: after 30 days of silence, at least two attempts by two ' +
      'methods on two dates in the next 30',
    level: 'state',
  },
  reads: ['contactGapDays', 'followUp.attempts', 'followUp.methods', 'followUp.dates'],
  examples: {
    passes: [
      {
        name: 'two attempts by two methods on two days',
        recordedOn: '2026-01-09',
        document: {
          completedOn: '2026-01-09',
          followUps: [
            { dueOn: '2026-02-28', attempts: [attempt('2026-02-12', 'phone')] },
            { dueOn: '2026-03-31', attempts: [attempt('2026-03-02', 'email')] },
          ],
        },
      },
      {
        name: 'a participant who exits before sixty days have passed',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: '2026-03-10', exitedOn: '2026-03-10' }, completedOn: '2026-01-09' },
      },
      {
        name: 'two attempts in two plans',
        recordedOn: '2026-01-09',
        others: [{ followUps: [{ dueOn: '2026-02-28', attempts: [attempt('2026-02-12', 'phone')] }] }],
        document: { followUps: [{ dueOn: '2026-03-31', attempts: [attempt('2026-03-02', 'email')] }] },
      },
    ],
    fails: [
      {
        name: 'no attempt: in time for sixty days, late from the sixty-first',
        recordedOn: '2026-01-09',
        document: { completedOn: '2026-01-09' },
        holds: [{ subject: 'P-1', from: '2026-03-11' }],
      },
      {
        name: 'two attempts by the same method, and one from before the last contact',
        recordedOn: '2026-01-09',
        document: {
          completedOn: '2026-01-09',
          followUps: [
            {
              dueOn: '2026-03-31',
              attempts: [
                attempt('2026-01-08', 'email'),
                attempt('2026-02-12', 'phone'),
                attempt('2026-02-13', 'phone'),
              ],
            },
          ],
        },
        holds: [{ subject: 'P-1', from: '2026-03-11' }],
      },
    ],
  },
  check: (facts, policy) => {
    const { participant, plans, followUps } = facts
    const last = findLastContact(facts)
    if (plans.every(({ completedOn }) => completedOn === null) || last === undefined) return []
    const attempts = followUps.flatMap((followUp) => followUp.attempts.filter(({ on }) => on > last))
    if (areEnough(attempts, policy)) return []
    const from = addDays(last, 2 * policy.contactGapDays + 1)
    return [{ subject: participant, from, until: facts.period.exitedOn }]
  },
})
