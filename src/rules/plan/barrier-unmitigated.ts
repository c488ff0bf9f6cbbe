import { addDays } from '../../calendar.ts'
import { defineRule, isStopped } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'barrier-unmitigated',
  about: 'barrier',
  severity: 'warning',
  statement:
    'An unresolved barrier is mitigated by a milestone or a service, or accepted with a reason, within the days set by ' +
    'policy.',
  citation: cite(
    sources.careerActionPlan,
    ', Barriers (the days are assumed)',
    'assist with detailed planning to minimize the impact of the barrier(s)',
  ),
  reads: ['barrierDays'],
  examples: {
    passes: [
      {
        name: 'a barrier that a milestone mitigates',
        recordedOn: '2026-01-09',
        document: {
          barriers: [{ id: 'barrier-1', accepted: null }],
          milestones: [{ externalId: 'm-1', mitigates: ['barrier-1'] }],
        },
      },
      {
        name: 'a barrier that a service makes smaller',
        recordedOn: '2026-01-09',
        document: {
          barriers: [{ id: 'barrier-1', accepted: null }],
          services: [{ kind: 'supportive', barrierIds: ['barrier-1'] }],
        },
      },
      {
        name: 'a barrier that is accepted',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', accepted: 'The participant prefers local work.' }] },
      },
      {
        name: 'a barrier that was resolved',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', accepted: null, resolvedOn: '2026-01-08' }] },
      },
    ],
    fails: [
      {
        name: 'a barrier without a response: in time for seven days, late from the eighth',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', accepted: null, identifiedOn: '2026-01-06' }] },
        holds: [
          {
            subject: 'barrier-1',
            from: '2026-01-14',
            message:
              'Identified January 6, 2026 (8 days ago), and no milestone or service makes it smaller. Plan one, or record why nothing is done.',
          },
        ],
      },
      {
        name: 'a barrier whose mitigating milestone is stopped, where policy gives ten days',
        recordedOn: '2026-01-09',
        document: {
          barriers: [{ id: 'barrier-1', accepted: null, identifiedOn: '2026-01-06' }],
          milestones: [{ externalId: 'm-1', mitigates: ['barrier-1'], status: 'stopped' }],
        },
        policy: { barrierDays: 10 },
        holds: [{ subject: 'barrier-1', from: '2026-01-17' }],
      },
    ],
  },
  check: ({ plan, milestones }, policy) => {
    const helps = [
      ...milestones.flatMap((one) => (isStopped(one) ? [] : one.mitigates.map((id) => ({ id, on: one.recordedOn })))),
      ...plan.services.flatMap(({ barrierIds, recordedOn: on }) => barrierIds.map((id) => ({ id, on }))),
    ]
    return plan.barriers
      .filter(({ accepted }) => accepted === null)
      .map((barrier) => {
        const { id, identifiedOn, resolvedOn } = barrier
        const ends = [...helps.filter((one) => one.id === id).map(({ on }) => on), ...(resolvedOn ? [resolvedOn] : [])]
        const from = addDays(identifiedOn, policy.barrierDays + 1)
        return { subject: barrier, from, until: ends.sort()[0], values: { identifiedOn } }
      })
  },
})
