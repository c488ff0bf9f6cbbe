import { addDays } from '../../calendar.ts'
import { defineRule, isAdult, isYouth } from '../lib/rule.ts'

export default defineRule({
  name: 'support-outside-participation',
  about: 'service',
  severity: 'error',
  statement: 'An adult or dislocated worker is given supportive services while they take part in the program.',
  citation: {
    label:
      '20 CFR 680.910(a)(1): “Supportive services may only be provided to individuals who are: (1) Participating in career ' +
      'or training services”; RSA-TAC-17-01 (joint with TEGL 10-16, Change 3), p. 22-23, note 13: “only participants may ' +
      'receive supportive services”',
    level: 'federal',
  },
  examples: {
    passes: [
      {
        name: 'support on the day of entry, and on the day of exit',
        recordedOn: '2026-01-09',
        document: {
          participant: { enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
          services: [
            { id: 'bus', kind: 'supportive', startedOn: '2026-01-02' },
            { id: 'tools', kind: 'supportive', startedOn: '2026-05-29' },
          ],
        },
      },
      {
        name: 'support of a youth after exit, as a follow-up service',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['youth', 'adult'], exitedOn: '2026-05-29' },
          services: [{ id: 'tools', kind: 'supportive', startedOn: '2026-06-15' }],
        },
      },
    ],
    fails: [
      {
        name: 'support a day before entry, for that day, and a day after exit',
        recordedOn: '2026-01-09',
        document: {
          participant: { enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
          services: [
            { id: 'bus', kind: 'supportive', startedOn: '2026-01-01' },
            { id: 'tools', kind: 'supportive', startedOn: '2026-05-30' },
          ],
        },
        holds: [
          { subject: 'bus', from: '2026-01-01', until: '2026-01-02' },
          { subject: 'tools', from: '2026-05-30' },
        ],
      },
      {
        name: 'support that began before exit and went on after it, from the day after exit',
        recordedOn: '2026-01-09',
        document: {
          participant: { enteredOn: '2026-01-02', exitedOn: '2026-05-29' },
          services: [{ id: 'rent', kind: 'supportive', startedOn: '2026-04-01', endedOn: '2026-06-30' }],
        },
        holds: [{ subject: 'rent', from: '2026-05-30' }],
      },
    ],
  },
  check: ({ plan, period }) => {
    const { enteredOn, exitedOn } = period
    if (!isAdult(period) || isYouth(period)) return []
    return plan.services.flatMap((service) => {
      const { kind, startedOn, endedOn } = service
      if (kind !== 'supportive' || startedOn === null) return []
      const held = { subject: service }
      if (enteredOn && startedOn < enteredOn)
        return [{ ...held, from: startedOn, until: enteredOn, member: 'startedOn' }]
      if (!exitedOn || (endedOn ?? startedOn) <= exitedOn) return []
      if (startedOn > exitedOn) return [{ ...held, from: startedOn, member: 'startedOn' }]
      return [{ ...held, from: addDays(exitedOn, 1), member: 'endedOn' }]
    })
  },
})
