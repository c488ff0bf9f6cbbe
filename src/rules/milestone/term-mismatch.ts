import { classifyTerm } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default defineRule({
  name: 'term-mismatch',
  about: 'milestone',
  severity: 'warning',
  statement:
    'The declared term of a milestone is the one its dates give: short to 6 months, intermediate to 18, long after.',
  citation: cite(sources.careerActionPlan, ', Milestones', 'Short term — achievable within 6 months'),
  examples: {
    passes: [
      {
        name: 'exactly six months is short, exactly eighteen intermediate, a day more long',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', term: 'short', startOn: '2026-01-15', dueOn: '2026-07-15' },
            { externalId: 'm-2', term: 'intermediate', startOn: '2026-01-15', dueOn: '2027-07-15' },
            { externalId: 'm-3', term: 'long', startOn: '2026-01-15', dueOn: '2027-07-16' },
          ],
        },
      },
      {
        name: 'six months from August 31 end with February',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', term: 'short', startOn: '2026-08-31', dueOn: '2027-02-28' }] },
      },
      {
        name: 'without a start the term runs from the day on which the milestone was recorded',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', term: 'short', startOn: null, dueOn: '2026-07-09' }] },
      },
      {
        name: 'a declared term without a date to compare it with',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', term: 'long', dueOn: null }] },
      },
    ],
    fails: [
      {
        name: 'six months and a day is not short, eighteen and a day not intermediate, exactly eighteen not long',
        recordedOn: '2026-01-09',
        document: {
          milestones: [
            { externalId: 'm-1', term: 'short', startOn: '2026-01-15', dueOn: '2026-07-16' },
            { externalId: 'm-2', term: 'intermediate', startOn: '2026-01-15', dueOn: '2027-07-16' },
            { externalId: 'm-3', term: 'long', startOn: '2026-01-15', dueOn: '2027-07-15' },
          ],
        },
        holds: [
          {
            subject: 'm-1',
            from: '2026-01-09',
            message: 'The term that is declared is not the one that the dates give. Correct the term or the dates.',
          },
          { subject: 'm-2', from: '2026-01-09' },
          { subject: 'm-3', from: '2026-01-09' },
        ],
      },
      {
        name: 'six months from August 31 do not reach March 1',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', term: 'short', startOn: '2026-08-31', dueOn: '2027-03-01' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
      {
        name: 'a day more than six months after the day of recording, without a start',
        recordedOn: '2026-01-09',
        document: { milestones: [{ externalId: 'm-1', term: 'short', startOn: null, dueOn: '2026-07-10' }] },
        holds: [{ subject: 'm-1', from: '2026-01-09' }],
      },
    ],
  },
  check: (facts) =>
    facts.milestones
      .filter(
        ({ termDeclared, term, startOn, recordedOn, dueOn }) =>
          termDeclared && dueOn !== null && term !== classifyTerm(startOn ?? recordedOn, dueOn),
      )
      .map((milestone) => ({
        subject: milestone,
        from: milestone.recordedOn,
        member: 'term',
      })),
})
