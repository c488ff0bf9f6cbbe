import { followUpClocks, reportMissed } from '../lib/missed.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'
import type { FollowUpClock, PolicyValues } from '../policy-values.ts'

const youth = { programs: ['youth'], exitedOn: '2026-05-29' }
const withYouth = (youth: FollowUpClock): PolicyValues['followUp'] => ({
  ...{ clock: 'placement', cadence: 'quarterly', months: 12, youth, offerDays: 30, attempts: 2, methods: 2, dates: 2 },
})
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
  severity: 'warning',
  statement:
    'A participant whose follow-up runs from exit, as that of youth does, is given a follow-up service, a two-way exchange and not only a contact, in each quarter or month of the year ' +
    'after exit, or has declined or could not be found after enough attempts. When the year has passed without any, it is ' +
    'an error; a service that is given late ends what was missed.',
  citation: cite(
    sources.cfr681_460,
    '(a)(9) (how often is local policy)',
    'Follow-up services for not less than 12 months after the completion of participation, as provided in § 681.580',
  ),
  also: [
    cite(
      sources.usc3164,
      '(c)(2)(I)',
      'followup services for not less than 12 months after the completion of participation, as appropriate',
    ),
    cite(
      sources.newJersey,
      ', restating 20 CFR 681.580',
      'unless the participant declines to receive follow‐up services or the participant cannot be located or contacted',
    ),
  ],
  reads: [...followUpClocks, ...(['followUp.attempts', 'followUp.methods', 'followUp.dates'] as const)],
  examples: {
    passes: [
      {
        name: 'a youth with a service in each quarter after exit, on its first day, its last or one between',
        recordedOn: '2027-07-06',
        document: { participant: youth, followUps: inTime },
      },
      {
        name: 'a youth with the services of one year in two plans',
        recordedOn: '2027-07-06',
        others: [{ participant: youth, followUps: inTime.slice(2) }],
        document: { participant: youth, followUps: inTime.slice(0, 2) },
      },
      {
        name: 'a youth who declined on the last day of the first quarter',
        recordedOn: '2027-07-06',
        document: {
          participant: {
            ...youth,
            followUpDecision: { decision: 'declined', decidedOn: '2026-09-30', staff: 'staff-17', note: 'Moves away.' },
          },
        },
      },
      {
        name: 'a youth who could not be found after enough attempts',
        recordedOn: '2027-07-06',
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
        recordedOn: '2027-07-06',
        document: { participant: { ...youth, exitReason: 'foster_care' } },
      },
    ],
    fails: [
      {
        name: 'no service at all: each quarter after exit is missed on the day after its last, and then the year',
        recordedOn: '2026-06-01',
        document: { participant: youth },
        holds: [
          {
            subject: 'P-1',
            from: '2026-10-01',
            until: '2027-01-01',
            message:
              'No follow-up service was given in quarter 1 after the exit of May 29, 2026. Give one, or record that the ' +
              'participant declined or cannot be found.',
          },
          {
            subject: 'P-1',
            from: '2027-01-01',
            until: '2027-04-01',
            message:
              'No follow-up service was given in quarters 1, 2 after the exit of May 29, 2026. Give one, or record that the ' +
              'participant declined or cannot be found.',
          },
          { subject: 'P-1', from: '2027-04-01', until: '2027-07-01' },
          {
            subject: 'P-1',
            from: '2027-07-01',
            severity: 'error',
            message:
              'The 12 months after the exit of May 29, 2026, passed without a follow-up service. Give one, or record that the ' +
              'participant declined or cannot be found.',
          },
        ],
      },
      {
        name: 'a service of the second quarter on the day after its last, which is late and ends it; a letter ends nothing',
        recordedOn: '2027-07-06',
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
        recordedOn: '2027-07-06',
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
        name: 'an adult without a service in the first month after exit, where policy runs follow-up from exit',
        recordedOn: '2027-07-06',
        document: {
          participant: { programs: ['adult'], exitedOn: '2026-05-29' },
          followUps: [service('2026-07-29', '2026-07-01')],
        },
        policy: {
          followUp: {
            ...withYouth({ clock: 'exit', cadence: 'monthly', months: 2 }),
            clock: 'exit',
            cadence: 'monthly',
            months: 2,
          },
        },
        holds: [{ subject: 'P-1', from: '2026-06-30' }],
      },
      {
        name: 'no service in the first of two months that policy asks for',
        recordedOn: '2027-07-06',
        document: {
          participant: youth,
          followUps: [service('2026-07-29', '2026-06-30')],
        },
        policy: { followUp: withYouth({ clock: 'exit', cadence: 'monthly', months: 2 }) },
        holds: [{ subject: 'P-1', from: '2026-06-30' }],
      },
    ],
  },
  check: (facts, policy) => {
    const missed = reportMissed(facts, 'exit', policy)
    // the year that the law asks for is that of youth
    return missed.map(({ isAll, isOfYouth, ...held }) =>
      isAll && isOfYouth ? { ...held, severity: 'error' as const } : held,
    )
  },
})
