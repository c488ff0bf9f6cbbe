import { addDays } from '../../calendar.ts'
import { definePersonRule, findLastContact } from '../lib/rule.ts'

export default definePersonRule({
  name: 'contact-gap',
  about: 'participant',
  severity: 'warning',
  statement:
    'Staff and a participant with a completed plan speak at least every thirty days, or as policy says, until exit.',
  citation: {
    label: 'Wisconsin WIOA policy manual 1.7.1, routine contact: a qualifying contact every 30 calendar days',
    level: 'state',
  },
  reads: ['contactGapDays'],
  examples: {
    passes: [
      {
        name: 'a participant who exits before thirty days have passed',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: '2026-02-08', exitedOn: '2026-02-08' }, completedOn: '2026-01-09' },
      },
      {
        name: 'a participant with only a draft',
        recordedOn: '2026-01-09',
        document: { participant: { firstCounselingOn: '2026-01-05' }, completedOn: null },
      },
    ],
    fails: [
      {
        name: 'no contact after the plan was completed: in time for thirty days, late from the thirty-first',
        recordedOn: '2026-01-09',
        document: { completedOn: '2026-01-09' },
        holds: [{ subject: 'P-1', from: '2026-02-09' }],
      },
      {
        name: 'a last contact by a follow-up; a letter, and attempts that reached nobody, are none',
        recordedOn: '2026-01-09',
        document: {
          completedOn: '2026-01-09',
          followUps: [
            { dueOn: '2026-02-04', status: 'completed', completedOn: '2026-02-04', twoWay: true },
            { dueOn: '2026-02-20', status: 'completed', completedOn: '2026-02-20', twoWay: false },
            { dueOn: '2026-03-31', attempts: [{ on: '2026-02-25', method: 'phone', by: 'staff-17', reached: false }] },
          ],
        },
        holds: [{ subject: 'P-1', from: '2026-03-07' }],
      },
      {
        name: 'a last contact by a follow-up of another plan',
        recordedOn: '2026-01-09',
        others: [
          { followUps: [{ dueOn: '2026-02-04', status: 'completed', completedOn: '2026-02-04', twoWay: true }] },
        ],
        document: { completedOn: null },
        holds: [{ subject: 'P-1', from: '2026-03-07' }],
      },
      {
        name: 'an attempt that reached the participant, where policy gives ten days, until exit',
        recordedOn: '2026-01-09',
        document: {
          participant: { lastServiceOn: '2026-05-29', exitedOn: '2026-05-29' },
          completedOn: '2026-01-09',
          followUps: [
            { dueOn: '2026-02-28', attempts: [{ on: '2026-02-02', method: 'phone', by: 'staff-17', reached: true }] },
          ],
        },
        policy: { contactGapDays: 10 },
        holds: [{ subject: 'P-1', from: '2026-02-13', until: '2026-05-29' }],
      },
    ],
  },
  check: (facts, policy) => {
    const { participant, period, plans } = facts
    const last = findLastContact(facts)
    if (plans.every(({ completedOn }) => completedOn === null) || last === undefined) return []
    const from = addDays(last, policy.contactGapDays + 1)
    return [{ subject: participant, from, until: period.exitedOn }]
  },
})
