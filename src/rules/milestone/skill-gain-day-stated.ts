import { type Day, latestDay } from '../../calendar.ts'
import type { Facts, Subjects } from '../../document/facts.ts'
import { countsAsStated, toGain } from '../lib/gains.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** The first day on which a gain was recorded that counts only by the day that the milestone states. */
function findFirst({ id, recordedOn }: Subjects['milestone'], facts: Facts): Day | undefined {
  const days = facts.plan.attainments.flatMap((attainment) => {
    const gain =
      attainment.milestoneId === id
        ? toGain(attainment, { services: facts.plan.services, milestones: facts.milestones })
        : null
    return gain && countsAsStated(gain, recordedOn) ? [attainment.recordedOn] : []
  })
  return days.sort()[0]
}

const course = { id: 'course', kind: 'training', startedOn: '2025-09-01', determinedOn: '2025-08-25' }
const gain = {
  id: 'gain-1',
  skillGain: 'training_milestone',
  name: 'Progress report of the employer',
  attainedOn: '2026-01-05',
  milestoneId: 'm-1',
  serviceId: 'course',
}
const buildMilestone = (setOn: string) => ({
  externalId: 'm-1',
  kind: 'training',
  statement: 'Finish the first module.',
  setOn,
  setEvidence: 'The signed plan in the old system shows it.',
})

export default defineRule({
  name: 'skill-gain-day-stated',
  about: 'milestone',
  severity: 'info',
  statement:
    'The service itself saw the milestone of a skill gain before the training began, or before the program year; where ' +
    'only the stated day is early enough, the gain counts, and setEvidence is what shows it.',
  citation: { ...cite(sources.tegl10_16, ', p. 15 (no text says how the day is shown)'), level: 'assumed' },
  examples: {
    passes: [
      {
        name: 'a milestone that was recorded on the day before the training began, whatever day is stated',
        recordedOn: '2026-01-09',
        document: {
          milestones: [buildMilestone('2026-01-05')],
          services: [{ ...course, startedOn: '2026-01-10' }],
          attainments: [{ ...gain, attainedOn: '2026-05-20' }],
        },
      },
      {
        name: 'a stated day that is too late as well',
        recordedOn: '2026-01-09',
        document: { milestones: [buildMilestone('2025-09-01')], services: [course], attainments: [gain] },
      },
      {
        name: 'a gain of another type',
        recordedOn: '2026-01-09',
        document: {
          milestones: [buildMilestone('2025-08-31')],
          services: [course],
          attainments: [{ ...gain, skillGain: 'skills_progression' }],
        },
      },
    ],
    fails: [
      {
        name: 'a milestone that was set, as it states, on the day before the training began',
        recordedOn: '2026-01-09',
        document: { milestones: [buildMilestone('2025-08-31')], services: [course], attainments: [gain] },
        holds: [
          {
            subject: 'm-1',
            from: '2026-01-09',
            message:
              'A skill gain counts only by the day that is stated for this milestone, which was recorded later. Keep what shows that day.',
          },
        ],
      },
      {
        name: 'a milestone that was set, as it states, on the last day before the program year',
        recordedOn: '2026-07-01',
        document: {
          milestones: [buildMilestone('2026-06-30')],
          services: [course],
          attainments: [{ ...gain, attainedOn: '2026-07-01' }],
        },
        holds: [{ subject: 'm-1', from: '2026-07-01' }],
      },
    ],
  },
  check: (facts) =>
    facts.milestones.flatMap((milestone) => {
      const first = findFirst(milestone, facts)
      if (first === undefined) return []
      return {
        subject: milestone,
        from: latestDay([first, milestone.recordedOn]),
        member: 'setOn',
      }
    }),
})
