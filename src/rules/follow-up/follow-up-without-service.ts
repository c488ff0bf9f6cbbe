import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'follow-up-without-service',
  about: 'follow_up',
  severity: 'warning',
  statement: 'A follow-up after placement or exit that took place was a two-way exchange in which a service was given.',
  citation: cite(
    sources.illinois4_3,
    '',
    'While sending a letter or leaving a voicemail might be communication, neither is acceptable if no interaction or ' +
      'provision of service took place.',
  ),
  also: [
    cite(
      sources.newJersey,
      '',
      'Must include more than only a contact attempted or made for securing documentation in order to report a ' +
        'performance outcome',
    ),
  ],
  examples: {
    passes: [
      {
        name: 'a two-way exchange in which a service was given',
        recordedOn: '2026-01-09',
        document: {
          followUps: [
            {
              externalId: 'f-1',
              kind: 'post_exit',
              status: 'completed',
              completedOn: '2026-01-08',
              twoWay: true,
              services: ['Help with a work schedule'],
            },
          ],
        },
      },
      {
        name: 'an appointment before exit, and a follow-up that the participant declined',
        recordedOn: '2026-01-09',
        document: {
          followUps: [
            { externalId: 'f-1', kind: 'appointment', status: 'completed', completedOn: '2026-01-08' },
            { externalId: 'f-2', kind: 'post_exit', status: 'declined' },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'a letter, and a call that only verified employment, from the days on which they took place',
        recordedOn: '2026-01-09',
        document: {
          followUps: [
            {
              externalId: 'f-1',
              kind: 'post_placement',
              status: 'completed',
              completedOn: '2026-01-07',
              twoWay: false,
              services: ['Labor market information'],
            },
            {
              externalId: 'f-2',
              kind: 'post_exit',
              status: 'completed',
              completedOn: '2026-01-08',
              twoWay: true,
              outcome: { employment: 'employed' },
            },
          ],
        },
        holds: [
          {
            subject: 'f-1',
            from: '2026-01-07',
            message:
              'Completed January 7, 2026, without a two-way exchange, so it does not count as a follow-up service. Speak ' +
              'with the participant, and record the exchange.',
          },
          {
            subject: 'f-2',
            from: '2026-01-08',
            message:
              'Completed January 8, 2026, without a service, so it does not count as a follow-up service. Record the ' +
              'service given, or give one.',
          },
        ],
      },
    ],
  },
  check: ({ followUps }) =>
    followUps
      .filter(
        ({ kind, status, twoWay, services }) =>
          (kind === 'post_placement' || kind === 'post_exit') &&
          status === 'completed' &&
          (!twoWay || services.length === 0),
      )
      .map((followUp) => {
        const on = followUp.completedOn ?? followUp.recordedOn
        const missing = followUp.twoWay ? 'service' : 'exchange'
        return {
          subject: followUp,
          from: on,
          values: { on, missing },
          member: missing === 'service' ? 'services' : 'twoWay',
        }
      }),
})
