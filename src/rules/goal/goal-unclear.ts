import type { Writer } from '../../document/facts.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'
import { remarked } from '../lib/writing.ts'

export default defineRule<Writer>({
  name: 'goal-unclear',
  about: 'goal',
  severity: 'info',
  readsWording: true,
  statement: 'A goal has 10 to 300 characters, and one sentence does not name several goals.',
  citation: cite(
    sources.careerActionPlan,
    ', Career Goal Statement (the length in numbers is assumed)',
    'The career goal must be clear and concise',
  ),
  examples: {
    passes: [
      {
        name: 'a goal in two steps',
        recordedOn: '2026-01-09',
        document: { goals: [{ statement: 'To obtain a nursing degree and work full time as a nurse.' }] },
      },
      {
        name: 'a goal of 10 characters',
        recordedOn: '2026-01-09',
        document: { goals: [{ statement: 'To act now' }] },
      },
    ],
    fails: [
      {
        name: 'a goal of 9 characters',
        recordedOn: '2026-01-09',
        document: { goals: [{ statement: 'A new job' }] },
        holds: [{ subject: 'goal-1', from: '2026-01-09' }],
      },
      {
        name: 'several goals in one sentence',
        recordedOn: '2026-01-09',
        document: { goals: [{ statement: 'To finish school, find a job and buy a house.' }] },
        holds: [{ subject: 'goal-1', from: '2026-01-09' }],
      },
    ],
  },
  check: remarked('short', 'long', 'several'),
})
