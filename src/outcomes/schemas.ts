/** What is known on a day about the outcomes of a participant. */
import { Type } from 'typebox'
import { outcomeSources } from '../document/follow-up/outcome.ts'
import { participantId } from '../document/participant/schemas.ts'
import { choice, day, itemId, line, nullable, object, ref, uuid } from '../http/schema.ts'

const states = ['known', 'unknown', 'pending', 'excluded', 'not_applicable'] as const
const standing = {
  state: choice(
    states,
    'known or unknown where the time that is asked about has ended; pending where it has not; excluded where the ' +
      'reason of exit excludes the participant; not_applicable where the question does not arise.',
  ),
  why: line(200, 'Why.', 'the quarter ends on 2026-12-31'),
}
const value = (description: string) => Type.Boolean({ description, examples: [true] })

export const QuarterWages = object(
  'QuarterWages',
  {
    ...standing,
    amount: nullable(Type.Number({ minimum: 0, description: 'US dollars in the quarter.', examples: [10_980.5] })),
    basis: nullable(
      choice(['paid', 'conversion'], 'Actually paid, or hourly wage × hours × 13 weeks where it is marked so.'),
    ),
  },
  { description: 'The wages of a quarter after exit.' },
)

export const QuarterOutcome = object(
  'QuarterOutcome',
  {
    quarter: Type.Integer({
      minimum: 1,
      maximum: 4,
      description: 'The quarter after the quarter of exit.',
      examples: [2],
    }),
    from: day('The first day of the calendar quarter.', '2026-10-01'),
    to: day('The last day of the calendar quarter.', '2026-12-31'),
    ...standing,
    isPlaced: value('Whether the participant works; a youth also whether they are in education or training.'),
    employment: nullable(
      choice(
        ['employed', 'registered_apprenticeship', 'military', 'not_employed', 'unknown'],
        'What is recorded of the quarter, also while it is pending.',
      ),
    ),
    source: nullable(choice(outcomeSources, 'Where it was found.')),
    followUpId: nullable(uuid('The follow-up that says so.')),
    wages: ref(QuarterWages),
  },
  { description: 'What is known of a quarter after exit (PIRL 1600 to 1607 and 1703 to 1706).' },
)

export const PeriodOutcomes = object(
  'PeriodOutcomes',
  {
    periodId: itemId('The period of participation.', '2026-1'),
    planIds: Type.Array(uuid('A plan.'), {
      description: 'The plans that belong to the period, oldest first; there may be none.',
    }),
    enteredOn: nullable(day('The day of program entry.', '2026-01-02')),
    exitedOn: nullable(day('The day of exit that the quarters follow.', '2026-05-29')),
    quarters: Type.Array(ref(QuarterOutcome), {
      description: 'The four quarters after exit; none before there is an exit.',
    }),
    sameEmployer: Type.Object(
      { ...standing, isSame: value('Whether the employer is the same in quarters 2 and 4 (PIRL 1618).') },
      { additionalProperties: false, description: 'Retention with the same employer.' },
    ),
    credential: Type.Object(
      { ...standing, isAttained: value('Whether a credential was attained that counts.') },
      {
        additionalProperties: false,
        description:
          'A recognized credential during participation or within one year after exit (29 USC 3141(b)(2)(A)).',
      },
    ),
    skillGains: Type.Array(
      Type.Object(
        {
          programYear: Type.Integer({ description: 'July 1 of this year to June 30 of the next.', examples: [2025] }),
          ...standing,
          types: Type.Array(line(60, 'A type of skill gain.', 'training_milestone'), {
            description: 'The types that count. A milestone counts where it was set in advance.',
          }),
        },
        { additionalProperties: false, description: 'The measurable skill gains of a program year.' },
      ),
      { description: 'By program year in which the participant was in education or training.' },
    ),
  },
  { description: 'What is known of the outcomes of a period of participation, and why not more.' },
)

export const Outcomes = object(
  'Outcomes',
  {
    asOf: day('The day that was asked for.', '2027-01-15'),
    participantId,
    periods: Type.Array(ref(PeriodOutcomes), {
      description: 'By period of participation, in the order of their entry.',
    }),
  },
  { description: 'What is known of the outcomes of a participant.' },
)

/** Components in the order in which app.ts registers them. */
export const outcomeSchemas = [QuarterWages, QuarterOutcome, PeriodOutcomes, Outcomes]
