import { defineRule, isOpen } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'milestone-without-criterion',
  about: 'plan',
  severity: 'info',
  statement: 'An open milestone says what shows that it is done.',
  citation: {
    ...cite(
      sources.careerActionPlan,
      ', Milestones (no text asks for it in so many words)',
      'to create focus and to make the plan measurable',
    ),
    level: 'assumed',
  },
  examples: {
    passes: [
      {
        name: 'a milestone that says when it is done',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', doneWhen: 'The receipt is in the file.' }] },
      },
      {
        name: 'a completed milestone, and one that is stopped',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', doneWhen: null, status: 'completed', completedOn: '2026-01-08' },
            { externalId: 'm-2', doneWhen: null, status: 'stopped', statusReason: 'No longer offered.' },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'an open milestone that does not, from the day on which it was recorded',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', milestones: [{ externalId: 'm-1', doneWhen: null }] },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'One milestone does not say what shows that it is done. Add what will show it, such as a certificate.',
          },
        ],
      },
      {
        name: 'two of them, which are one finding of the plan',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', milestones: [{ doneWhen: null }, {}, { doneWhen: null }] },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              '2 milestones do not say what shows that it is done. Add what will show it, such as a certificate.',
          },
        ],
      },
    ],
  },
  check: ({ plan, milestones }) => {
    const found = milestones.flatMap((one, index) => (isOpen(one) && one.doneWhen === null ? [{ one, index }] : []))
    const [first] = found.map(({ one }) => one.recordedOn).sort()
    if (!first) return []
    const member = found.map(({ index }) => `milestones/${index}/doneWhen`)
    return [{ subject: plan, from: first, values: { count: found.length }, member }]
  },
})
