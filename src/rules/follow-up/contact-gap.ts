import { addDays } from '../../calendar.ts'
import { defineRule, findLastContact } from '../lib/rule.ts'

export default defineRule({
  name: 'contact-gap',
  about: 'plan',
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
        name: 'a plan whose participant exits before thirty days have passed',
        recordedOn: '2026-01-09',
        document: { participant: { lastServiceOn: '2026-02-08', exitedOn: '2026-02-08' }, completedOn: '2026-01-09' },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { participant: { firstCounselingOn: '2026-01-05' }, completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a plan without a contact after its completion: in time for thirty days, late from the thirty-first',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', completedOn: '2026-01-09' },
        holds: [{ subject: 'plan-1', from: '2026-02-09' }],
      },
      {
        name: 'a last contact by a follow-up; a letter, and attempts that reached nobody, are none',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          completedOn: '2026-01-09',
          followUps: [
            { dueOn: '2026-02-04', status: 'completed', completedOn: '2026-02-04', twoWay: true },
            { dueOn: '2026-02-20', status: 'completed', completedOn: '2026-02-20', twoWay: false },
            { dueOn: '2026-03-31', attempts: [{ on: '2026-02-25', method: 'phone', by: 'staff-17', reached: false }] },
          ],
        },
        holds: [{ subject: 'plan-1', from: '2026-03-07' }],
      },
      {
        name: 'an attempt that reached the participant, where policy gives ten days, until exit',
        recordedOn: '2026-01-09',
        document: {
          externalId: 'plan-1',
          participant: { lastServiceOn: '2026-05-29', exitedOn: '2026-05-29' },
          completedOn: '2026-01-09',
          followUps: [
            { dueOn: '2026-02-28', attempts: [{ on: '2026-02-02', method: 'phone', by: 'staff-17', reached: true }] },
          ],
        },
        policy: { contactGapDays: 10 },
        holds: [{ subject: 'plan-1', from: '2026-02-13', until: '2026-05-29' }],
      },
    ],
  },
  check: (facts, policy) => {
    const { plan, period } = facts
    const last = findLastContact(facts)
    if (plan.completedOn === null || last === undefined) return []
    const from = addDays(last, policy.contactGapDays + 1)
    const message = 'has a participant with whom nobody has spoken for longer than allowed'
    return [{ subject: plan, from, until: period.exitedOn, message }]
  },
})
