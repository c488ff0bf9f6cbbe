import type { Writer } from '../../document/facts.ts'
import { defineRule } from '../lib/rule.ts'
import { professionalFormat, remarked } from '../lib/writing.ts'

export default defineRule<Writer>({
  name: 'grammar-mistake',
  about: 'plan',
  severity: 'info',
  readsWording: true,
  statement:
    'No word is repeated, “a” and “an” fit the word that follows, and words and sentences are one space apart.',
  citation: professionalFormat,
  examples: {
    passes: [
      {
        name: 'an article before a number and before a silent letter',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Complete an 8-hour course and an honors class.' }] },
      },
      {
        name: 'a repeated name',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Apply at the college in Walla Walla.' }] },
      },
    ],
    fails: [
      {
        name: 'a repeated word',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Update the the resume.' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
      {
        name: 'the wrong article',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Complete a advanced course.' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
      {
        name: 'a space too many, and one too few',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Update the  resume,then send it.' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
      {
        name: '“of” instead of “have”',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', statement: 'She could of passed with more time.' }] },
        holds: [{ subject: 'barrier-1', from: '2026-01-09' }],
      },
    ],
  },
  check: remarked('repeated', 'article', 'spacing', 'phrase'),
})
