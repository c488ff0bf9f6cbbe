import { reportMissed } from '../lib/missed.ts'
import { definePersonRule, isYouth } from '../lib/rule.ts'

const youth = { programs: ['youth'], exitedOn: '2026-05-29' }
const attempt = (on: string, method: string) => ({ on, method, by: 'staff-17', reached: false })
const service = (dueOn: string, completedOn: string) => ({
  kind: 'post_exit',
  dueOn,
  status: 'completed',
  completedOn,
  twoWay: true,
  services: ['Help with a work schedule'],
})
const inTime = [
  service('2026-09-30', '2026-07-01'),
  service('2026-12-31', '2026-12-31'),
  service('2027-03-31', '2027-02-10'),
  service('2027-06-30', '2027-06-30'),
]

export default definePersonRule({
  name: 'follow-up-missed-after-exit',
  about: 'participant',
  severity: 'error',
  statement:
    'A youth is given a follow-up service, a two-way exchange and not only a contact, in each quarter or month of the year ' +
    'after exit, or has declined or could not be found after enough attempts; one that is given late ends it. Whether it ' +
    'is recorded how a planned follow-up ended is another rule: follow-up-overdue.',
  citation: {
    label:
      '20 CFR 681.460(a)(9): “Follow-up services for not less than 12 months after the completion of participation”; 29 ' +
      'USC 3164(c)(2)(I), “as appropriate” (how often is local policy; who declines or cannot be found: New Jersey, youth ' +
      'follow-up services, restating 20 CFR 681.580)',
    level: 'federal',
  },
  reads: ['followUp.cadence', 'followUp.months', 'followUp.attempts', 'followUp.methods', 'followUp.dates'],
  examples: {
    passes: [
      {
        name: 'a youth with a service in each quarter after exit, on its first day, its last or one between',
        recordedOn: '2026-01-09',
        document: { participant: youth, followUps: inTime },
      },
      {
        name: 'a youth with the services of one year in two plans',
        recordedOn: '2026-01-09',
        others: [{ participant: youth, followUps: inTime.slice(2) }],
        document: { participant: youth, followUps: inTime.slice(0, 2) },
      },
      {
        name: 'a youth who declined on the last day of the first quarter',
        recordedOn: '2026-01-09',
        document: {
          participant: {
            ...youth,
            followUpDecision: { decision: 'declined', decidedOn: '2026-09-30', staff: 'staff-17', note: 'Moves away.' },
          },
        },
      },
      {
        name: 'a youth who could not be found after enough attempts',
        recordedOn: '2026-01-09',
        document: {
          participant: {
            ...youth,
            followUpDecision: { decision: 'unreachable', decidedOn: '2026-09-02', staff: 'staff-17' },
          },
          followUps: [{ attempts: [attempt('2026-09-01', 'phone'), attempt('2026-09-02', 'email')] }],
        },
      },
      {
        name: 'a youth who was moved by foster care',
        recordedOn: '2026-01-09',
        document: { participant: { ...youth, exitReason: 'foster_care' } },
      },
    ],
    fails: [
      {
        name: 'no service at all: each quarter after exit is missed on the day after its last',
        recordedOn: '2026-01-09',
        document: { participant: youth },
        holds: [
          { subject: 'P-1', from: '2026-10-01', until: '2027-01-01' },
          { subject: 'P-1', from: '2027-01-01', until: '2027-04-01' },
          { subject: 'P-1', from: '2027-04-01', until: '2027-07-01' },
          { subject: 'P-1', from: '2027-07-01' },
        ],
      },
      {
        name: 'a service of the second quarter on the day after its last, which is late and ends it; a letter ends nothing',
        recordedOn: '2026-01-09',
        document: {
          participant: youth,
          followUps: [
            service('2026-09-30', '2026-09-30'),
            { ...service('2026-12-31', '2026-12-31'), twoWay: false },
            service('2026-12-31', '2027-01-04'),
            ...inTime.slice(2),
          ],
        },
        holds: [{ subject: 'P-1', from: '2027-01-01', until: '2027-01-04' }],
      },
      {
        name: 'a youth called unreachable in the fourth quarter after too few attempts',
        recordedOn: '2026-01-09',
        document: {
          participant: youth,
          followUps: [
            ...inTime.slice(0, 3),
            {
              kind: 'post_exit',
              dueOn: '2027-06-30',
              status: 'unreachable',
              attempts: [attempt('2027-06-01', 'phone')],
            },
          ],
        },
        holds: [{ subject: 'P-1', from: '2027-07-01' }],
      },
      {
        name: 'no service in the first of two months that policy asks for',
        recordedOn: '2026-01-09',
        document: {
          participant: youth,
          followUps: [service('2026-07-29', '2026-06-30')],
        },
        policy: { followUp: { cadence: 'monthly', months: 2, offerDays: 30, attempts: 2, methods: 2, dates: 2 } },
        holds: [{ subject: 'P-1', from: '2026-06-30' }],
      },
    ],
  },
  check: (facts, policy) => {
    const { exitedOn } = facts.period
    return exitedOn && isYouth(facts.period) ? reportMissed(facts, 'exit', exitedOn, policy) : []
  },
})
