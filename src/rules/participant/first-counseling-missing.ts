import { addDays } from '../../calendar.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** After how many days a draft should have had its session. */
const draftDays = 14

export default definePersonRule({
  name: 'first-counseling-missing',
  about: 'participant',
  severity: 'warning',
  statement:
    'The day of the first individual counseling session is recorded once a plan is completed, or fourteen days after a ' +
    'draft was begun.',
  citation: cite(
    sources.careerActionPlan,
    ', Best Practices (the fourteen days are assumed)',
    'timely with completion of the Career Action Plan (within one week of the first individual counseling session)',
  ),
  examples: {
    passes: [
      {
        name: 'a draft on its fourteenth day',
        recordedOn: '2026-01-09',
        document: {
          completedOn: null,
          closedOn: '2026-01-24',
          closeReason: 'withdrawn',
          participant: { firstCounselingOn: null },
        },
      },
      { name: 'a session that is recorded', recordedOn: '2026-01-09', document: {} },
    ],
    fails: [
      {
        name: 'a completed plan without a session, from the day on which it was completed',
        recordedOn: '2026-01-09',
        document: { participant: { firstCounselingOn: null } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-09',
            message: 'The day of the first individual counseling session is not recorded. Enter it.',
          },
        ],
      },
      {
        name: 'a draft, from the fifteenth day',
        recordedOn: '2026-01-09',
        document: { completedOn: null, participant: { firstCounselingOn: null } },
        holds: [{ subject: 'P-1', from: '2026-01-24' }],
      },
    ],
  },
  check: ({ participant, period, plans }) => {
    if (period.firstCounselingOn) return []
    const [from] = plans.map(({ completedOn, recordedOn }) => completedOn ?? addDays(recordedOn, draftDays + 1)).sort()
    return from ? [{ subject: participant, from, member: 'firstCounselingOn' }] : []
  },
})
