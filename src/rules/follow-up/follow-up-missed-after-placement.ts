import { reportMissed } from '../lib/missed.ts'
import { definePersonRule, isAdult } from '../lib/rule.ts'

const placed = { employedOn: '2026-03-02' }
const service = (dueOn: string, completedOn: string) => ({
  kind: 'post_placement',
  dueOn,
  status: 'completed',
  completedOn,
  twoWay: true,
  services: ['Counseling about the workplace'],
})
const inTime = [
  service('2026-06-02', '2026-03-02'),
  service('2026-09-02', '2026-09-02'),
  service('2026-12-02', '2026-11-10'),
  service('2027-03-02', '2027-03-02'),
]

export default definePersonRule({
  name: 'follow-up-missed-after-placement',
  about: 'participant',
  severity: 'warning',
  statement:
    'An adult or dislocated worker is given a follow-up service, a two-way exchange and not only a contact, in each quarter ' +
    'or month of the year after the first day of employment, or has declined or could not be found after enough attempts; ' +
    'one that is given late ends it. Whether it is recorded how a planned follow-up ended is another rule: follow-up-overdue.',
  citation: {
    label:
      'Wisconsin WIOA policy manual 8.8: at least 12 months from the first day of unsubsidized employment; compare 29 USC ' +
      '3174(c)(2)(A)(xiii), “for not less than 12 months after the first day of the employment, as appropriate”, with ' +
      'RSA-TAC-17-02 (joint with TEGL 16-16), p. 15, “for up to 12 months” (how often is local policy)',
    level: 'state',
  },
  reads: ['followUp.cadence', 'followUp.months'],
  examples: {
    passes: [
      {
        name: 'an adult with a service in each quarter of the employment',
        recordedOn: '2026-01-09',
        document: { participant: placed, followUps: inTime },
      },
      {
        name: 'a youth who works',
        recordedOn: '2026-01-09',
        document: { participant: { ...placed, programs: ['youth'] } },
      },
      {
        name: 'a participant who deceased in the first quarter of the employment',
        recordedOn: '2026-01-09',
        document: { participant: { ...placed, exitedOn: '2026-06-02', exitReason: 'deceased' } },
      },
    ],
    fails: [
      {
        name: 'verified employment in the first quarter, which is no service: missed on the day after its last',
        recordedOn: '2026-01-09',
        document: {
          participant: placed,
          followUps: [{ ...service('2026-06-02', '2026-06-02'), services: [] }, ...inTime.slice(1)],
        },
        holds: [{ subject: 'P-1', from: '2026-06-03' }],
      },
      {
        name: 'no service in the last quarter before its last day, then one in the days after it',
        recordedOn: '2026-01-09',
        document: {
          participant: placed,
          followUps: [...inTime.slice(0, 3), service('2027-03-02', '2027-03-09')],
        },
        holds: [{ subject: 'P-1', from: '2027-03-03', until: '2027-03-09' }],
      },
    ],
  },
  check: (facts, policy) => {
    const { employedOn } = facts.period
    return employedOn && isAdult(facts.period) ? reportMissed(facts, 'employment', employedOn, policy) : []
  },
})
