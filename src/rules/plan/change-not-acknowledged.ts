import { addDays, type Day, dayIn, latestDay } from '../../calendar.ts'
import type { Plan } from '../../document/plan/schemas.ts'
import { acknowledgedOn, defineRule, isOpen } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** How long there is to agree on a change. */
const agreeDays = 14

const policy = { rules: { 'change-not-acknowledged': { on: true } } }

/** The first day by which both had acknowledged the plan again, on a day or later. */
function agreedOn({ acknowledgements }: Plan, since: Day): Day | null {
  const first = (party: Plan['acknowledgements'][number]['party']) =>
    acknowledgements.flatMap(({ on, ...one }) => (one.party === party && on >= since ? [on] : [])).sort()[0]
  const [participant, staff] = [first('participant'), first('staff')]
  return participant && staff ? latestDay([participant, staff]) : null
}

export default defineRule({
  name: 'change-not-acknowledged',
  about: 'plan',
  severity: 'warning',
  off: true,
  statement:
    'When a goal, milestone, or service is added or a date is moved, the participant and staff acknowledge the plan again ' +
    'within fourteen days. This is the procedure of one board.',
  citation: cite(
    sources.chicagoPlans,
    ' (the days are assumed)',
    'it is to be reviewed on a regular basis and updated whenever a change is made',
  ),
  reads: ['timeZone'],
  examples: {
    passes: [
      {
        name: 'a plan as it was acknowledged',
        recordedOn: '2026-01-09',
        document: { milestones: [{}] },
        policy,
      },
    ],
    fails: [
      {
        name: 'a goal that was recorded after the acknowledgement: the fourteenth day after it is February 23',
        recordedOn: '2026-02-09',
        document: { externalId: 'plan-1' },
        policy,
        holds: [
          {
            subject: 'plan-1',
            from: '2026-02-24',
            message:
              'The plan changed on February 9, 2026, and the participant and staff have not both acknowledged it since. Have both sign.',
          },
        ],
      },
    ],
  },
  check: ({ plan, milestones }, { timeZone }) => {
    const agreed = acknowledgedOn(plan)
    if (agreed === null || plan.completedOn === null) return []
    const changed = latestDay([
      ...plan.goals.flatMap(({ status, recordedOn }) => (status === 'active' ? [recordedOn] : [])),
      ...plan.services.map(({ recordedOn }) => recordedOn),
      ...milestones.filter(isOpen).map(({ recordedOn }) => recordedOn),
      ...milestones.flatMap(({ reschedules }) => reschedules.map(({ at }) => dayIn(timeZone, new Date(at)))),
    ])
    if (!changed || changed <= agreed) return []
    const held = { subject: plan, from: addDays(changed, agreeDays + 1), until: agreedOn(plan, changed) }
    return [{ ...held, values: { changedOn: changed }, member: 'acknowledgements' }]
  },
})
