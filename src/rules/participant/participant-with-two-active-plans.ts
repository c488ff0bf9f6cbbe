import type { Plan } from '../../document/plan/schemas.ts'
import { definePersonRule, type Violation } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'
import { apart, type Interval } from '../lib/windows.ts'

/** The days on which plans were active, each with all that were, in the order in which they were made; none of a single one. */
function listActive(plans: readonly Plan[]): Interval<Plan[]>[] {
  const active = plans.flatMap((plan) =>
    plan.completedOn ? [{ from: plan.completedOn, until: plan.closedOn ?? undefined, what: plan }] : [],
  )
  return active.length > 1 ? apart(active) : []
}

/** Joins what follows each other and says the same. */
function joined<T extends Violation<'participant'>>(violations: readonly T[]): T[] {
  const kept: T[] = []
  for (const held of violations) {
    const last = kept.at(-1)
    if (last?.until === held.from && last.values?.types === held.values?.types)
      kept.splice(-1, 1, { ...held, from: last.from })
    else kept.push(held)
  }
  return kept
}

export default definePersonRule({
  name: 'participant-with-two-active-plans',
  about: 'participant',
  severity: 'warning',
  statement:
    'A participant has one active plan of a kind: it is kept up to date, and it is closed when another takes its place.',
  citation: { ...cite(sources.chicagoPlans, ' (that there is no second one is assumed)'), level: 'assumed' },
  also: [cite(sources.usc3164, '(c)(1)(B)', 'develop service strategies for each participant')],
  examples: {
    passes: [
      {
        name: 'an active plan and a draft',
        recordedOn: '2026-01-09',
        others: [{ completedOn: '2026-01-09' }],
        document: { completedOn: null },
      },
      {
        name: 'plans of two kinds',
        recordedOn: '2026-01-09',
        others: [{ type: 'individual_employment_plan' }],
        document: { type: 'individual_service_strategy' },
      },
    ],
    fails: [
      {
        name: 'two active plans, from the day on which the second was completed',
        recordedOn: '2026-02-02',
        others: [{ completedOn: '2026-01-09' }],
        document: { completedOn: '2026-01-30' },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-30',
            message:
              'There is more than one active career action plan. Keep the current one, and close the other as replaced.',
          },
        ],
      },
      {
        name: 'three active plans, said once',
        recordedOn: '2026-02-02',
        others: [{ completedOn: '2026-01-09' }, { completedOn: '2026-01-30' }],
        document: { completedOn: '2026-02-02' },
        holds: [{ subject: 'P-1', from: '2026-01-30' }],
      },
      {
        name: 'a plan from before exit that nobody closed',
        recordedOn: '2026-01-09',
        others: [{ participant: { enteredOn: '2025-01-06', exitedOn: '2025-06-02' }, completedOn: '2025-01-13' }],
        document: { completedOn: '2026-01-09' },
        holds: [{ subject: 'P-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ participant, plans, everyPlan }) =>
    joined(
      listActive(everyPlan).flatMap(({ what, ...days }) => {
        // said where work goes on: in the period of the newest
        const kinds = [...Map.groupBy(what, ({ type }) => type)].flatMap(([type, some]) =>
          some.length > 1 && plans.some((plan) => plan === some.at(-1)) ? [type] : [],
        )
        if (kinds.length === 0) return []
        return [{ subject: participant, ...days, values: { types: kinds.join(' ') } }]
      }),
    ),
})
