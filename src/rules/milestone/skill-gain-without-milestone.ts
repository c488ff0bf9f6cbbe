import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const gain = { id: 'gain-1', name: 'Progress report of the employer', attainedOn: '2026-05-20' }

export default defineRule({
  name: 'skill-gain-without-milestone',
  about: 'attainment',
  severity: 'warning',
  statement:
    'A skill gain that is progress toward a milestone of training names the milestone of the plan that was set for it; ' +
    'without one it is kept and not counted.',
  citation: cite(sources.tegl10_16, ', p. 15, and PIRL 1809'),
  examples: {
    passes: [
      {
        name: 'a gain with its milestone',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1' }],
          attainments: [{ ...gain, skillGain: 'training_milestone', milestoneId: 'm-1' }],
        },
      },
      {
        name: 'a transcript, and a credential',
        recordedOn: '2026-01-09',
        document: {
          attainments: [
            { ...gain, skillGain: 'postsecondary_transcript' },
            { ...gain, id: 'license', credential: 'occupational_license' },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'a gain without a milestone, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { attainments: [{ ...gain, skillGain: 'training_milestone' }] },
        holds: [
          {
            subject: 'gain-1',
            from: '2026-01-09',
            message: 'The gain is progress toward a milestone, and names none. Link the milestone that was set for it.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) =>
    plan.attainments
      .filter(({ skillGain, milestoneId }) => skillGain === 'training_milestone' && milestoneId === null)
      .map((attainment) => ({
        subject: attainment,
        from: attainment.recordedOn,
        member: 'milestoneId',
      })),
})
