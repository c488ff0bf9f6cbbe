import { definePersonRule } from '../lib/rule.ts'

export default definePersonRule({
  name: 'follow-up-without-service',
  about: 'follow_up',
  severity: 'warning',
  statement: 'A follow-up after placement or exit that took place was a two-way exchange in which a service was given.',
  citation: {
    label:
      'New Jersey, youth follow-up services: “Must include more than only a contact attempted or made for securing ' +
      'documentation in order to report a performance outcome”; Illinois WIOA policy 4.3: a two-way exchange, of which ' +
      'verifying employment is none',
    level: 'state',
  },
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
          { subject: 'f-1', from: '2026-01-07' },
          { subject: 'f-2', from: '2026-01-08' },
        ],
      },
      {
        name: 'a follow-up without the day on which it took place, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { followUps: [{ externalId: 'f-1', kind: 'post_exit', status: 'completed' }] },
        holds: [{ subject: 'f-1', from: '2026-01-09' }],
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
      .map((followUp) => ({
        subject: followUp,
        from: followUp.completedOn ?? followUp.recordedOn,
        member: followUp.twoWay ? 'services' : 'twoWay',
      })),
})
