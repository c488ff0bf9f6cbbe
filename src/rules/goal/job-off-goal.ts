import { defineRule, occupationGroup } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const coded = (code: string, display: string) => ({ system: 'O*NET-SOC', version: '2019', code, display })
const nurses = coded('29-1141.00', 'Registered Nurses')
const cashiers = coded('41-2011.00', 'Cashiers')
const completed = { status: 'completed', completedOn: '2026-01-08' }

export default defineRule({
  name: 'job-off-goal',
  about: 'follow_up',
  severity: 'info',
  statement: 'A job that a follow-up learned of is in the same major group of occupations as a goal of the plan.',
  citation: {
    ...cite(
      sources.careerActionPlan,
      ', Career Goal Statement (no text asks for it)',
      'It is important for the goal statement to be updated to remain current',
    ),
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'a job in another occupation of the same major group',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', occupation: nurses }],
          followUps: [
            {
              ...{ externalId: 'f-1', ...completed },
              outcome: { employment: 'employed', occupation: coded('29-2061.00', 'Licensed Practical Nurses') },
            },
          ],
        },
      },
      {
        name: 'a plan with a goal of which no occupation is known',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1', occupation: nurses },
            { id: 'goal-2', occupation: null },
          ],
          followUps: [{ externalId: 'f-1', ...completed, outcome: { employment: 'employed', occupation: cashiers } }],
        },
      },
    ],
    fails: [
      {
        name: 'a job as a cashier where the goal is to be a nurse, from the day of the follow-up',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ id: 'goal-1', occupation: nurses }],
          followUps: [{ externalId: 'f-1', ...completed, outcome: { employment: 'employed', occupation: cashiers } }],
        },
        holds: [
          {
            subject: 'f-1',
            from: '2026-01-08',
            message:
              'The job is in another group of occupations than any goal of the plan. Ask whether the goal has changed.',
          },
        ],
      },
      {
        name: 'a goal to be a cashier that is withdrawn',
        recordedOn: '2026-01-09',
        document: {
          goals: [
            { id: 'goal-1', occupation: nurses },
            { id: 'goal-2', occupation: cashiers, status: 'withdrawn' },
          ],
          followUps: [{ externalId: 'f-1', ...completed, outcome: { employment: 'employed', occupation: cashiers } }],
        },
        holds: [{ subject: 'f-1', from: '2026-01-08' }],
      },
    ],
  },
  check: ({ plan, followUps }) => {
    const goals = plan.goals.filter(({ status }) => status !== 'withdrawn')
    const aims = new Set(goals.map(({ occupation }) => occupationGroup(occupation)))
    if (goals.length === 0 || aims.has(undefined)) return []
    return followUps.flatMap((followUp) => {
      const group = occupationGroup(followUp.outcome?.occupation ?? null)
      if (group === undefined || aims.has(group)) return []
      return [{ subject: followUp, from: followUp.completedOn ?? followUp.recordedOn, member: 'outcome/occupation' }]
    })
  },
})
