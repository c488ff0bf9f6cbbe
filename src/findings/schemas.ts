/** What a rule says about one plan, milestone or follow-up, and from which day. */
import { Type } from 'typebox'
import { day, nullable, object, oneOf, ref, uuid } from '../http/schema.ts'
import { severities, subjectTypes } from '../rules/rule.ts'

export const Citation = object(
  'Citation',
  {
    label: Type.String({
      description: 'The text that the rule rests on.',
      examples: ['Career Action Plan content requirements, Milestones'],
    }),
    url: nullable(
      Type.String({
        format: 'uri-reference',
        description: 'Where to read it.',
        examples: ['https://www.law.cornell.edu/uscode/text/29/3174'],
      }),
    ),
    level: oneOf(
      ['federal', 'state', 'local', 'seed', 'assumed'],
      'Where the requirement comes from; seed is the Career Action Plan standard.',
    ),
  },
  { description: 'What a rule rests on.' },
)

export const Finding = object(
  'Finding',
  {
    rule: Type.String({ description: 'The rule, named after the fault.', examples: ['milestone-without-timeframe'] }),
    severity: oneOf(severities, 'error contradicts a must, warning is local policy or risk, info is about quality.'),
    subject: Type.Object(
      {
        type: oneOf(subjectTypes, 'What the finding is about.'),
        id: nullable(
          Type.String({
            description: 'Its id; null where validated and not stored.',
            examples: ['019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'],
          }),
        ),
        externalId: nullable(Type.String({ description: 'Its id in the calling system.', examples: ['cms-10441-1'] })),
      },
      { additionalProperties: false, description: 'What the finding is about.' },
    ),
    planId: nullable(uuid('The plan; null where validated and not stored.')),
    message: Type.String({
      description: 'What is wrong, in plain English.',
      examples: ['The milestone has no date by which it should be done.'],
    }),
    pointer: Type.String({
      description: 'JSON pointer to the member to mend, in the plan document with milestones and followUps.',
      examples: ['/milestones/0/dueOn'],
    }),
    from: day('The first day on which it holds.', '2026-01-05'),
    until: nullable(day('The first day on which it no longer holds; null where it does not end by itself.')),
    citation: ref(Citation),
  },
  { description: 'What a rule says about one subject, with the days on which it holds.' },
)

export const FindingSummary = object(
  'FindingSummary',
  {
    asOf: day('The day that was counted.', '2026-01-31'),
    items: Type.Array(
      Type.Object(
        {
          rule: Type.String({ description: 'The rule.', examples: ['milestone-overdue'] }),
          severity: oneOf(severities, 'The severity.'),
          count: Type.Integer({ description: 'Findings that hold on that day.', examples: [12] }),
        },
        { additionalProperties: false },
      ),
      { description: 'Counts by rule and severity; what is not listed is zero.' },
    ),
  },
  { description: 'How many findings hold on a day.' },
)

export const Validation = object(
  'Validation',
  {
    asOf: day('The day that was asked for.', '2026-01-31'),
    findings: Type.Array(ref(Finding), { description: 'What holds on that day.' }),
  },
  { description: 'What the rules say of a plan document that is not stored.' },
)

/** Components in the order in which app.ts registers them. */
export const findingSchemas = [Citation, Finding, FindingSummary, Validation]
