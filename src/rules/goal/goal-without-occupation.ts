import { latestDay } from '../../calendar.ts'
import { defineRule, occupationGroup } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const nurses = { system: 'O*NET-SOC', version: '2019', code: '29-1141.00', display: 'Registered Nurses' }

export default defineRule({
  name: 'goal-without-occupation',
  about: 'goal',
  severity: 'info',
  statement: 'A decided career goal of a completed plan names its occupation by the code of O*NET-SOC.',
  citation: {
    ...cite(
      sources.careerActionPlan,
      ', Content (no text asks for a code)',
      'The more specific the plan, the more effective the plan will be in supporting the achievement of the career goal',
    ),
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'a goal with an occupation of O*NET-SOC',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', occupation: nurses }] },
      },
      {
        name: 'a goal of another part of life, one that is undecided, and one that is achieved',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1', domain: 'education', occupation: null },
            { id: 'goal-2', kind: 'undecided', decideByOn: '2026-03-31', occupation: null },
            { id: 'goal-3', status: 'achieved', occupation: null },
          ],
        },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', occupation: null }], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a goal without an occupation, from the day on which the plan was completed and the goal recorded',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', domain: null, occupation: null }], completedOn: '2026-01-12' },
        holds: [
          {
            subject: 'goal-1',
            from: '2026-01-12',
            message:
              'The goal has no O*NET-SOC code, so that no training or job can be compared with it. Look up the code, and add it.',
          },
        ],
      },
      {
        name: 'a goal whose occupation is coded in another system',
        recordedOn: '2026-01-09',
        document: { goals: [{ id: 'goal-1', occupation: { ...nurses, system: 'CIP', code: '51.3801' } }] },
        holds: [{ subject: 'goal-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ plan: { completedOn, goals } }) => {
    if (completedOn === null) return []
    return goals
      .filter(
        ({ kind, status, domain }) => kind === 'decided' && status === 'active' && (domain ?? 'career') === 'career',
      )
      .filter(({ occupation }) => occupationGroup(occupation) === undefined)
      .map((goal) => ({
        subject: goal,
        from: latestDay([completedOn, goal.recordedOn]),
        member: 'occupation',
      }))
  },
})
