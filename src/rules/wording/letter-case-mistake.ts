import type { Writer } from '../../document/facts.ts'
import { defineRule } from '../lib/rule.ts'
import { professionalFormat, remarked } from '../lib/writing.ts'

export default defineRule<Writer>({
  name: 'letter-case-mistake',
  about: 'plan',
  severity: 'info',
  readsWording: true,
  statement: 'Sentences and names begin with a capital letter, and no word is all in capitals.',
  citation: professionalFormat,
  examples: {
    passes: [
      {
        name: 'names that are letters or have capitals inside',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1', statement: 'Apply at UPS and at the Illinois workNet Center.' }],
        },
      },
      {
        name: 'a constraint, which is a part of a sentence',
        recordedOn: '2026-01-09',
        document: {
          barriers: [
            { id: 'barrier-1', constraint: { cannot: 'reach the plant', because: 'the first bus leaves at 8' } },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'a text in capitals',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'UPDATE THE RESUME' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
      {
        name: 'a sentence that begins with a small letter',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'update the resume.' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
      {
        name: 'a name that begins with a small letter',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Learn english on Mondays.' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
    ],
  },
  check: remarked('capitals', 'lower', 'mixed'),
})
