import { addDays } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'plan-completion-overdue',
  about: 'plan',
  severity: 'error',
  statement:
    'A plan is completed within one week, or the days set by policy, of the first individual counseling session.',
  citation: cite(
    sources.careerActionPlan,
    ', Best Practices',
    'timely with completion of the Career Action Plan (within one week of the first individual counseling session)',
  ),
  reads: ['planDueDays'],
  examples: {
    passes: [
      {
        name: 'a plan completed on the seventh day, the last in time',
        recordedOn: '2026-01-12',
        document: { participant: { firstCounselingOn: '2026-01-05' }, completedOn: '2026-01-12' },
      },
      {
        name: 'a plan completed on the eighth day, the first on which it would have been late',
        recordedOn: '2026-01-13',
        document: { participant: { firstCounselingOn: '2026-01-05' }, completedOn: '2026-01-13' },
      },
      {
        name: 'a draft without an individual counseling session: intake, orientation and group sessions start no clock',
        recordedOn: '2026-01-05',
        document: { participant: { firstCounselingOn: null }, completedOn: null },
      },
      {
        name: 'a plan completed on the fourteenth day where policy gives fourteen',
        recordedOn: '2026-01-19',
        document: { participant: { firstCounselingOn: '2026-01-05' }, completedOn: '2026-01-19' },
        policy: { planDueDays: 14 },
      },
    ],
    fails: [
      {
        name: 'a draft, from the eighth day after the session',
        recordedOn: '2026-01-05',
        document: { externalId: 'plan-1', participant: { firstCounselingOn: '2026-01-05' }, completedOn: null },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-13',
            message:
              'The first individual counseling session was January 5, 2026, so the plan was due January 12, 2026 (1 day ago). Complete it with the participant.',
          },
        ],
      },
      {
        name: 'a plan completed on the ninth day, for the one day on which it was late',
        recordedOn: '2026-01-14',
        document: { externalId: 'plan-1', participant: { firstCounselingOn: '2026-01-05' }, completedOn: '2026-01-14' },
        holds: [{ subject: 'plan-1', from: '2026-01-13', until: '2026-01-14' }],
      },
    ],
  },
  check: ({ plan, period }, policy) => {
    const { completedOn } = plan
    if (!period.firstCounselingOn) return []
    const from = addDays(period.firstCounselingOn, policy.planDueDays + 1)
    if (completedOn !== null && completedOn <= from) return []
    const values = { firstCounselingOn: period.firstCounselingOn, dueOn: addDays(from, -1) }
    return [{ subject: plan, from, until: completedOn, values, member: 'completedOn' }]
  },
})
