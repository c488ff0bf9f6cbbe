import { addMonths, latestDay } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** For how many months an assessment is recent. */
const recentMonths = 6

const reused = { reused: true, completedOn: '2025-07-09' }

export default defineRule({
  name: 'assessment-stale',
  about: 'plan',
  severity: 'warning',
  statement:
    'An assessment that is taken over from another program is at most six months old when the plan is completed.',
  citation: cite(sources.wisconsin10_2, '.3 (defines “recent”)'),
  also: [cite(sources.usc3174, '(c)(2)(B)'), cite(sources.usc3164, '(c)(1)(A)')],
  examples: {
    passes: [
      {
        name: 'an assessment that is exactly six months old',
        recordedOn: '2026-01-09',
        document: { assessments: [reused] },
      },
      {
        name: 'an older one beside one of our own',
        recordedOn: '2026-01-09',
        document: {
          assessments: [
            { ...reused, completedOn: '2014-03-03' },
            { id: 'own', completedOn: '2026-01-06' },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'an assessment that is a day older, from the day on which the plan was completed',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', assessments: [{ ...reused, completedOn: '2025-07-08' }] },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'The plan rests only on an assessment of another program that was completed on July 8, 2025, more than six months before the plan. Assess the participant again, or record when it was done.',
          },
        ],
      },
      {
        name: 'an assessment without a day',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', assessments: [{ ...reused, completedOn: null }] },
        holds: [{ subject: 'plan-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ plan }) => {
    const { completedOn, assessments } = plan
    if (completedOn === null || !assessments.some((one) => one.reused)) return []
    const own = assessments.flatMap((one) => (one.reused ? [] : (one.completedOn ?? [])))
    const latest = latestDay(assessments.flatMap((one) => (one.reused ? (one.completedOn ?? []) : [])))
    if (own.some((on) => on <= completedOn) || (latest && completedOn <= addMonths(latest, recentMonths))) return []
    const values = { found: latest ? 'old' : 'undated', assessedOn: latest ?? completedOn }
    return [{ subject: plan, from: completedOn, until: own.sort()[0], values, member: 'assessments' }]
  },
})
