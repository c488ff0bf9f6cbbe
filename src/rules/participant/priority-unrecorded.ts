import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'priority-unrecorded',
  about: 'participant',
  severity: 'warning',
  statement: 'Of each participant in the adult program it is recorded whether, and why, they have priority of service.',
  citation: cite(
    sources.usc3174,
    '(c)(3)(E)',
    'priority shall be given to recipients of public assistance, other low-income individuals, and individuals who are basic skills deficient for receipt of career services described in paragraph (2)(A)(xii) and training services',
  ),
  also: [cite(sources.cfr680_600, '(a)')],
  examples: {
    passes: [
      {
        name: 'a participant without priority',
        recordedOn: '2026-01-09',
        document: { participant: { priorityGroup: 'none' } },
      },
      {
        name: 'a dislocated worker, to whom priority does not apply (20 CFR 680.610)',
        recordedOn: '2026-01-09',
        document: { participant: { programs: ['dislocated_worker'], priorityGroup: null } },
      },
    ],
    fails: [
      {
        name: 'an adult of whom nothing is recorded, from entry',
        recordedOn: '2026-01-09',
        document: { participant: { enteredOn: '2026-01-02', priorityGroup: null } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-02',
            message:
              'Entered the adult program on January 2, 2026, and the priority group is not recorded. Record the group, or that there is none.',
          },
        ],
      },
    ],
  },
  check: ({ participant, period }) => {
    const { enteredOn, priorityGroup, programs } = period
    if (!programs.includes('adult') || !enteredOn || priorityGroup !== null) return []
    return [{ subject: participant, from: enteredOn, values: { enteredOn }, member: 'priorityGroup' }]
  },
})
