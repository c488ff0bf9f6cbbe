import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const evidence = { type: 'case_notes', obtainedOn: '2026-01-08', staff: 'staff-17' }
const followUp = (more: object) => ({
  externalId: 'f-1',
  status: 'completed',
  completedOn: '2026-01-08',
  outcome: { employment: 'employed', evidence: { ...evidence, ...more } },
})

export default definePersonRule({
  name: 'case-note-incomplete',
  about: 'follow_up',
  severity: 'error',
  statement:
    'A case note that an outcome rests on says how the participant stands in a data element, when this was learned, and ' +
    'who learned it.',
  citation: cite(
    sources.tegl7_18,
    ', p. 1',
    'identify, at a minimum, the following: (a) a participant’s situation status related to a specific data element, ' +
      '(b) the date on which the information was obtained, and (c) the name of the case manager or program staff who ' +
      'obtained the information',
  ),
  examples: {
    passes: [
      {
        name: 'a case note with all three parts',
        recordedOn: '2026-01-09',
        document: {
          followUps: [followUp({ element: 'PIRL 1602, employed in quarter 2', status: 'Employed since June 1.' })],
        },
      },
      {
        name: 'another kind of evidence',
        recordedOn: '2026-01-09',
        document: { followUps: [followUp({ type: 'employer_letter' })] },
      },
    ],
    fails: [
      {
        name: 'a case note that names no data element, from the day on which it was obtained',
        recordedOn: '2026-01-09',
        document: { followUps: [followUp({ status: 'Employed since June 1.' })] },
        holds: [
          {
            subject: 'f-1',
            from: '2026-01-08',
            message:
              'The case note of January 8, 2026, does not count as evidence: it names no data element. Add what is missing.',
          },
        ],
      },
      {
        name: 'a case note that says no status',
        recordedOn: '2026-01-09',
        document: { followUps: [followUp({ element: 'PIRL 1602, employed in quarter 2' })] },
        holds: [
          {
            subject: 'f-1',
            from: '2026-01-08',
            message:
              'The case note of January 8, 2026, does not count as evidence: it does not say how the participant stands. ' +
              'Add what is missing.',
          },
        ],
      },
    ],
  },
  check: ({ followUps }) =>
    followUps.flatMap((followUp) => {
      const found = followUp.outcome?.evidence
      if (found?.type !== 'case_notes' || (found.element && found.status)) return []
      const missing = (['element', 'status'] as const).filter((name) => !found[name])
      return [
        {
          subject: followUp,
          from: found.obtainedOn,
          values: { obtainedOn: found.obtainedOn, missing: missing.join(' ') },
          member: missing.map((name) => `outcome/evidence/${name}`),
        },
      ]
    }),
})
