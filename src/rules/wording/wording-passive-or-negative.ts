import type { Writer } from '../../document/facts.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'
import { remarked } from '../lib/writing.ts'

export default defineRule<Writer>({
  name: 'wording-passive-or-negative',
  about: 'plan',
  severity: 'info',
  readsWording: true,
  statement: 'Goals, strengths and milestones say who does what, and what is there rather than what is not.',
  citation: cite(
    sources.careerActionPlan,
    ', Content',
    'Plans should be realistic, active and stated in a positive language',
  ),
  examples: {
    passes: [
      {
        name: 'a barrier, which may say what is not',
        recordedOn: '2026-01-09',
        document: { barriers: [{ id: 'barrier-1', statement: 'Cannot drive and was laid off.' }] },
      },
      {
        name: 'a strength in what never happened',
        recordedOn: '2026-01-09',
        document: { strengths: [{ statement: 'Never missed a day of work in five years.' }] },
      },
      {
        name: 'an alternative for what may not happen',
        recordedOn: '2026-01-09',
        document: {
          milestones: [{ externalId: 'm-1', alternatives: ['If the class is not offered, take it online.'] }],
        },
      },
    ],
    fails: [
      {
        name: 'a milestone in the passive voice',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', statement: 'The resume will be updated.' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
      {
        name: 'a goal that says what is not wanted',
        recordedOn: '2026-01-09',
        document: { goals: [{ statement: 'I do not want to work at night.' }] },
        holds: [{ subject: 'goal-1', from: '2026-01-09' }],
      },
    ],
  },
  check: remarked('passive', 'negative'),
})
