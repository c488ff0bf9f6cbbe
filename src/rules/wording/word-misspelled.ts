import type { Writer } from '../../document/facts.ts'
import { defineRule } from '../lib/rule.ts'
import { professionalFormat, remarked } from '../lib/writing.ts'

export default defineRule<Writer>({
  name: 'word-misspelled',
  about: 'plan',
  severity: 'info',
  readsWording: true,
  statement: 'Words are spelled as a dictionary of American English, or the field, spells them.',
  citation: professionalFormat,
  examples: {
    passes: [
      {
        name: 'words of the field',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', statement: 'Finish the preapprenticeship, then upskill with other jobseekers.' },
          ],
        },
      },
      {
        name: 'names of people and places',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1', statement: 'Meet Xochitl Nguyen at the office in Schaumburg.' }],
        },
      },
      {
        name: 'a code, a mail address and a quoted term',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1', statement: 'Write to jobz@example.org about 29-1141.00 and “weldng”.' }],
        },
      },
      {
        name: 'a text that is not in English',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Obtener mi certificado como enfermera titulada.' }] },
      },
    ],
    fails: [
      {
        name: 'a misspelled word, from the day on which the milestone was recorded',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Recieve the certificate.' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
      {
        name: 'misspelled words in two items',
        recordedOn: '2026-01-09',
        document: {
          goals: [{ statement: 'To work as a nurse in a hosptal.' }],
          milestones: [{ externalId: 'm-1', statement: 'Update the rezume.' }],
        },
        holds: [
          { subject: 'goal-1', from: '2026-01-09' },
          { subject: 'm-1', from: '2026-01-09' },
        ],
      },
      {
        name: 'a misspelled word in a strength, which is a part of the plan',
        recordedOn: '2026-01-09',
        document: { externalId: 'plan-1', strengths: [{ statement: 'Experiance with customers.' }] },
        holds: [{ subject: 'plan-1', from: '2026-01-09' }],
      },
    ],
  },
  check: remarked('misspelled'),
})
