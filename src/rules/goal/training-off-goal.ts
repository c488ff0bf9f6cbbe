import { defineRule, occupationGroup } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const coded = (code: string, display: string) => ({ system: 'O*NET-SOC', version: '2019', code, display })
const nurses = coded('29-1141.00', 'Registered Nurses')
const welders = coded('51-4121.00', 'Welders, Cutters, Solderers, and Brazers')

export default defineRule({
  name: 'training-off-goal',
  about: 'service',
  severity: 'warning',
  statement: 'A training is for an occupation of the same major group as a goal that it serves.',
  citation: {
    ...cite(
      sources.careerActionPlan,
      ', Career Goal Statement (no text compares the two)',
      'Steps forward should be consistent with movement toward this career goal',
    ),
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'a training for another occupation of the same major group',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', occupation: nurses }],
          services: [{ kind: 'training', code: coded('29-2061.00', 'Licensed Practical Nurses'), goalIds: ['goal-1'] }],
        },
      },
      {
        name: 'a training that serves a second goal as well, of which no occupation is known',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1', occupation: nurses },
            { id: 'goal-2', occupation: null },
          ],
          services: [{ kind: 'training', code: welders, goalIds: ['goal-1', 'goal-2'] }],
        },
      },
      {
        name: 'a training that is coded as a program of study',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', occupation: nurses }],
          services: [
            {
              kind: 'training',
              code: { system: 'CIP', version: '2020', code: '48.0508', display: 'Welding Technology' },
            },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'a course for welders that serves the goal to be a nurse, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', occupation: nurses }],
          services: [{ id: 'course', kind: 'training', code: welders, goalIds: ['goal-1'] }],
        },
        holds: [
          {
            subject: 'course',
            from: '2026-01-09',
            message:
              'The training is for another group of occupations than the goals it serves. Check the training, or the goal.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) => {
    const groups = new Map(plan.goals.map(({ id, occupation }) => [id, occupationGroup(occupation)]))
    return plan.services.flatMap((service) => {
      const group = service.kind === 'training' ? occupationGroup(service.code) : undefined
      const aims = service.goalIds.map((id) => groups.get(id))
      if (group === undefined || aims.length === 0 || aims.includes(undefined) || aims.includes(group)) return []
      return [{ subject: service, from: service.recordedOn, member: 'code' }]
    })
  },
})
