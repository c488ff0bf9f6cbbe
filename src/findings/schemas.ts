/** What a rule says about one participant, plan, milestone, or the like, and from which day. */

import { Type } from 'typebox'
import { subjectTypes } from '../document/facts.ts'
import { choice, day, nullable, object, ref, uuid } from '../http/schema.ts'
import { Citation } from '../policy/citation.ts'
import { severities } from '../rules/lib/severity.ts'
import { groupings } from './finding.ts'

export const Finding = object(
  'Finding',
  {
    rule: Type.String({ description: 'The rule, named after the fault.', examples: ['milestone-without-timeframe'] }),
    severity: choice(severities, 'error contradicts a must, warning is local policy or risk, info is about quality.'),
    title: Type.String({ description: 'What is wrong, in a few words, for lists.', examples: ['Milestone overdue'] }),
    message: Type.String({
      description:
        'What is wrong, and the next step, in plain English, as of the day that is asked for; of findings that begin in a ' +
        'span of days, as of the first day of each.',
      examples: ['Due May 31, 2026; 18 days late. Complete it, move it with a reason, or stop it.'],
    }),
    subject: Type.Object(
      {
        type: choice(subjectTypes, 'What the finding is about.'),
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
    planId: nullable(
      uuid(
        'The plan; of a finding about the participant the latest plan of the period, where work goes on. Null where there ' +
          'is none, and where validated and not stored.',
      ),
    ),
    pointer: Type.String({
      description:
        'JSON pointer to the member to mend, in the plan document with milestones and followUps. Of a finding about the ' +
        'participant it points into the participant, and names the period: /periods/0/exitedOn; in a document that is ' +
        'validated, below /participant.',
      examples: ['/milestones/0/dueOn'],
    }),
    pointers: nullable(
      Type.Array(Type.String({ examples: ['/milestones/0/doneWhen'] }), {
        description: 'All places to mend, the first of them being pointer; null where there is only one.',
      }),
    ),
    spans: nullable(
      Type.Array(
        Type.Object(
          {
            start: Type.Integer({ minimum: 0, description: 'The first UTF-16 code unit.', examples: [3] }),
            end: Type.Integer({ minimum: 0, description: 'The first one behind it.', examples: [10] }),
          },
          { additionalProperties: false },
        ),
        { description: 'The parts of the text at pointer that it is about; null where it is about no words.' },
      ),
    ),
    from: day('The first day on which it holds, or on which a waiver of it begins or has ended.', '2026-01-05'),
    until: nullable(
      day(
        'The first day on which it no longer holds, or on which a waiver of it begins or has ended; null where it does not end by itself.',
      ),
    ),
    waivedBy: nullable(uuid('The waiver that covers these days: the finding is shown and not counted.')),
    policyVersion: Type.Integer({
      minimum: 1,
      description: 'The version of the policy under which it was made.',
      examples: [1],
    }),
    citation: ref(Citation),
  },
  { description: 'What a rule says about one subject, with the days on which it holds.' },
)

/** What an answer tells of the knowledge that it rests on. */
export const knowledge = {
  asOf: nullable(day('The day that is answered; null with from and to.', '2026-01-31')),
  known: nullable(
    choice(
      ['now', 'then'],
      'Whether the day is answered by what is known now, or as it was known at its end; null with from and to.',
    ),
  ),
  recordedSince: nullable(
    day('The first day on which anything was recorded: nothing was known before it. Null before that.', '2026-01-05'),
  ),
}

export const FindingSummary = object(
  'FindingSummary',
  {
    ...knowledge,
    from: nullable(day('The first day of the span that was counted; null with asOf.', '2026-12-01')),
    to: nullable(day('The last day of it.', '2026-12-07')),
    groupBy: choice(groupings, 'What was counted by, besides severity: the member that each item has.'),
    items: Type.Array(
      Type.Object(
        {
          rule: Type.Optional(Type.String({ description: 'The rule.', examples: ['milestone-overdue'] })),
          careerPlanner: Type.Optional(
            nullable(Type.String({ description: 'Of the plans; null where they have none.', examples: ['staff-17'] })),
          ),
          office: Type.Optional(
            nullable(Type.String({ description: 'Of the plans; null where they have none.', examples: ['downtown'] })),
          ),
          program: Type.Optional(
            nullable(
              Type.String({ description: 'Of the participants; null where they have none.', examples: ['adult'] }),
            ),
          ),
          severity: choice(severities, 'The severity.'),
          count: Type.Integer({
            description: 'Findings that hold on the day, or begin in the span, and are not waived.',
            examples: [12],
          }),
        },
        { additionalProperties: false },
      ),
      { description: 'Counts by groupBy and severity; what is not listed is zero.' },
    ),
  },
  {
    description: 'How many findings hold on a day, or begin in a span of days; those that are waived are not counted.',
  },
)

export const Validation = object(
  'Validation',
  {
    asOf: day('The day that was asked for.', '2026-01-31'),
    pending: Type.Boolean({
      description: 'Whether texts are still being read: asked again, the rules about wording may find more.',
      examples: [false],
    }),
    findings: Type.Array(ref(Finding), { description: 'What holds on that day.' }),
  },
  { description: 'What the rules say of a plan document that is not stored.' },
)

/** Components in the order in which app.ts registers them. */
export const findingSchemas = [Citation, Finding, FindingSummary, Validation]
