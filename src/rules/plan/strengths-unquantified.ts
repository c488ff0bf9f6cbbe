import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'strengths-unquantified',
  about: 'plan',
  severity: 'info',
  statement: 'At least one strength of a completed plan is a credential, or has a quantity or evidence.',
  citation: cite(
    sources.careerActionPlan,
    ', Skills/Strengths',
    'Wherever possible, skills should be qualified and quantified, such as keyboarding at 45 wpm',
  ),
  examples: {
    passes: [
      {
        name: 'a strength with a quantity beside one without',
        recordedOn: '2026-01-09',
        document: {
          strengths: [
            { id: 'typing', measure: { value: 45, unit: 'words per minute' } },
            { id: 'calm', measure: null },
          ],
        },
      },
      {
        name: 'a credential',
        recordedOn: '2026-01-09',
        document: { strengths: [{ kind: 'credential', measure: null }] },
      },
      {
        name: 'a strength that evidence shows',
        recordedOn: '2026-01-09',
        document: { strengths: [{ measure: null, evidence: 'Letter of the festival, 2025.' }] },
      },
      {
        name: 'a draft',
        recordedOn: '2026-01-09',
        document: { strengths: [{ measure: null }], completedOn: null },
      },
    ],
    fails: [
      {
        name: 'a plan whose strengths are only named, from the day of its completion',
        recordedOn: '2026-01-12',
        document: {
          externalId: 'plan-1',
          strengths: [
            { id: 'typing', kind: 'skill', measure: null },
            { id: 'family', kind: 'support', measure: null },
          ],
          completedOn: '2026-01-09',
        },
        holds: [
          {
            subject: 'plan-1',
            from: '2026-01-09',
            message:
              'No strength has a quantity, evidence, or credential. Add one where possible, such as “45 words per minute”.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) => {
    const { completedOn, strengths } = plan
    const isShown = strengths.some(({ kind, measure, evidence }) => kind === 'credential' || measure || evidence)
    if (completedOn === null || strengths.length === 0 || isShown) return []
    return [{ subject: plan, from: completedOn, member: 'strengths' }]
  },
})
