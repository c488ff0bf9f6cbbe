import type { Writer } from '../../document/facts.ts'
import { defineRule } from '../lib/rule.ts'
import { professionalFormat, remarked } from '../lib/writing.ts'

export default defineRule<Writer>({
  name: 'word-abbreviated',
  about: 'plan',
  severity: 'info',
  readsWording: true,
  statement: 'Words are written out, but for abbreviations that the field or the text itself spells out.',
  citation: professionalFormat,
  examples: {
    passes: [
      {
        name: 'an abbreviation that the text spells out',
        recordedOn: '2026-01-09',
        document: { goals: [{ statement: 'To work as a Certified Nursing Assistant (CNA).' }] },
      },
      {
        name: 'an abbreviation that the field spells out',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Apply for WIOA training with the GED.' }] },
      },
      {
        name: 'units after a number',
        recordedOn: '2026-01-09',
        document: { strengths: [{ statement: 'Keyboarding at 45 wpm.' }] },
      },
    ],
    fails: [
      {
        name: 'an abbreviation that the text leaves open',
        recordedOn: '2026-01-09',
        document: { goals: [{ statement: 'To work as a QMA.' }] },
        holds: [{ subject: 'goal-1', from: '2026-01-09' }],
      },
      {
        name: 'a shortened word',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'Call the dept mgr w/ questions.' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
    ],
  },
  check: remarked('abbreviated'),
})
