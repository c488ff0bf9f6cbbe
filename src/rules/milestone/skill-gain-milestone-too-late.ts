import { toGain, wasSetInTime } from '../lib/gains.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const training = (startedOn: string) => ({ id: 'course', kind: 'training', startedOn, determinedOn: '2026-01-05' })
const gain = (attainedOn: string, more: object = {}) => ({
  id: 'gain-1',
  skillGain: 'training_milestone',
  name: 'Progress report of the employer',
  attainedOn,
  milestoneId: 'm-1',
  serviceId: 'course',
  ...more,
})
const milestones = [{ externalId: 'm-1', kind: 'training', statement: 'Finish the first module.' }]

export default defineRule({
  name: 'skill-gain-milestone-too-late',
  about: 'attainment',
  severity: 'warning',
  statement:
    'The milestone of a skill gain was set before the training began, or before the program year; one that was set later ' +
    'is not an established milestone, and the gain is kept and not counted.',
  citation: cite(
    sources.tegl10_16,
    ', p. 15',
    'Milestones should be established in advance of the education or training program, or in advance of the program year being measured, to be considered an “established milestone.”',
  ),
  examples: {
    passes: [
      {
        name: 'a milestone that was set on the day before the training began',
        recordedOn: '2026-01-09',
        document: { milestones, services: [training('2026-01-10')], attainments: [gain('2026-05-20')] },
      },
      {
        name: 'a milestone that was set on the last day before the program year',
        recordedOn: '2026-06-30',
        document: { milestones, services: [training('2026-02-02')], attainments: [gain('2026-07-01')] },
      },
      {
        name: 'a gain of another type',
        recordedOn: '2026-01-09',
        document: {
          milestones,
          services: [training('2026-01-08')],
          attainments: [gain('2026-05-20', { skillGain: 'skills_progression' })],
        },
      },
    ],
    fails: [
      {
        name: 'a milestone that was set on the day after the training began, from the day on which the gain was recorded',
        recordedOn: '2026-01-09',
        document: { milestones, services: [training('2026-01-08')], attainments: [gain('2026-05-20')] },
        holds: [
          {
            subject: 'gain-1',
            from: '2026-01-09',
            message:
              'The milestone was not set before the training began, nor before the program year, so that the gain does not count. Set milestones in advance, or choose another type of gain.',
          },
        ],
      },
      {
        name: 'a milestone that was set on the first day of the program year, after the training began',
        recordedOn: '2026-07-01',
        document: { milestones, services: [training('2026-02-02')], attainments: [gain('2026-07-01')] },
        holds: [{ subject: 'gain-1', from: '2026-07-01' }],
      },
      {
        name: 'a gain that does not say in which training',
        recordedOn: '2026-01-09',
        document: { milestones, attainments: [gain('2026-05-20', { serviceId: null })] },
        holds: [{ subject: 'gain-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ plan, milestones }) =>
    plan.attainments
      .filter((attainment) => {
        const gain = toGain(attainment, { services: plan.services, milestones })
        return gain !== null && gain.setOn !== null && !wasSetInTime(gain)
      })
      .map((attainment) => ({
        subject: attainment,
        from: attainment.recordedOn,
        member: 'milestoneId',
      })),
})
