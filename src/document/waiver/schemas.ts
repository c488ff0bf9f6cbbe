/** The waiver: a decision to let a finding stand until a given day. */
import { type Static, Type } from 'typebox'
import { type Complete, choice, copyMembers, day, instant, line, object, text, uuid } from '../../http/schema.ts'
import { subjectTypes } from '../facts.ts'

export const NewWaiver = object(
  'NewWaiver',
  {
    rule: line(100, 'The rule that is waived.', 'milestone-without-timeframe'),
    subject: Type.Object(
      {
        type: choice(subjectTypes, 'What it is waived for.'),
        id: Type.String({
          pattern: '^[\\x21-\\x7e]{1,128}$',
          description: 'Its id, or the externalId of a plan, milestone or follow-up.',
          examples: ['019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'],
        }),
      },
      { additionalProperties: false, description: 'What it is waived for: the subject of the finding.' },
    ),
    reason: text(1000, 'Why the finding may stand.', 'The provider has not published the dates of its courses.'),
    decidedBy: line(100, 'Who decided it.', 'staff-3'),
    until: day(
      'The last day on which it waives: today in the agency or later, at most twelve months ahead.',
      '2026-12-31',
    ),
  },
  { description: 'A waiver as it is sent.' },
)
export type NewWaiver = Complete<Static<typeof NewWaiver>>

export const Waiver = object(
  'Waiver',
  {
    id: uuid('The waiver (UUIDv7); waivedBy of the findings that it covers.'),
    planId: uuid('The plan it belongs to.'),
    ...copyMembers(NewWaiver),
    waivedOn: day('The first day on which it waives: the agency’s date on which it was recorded.', '2026-11-02'),
    version: Type.Integer({
      minimum: 1,
      description: 'Always 1, because a waiver never changes; the ETag.',
      examples: [1],
    }),
    createdAt: instant('When it was created.'),
    updatedAt: instant('The same as createdAt.'),
  },
  {
    description:
      'A decision that what a rule says about one subject may stand from waivedOn to until, both included. It stays when its subject is deleted, and then waives nothing.',
  },
)
export type Waiver = Static<typeof Waiver>

/** Components in the order in which app.ts registers them. */
export const waiverSchemas = [NewWaiver, Waiver]
