import { addDays } from '../../calendar.ts'
import { definePersonRule, elements, isAdult, isYouth } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const eligible = { programs: ['youth'], eligibleOn: '2026-01-02', enteredOn: null, lastServiceOn: null }

export default definePersonRule({
  name: 'element-not-started',
  about: 'participant',
  severity: 'warning',
  statement:
    'A youth whose eligibility was determined starts a program element within ninety days, or the days set by policy, or exits.',
  citation: cite(sources.wisconsin10_4_1, ' (an element of the strategy within 90 days of eligibility)'),
  also: [cite(sources.chicagoClosure, ' (45 days)')],
  reads: ['elementDays'],
  examples: {
    passes: [
      {
        name: 'a youth who starts an element on the ninetieth day',
        recordedOn: '2026-04-06',
        document: { participant: eligible, services: [{ kind: 'youth_element', startedOn: '2026-04-02' }] },
      },
      {
        name: 'a youth who has entered the program',
        recordedOn: '2026-04-06',
        document: { participant: { ...eligible, enteredOn: '2026-01-12' } },
      },
      {
        name: 'an adult',
        recordedOn: '2026-01-09',
        document: { participant: { ...eligible, programs: ['adult'] } },
      },
    ],
    fails: [
      {
        name: 'a youth who starts nothing: in time for ninety days, late from the ninety-first',
        recordedOn: '2026-01-09',
        document: { participant: eligible },
        holds: [
          {
            subject: 'P-1',
            from: '2026-04-03',
            message:
              'Eligible since January 2, 2026, 91 days ago, and no program element has started. Start one, or record why ' +
              'the youth leaves.',
          },
        ],
      },
      {
        name: 'a follow-up service, which starts nothing, then tutoring on the fiftieth day, where policy gives forty-five',
        recordedOn: '2026-04-06',
        document: {
          participant: eligible,
          services: [
            { id: 'call', kind: 'follow_up', startedOn: '2026-01-20' },
            { id: 'visit', kind: 'youth_element', element: 9, startedOn: '2026-01-21' },
            { id: 'tutor', kind: 'youth_element', startedOn: '2026-02-21' },
          ],
        },
        policy: { elementDays: 45 },
        holds: [{ subject: 'P-1', from: '2026-02-17', until: '2026-02-21' }],
      },
    ],
  },
  check: ({ participant, period, services }, { elementDays }) => {
    const { eligibleOn, enteredOn, exitedOn, lastServiceOn } = period
    if (!eligibleOn || !isYouth(period) || isAdult(period)) return []
    const starts = services.map(({ kind, element, startedOn }) =>
      kind === 'follow_up' || element === elements.followUp ? null : startedOn,
    )
    const [until] = [...starts, enteredOn, exitedOn, lastServiceOn].filter((day) => day !== null).sort()
    return [{ subject: participant, from: addDays(eligibleOn, elementDays + 1), until, values: { eligibleOn } }]
  },
})
