import { addDays } from '../../calendar.ts'
import { definePersonRule, isInTitleOne } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'follow-up-not-offered',
  about: 'participant',
  severity: 'warning',
  statement:
    'A participant of the adult, dislocated worker or youth program is offered follow-up services after program entry, by ' +
    'the day of exit at the latest, and the answer is recorded.',
  citation: cite(
    sources.centralOklahoma,
    ' (the days are assumed)',
    'Career Navigators are required to explain and offer these services at enrollment and at exit',
  ),
  also: [cite(sources.tegl16_16, ', p. 15', 'Follow-up services must be provided, as appropriate')],
  reads: ['followUp.offerDays'],
  examples: {
    passes: [
      {
        name: 'an answer on the thirtieth day after entry, the last in time',
        recordedOn: '2026-02-02',
        document: {
          participant: {
            enteredOn: '2026-01-02',
            followUpDecision: { decision: 'accepted', decidedOn: '2026-02-01', staff: 'staff-17' },
          },
        },
      },
      {
        name: 'a participant of another program',
        recordedOn: '2026-01-09',
        document: { participant: { programs: ['wagner_peyser'], followUpDecision: null } },
      },
      {
        name: 'a person who has not entered the program',
        recordedOn: '2026-01-09',
        document: { participant: { enteredOn: null, followUpDecision: null } },
      },
    ],
    fails: [
      {
        name: 'no answer, from the thirty-first day after entry',
        recordedOn: '2026-01-09',
        document: { participant: { enteredOn: '2026-01-02', followUpDecision: null } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-02-02',
            message:
              'Entered the program January 2, 2026, 31 days ago; no answer to an offer of follow-up services is on record. ' +
              'Offer them, and record the answer.',
          },
        ],
      },
      {
        name: 'an exit before the thirtieth day, until the answer two days later',
        recordedOn: '2026-01-26',
        document: {
          participant: {
            enteredOn: '2026-01-02',
            exitedOn: '2026-01-20',
            followUpDecision: { decision: 'unreachable', decidedOn: '2026-01-22', staff: 'staff-17' },
          },
        },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-20',
            until: '2026-01-22',
            message:
              'Exited January 20, 2026; no answer to an offer of follow-up services is on record. Offer them, and record ' +
              'the answer.',
          },
        ],
      },
      {
        name: 'a youth without an answer, where policy gives ten days',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['youth'], enteredOn: '2026-01-02', followUpDecision: null },
        },
        policy: {
          followUp: {
            ...{
              clock: 'placement',
              cadence: 'quarterly',
              months: 12,
              offerDays: 10,
              attempts: 2,
              methods: 2,
              dates: 2,
            },
            youth: { clock: 'exit', cadence: 'quarterly', months: 12 },
          },
        },
        holds: [{ subject: 'P-1', from: '2026-01-13' }],
      },
    ],
  },
  check: ({ participant, period }, { followUp }) => {
    const { enteredOn, exitedOn, followUpDecision } = period
    if (!isInTitleOne(period)) return []
    const [from] = [enteredOn && addDays(enteredOn, followUp.offerDays + 1), exitedOn]
      .filter((day) => day != null)
      .sort()
    if (!from) return []
    const values = from === exitedOn ? { event: 'exit', on: from } : { event: 'entry', on: enteredOn ?? from }
    return [{ subject: participant, from, until: followUpDecision?.decidedOn, values, member: 'followUpDecision' }]
  },
})
