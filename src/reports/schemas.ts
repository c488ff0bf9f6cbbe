/** Reports: their definitions, their numbers, and the rows behind those. */
import { Type } from 'typebox'
import { programs } from '../document/participant/schemas.ts'
import { knowledge } from '../findings/schemas.ts'
import { choice, day, line, nullable, object, ref, uuid } from '../http/schema.ts'
import { Citation } from '../policy/citation.ts'
import { CaseloadNumbers, group } from './caseload-schemas.ts'
import { groupings } from './groups.ts'
import { cohortKinds, results } from './report.ts'

const name = line(100, 'The report.', 'employment-after-exit')
const version = Type.Integer({
  minimum: 1,
  description: 'The version of the definition; it rises whenever a number can be another one for the same facts.',
  examples: [1],
})
const measure = line(100, 'The measure.', 'quarter-2')
const count = (description: string) => nullable(Type.Integer({ minimum: 0, description, examples: [31] }))
const average = (description: string) => nullable(Type.Number({ description, examples: [9120.5] }))
const reason = line(100, 'Why, as a code of one word.', 'not_recorded')

export const Report = object(
  'Report',
  {
    name,
    question: line(
      200,
      'What it answers.',
      'Were participants employed in the second and in the fourth quarter after exit?',
    ),
    definitionVersion: version,
    cohort: choice(
      cohortKinds,
      'Whom it counts: the periods of participation that ended in a span, those whose first individual counseling was in ' +
        'one, those in education or training in a program year, or those with follow-ups that are due in a span.',
    ),
    parameters: Type.Array(line(40, 'A parameter.', 'exitQuarter'), {
      description: 'The parameters by which its cohort is named.',
    }),
    measures: Type.Array(
      Type.Object(
        {
          measure,
          statement: line(1000, 'What is counted, of what.', 'Periods employed in quarter 2 after exit, of those …'),
          value: nullable(
            line(200, 'What the value of a row is, with its unit.', 'The wages of the quarter. US dollars.'),
          ),
          average: nullable(choice(['median', 'mean'], 'How values are summed up.')),
        },
        { additionalProperties: false },
      ),
      { description: 'What it counts.' },
    ),
    reasons: Type.Array(line(100, 'A reason.', 'not_recorded'), {
      description: 'The reasons that its rows can have.',
    }),
    citation: ref(Citation),
    example: Type.Object(
      {
        tells: line(1000, 'What it shows.', 'Three exits in May 2026, of which two …'),
        plans: Type.Array(
          Type.Object({}, { additionalProperties: true, description: 'A plan document, ready for POST /v1/plans.' }),
          { description: 'The plans of an agency.' },
        ),
        query: line(200, 'What is asked.', 'exitQuarter=2026-Q2&asOf=2027-03-01'),
        answers: Type.Array(
          Type.Object({}, { additionalProperties: true, description: 'Members of a measure that is answered.' }),
          { description: 'What is answered.' },
        ),
      },
      { additionalProperties: false, description: 'A worked example; the tests run it.' },
    ),
  },
  { description: 'The definition of a report.' },
)

const share = (numerator: string, denominator: string) => ({
  numerator: count(numerator),
  denominator: count(denominator),
  rate: nullable(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'The share; null where the denominator is 0.',
      examples: [0.775],
    }),
  ),
})

export const ReportMeasure = object(
  'ReportMeasure',
  {
    measure,
    federal: nullable(
      Type.Object(
        {
          ...share('Rows with federal: numerator.', 'Rows with federal.'),
          median: average('The median of the values, where the definition has one.'),
          isFinal: nullable(
            Type.Boolean({
              description:
                'Whether it can no longer change as days pass: the cohort is whole, and nothing is pending or can still become known.',
              examples: [true],
            }),
          ),
        },
        {
          additionalProperties: false,
          description:
            'Of a federal indicator: the number as the law counts it, in which what can no longer become known is no success; ' +
            'null for other measures.',
        },
      ),
    ),
    known: Type.Object(
      {
        ...share('Rows with the result numerator.', 'Rows with the result numerator or denominator.'),
        median: average('The median of the values of its rows, where the definition has one.'),
        mean: average('The mean of the values of its rows, where the definition has one.'),
      },
      { additionalProperties: false, description: 'The number as far as it is known.' },
    ),
    excluded: nullable(
      Type.Array(
        Type.Object(
          {
            reason: nullable(reason),
            count: Type.Integer({ minimum: 0, description: 'Rows.', examples: [12] }),
          },
          { additionalProperties: false },
        ),
        {
          description:
            'Rows that are counted nowhere, by reason: for outcomes the reason of exit (PIRL 923; law lets adults and ' +
            'dislocated workers be excluded for 01 to 04, youth for 01 to 05). With suppressBelow in one number.',
        },
      ),
    ),
    unknown: count('Rows of which it is not known, though it could be.'),
    pending: count(
      'Rows whose window has not ended on asOf, whatever is known of them already, or of which it is not known yet whether the question arises.',
    ),
    reasons: Type.Array(
      Type.Object(
        {
          result: choice(results, 'What the rows count as.'),
          reason,
          count: Type.Integer({ minimum: 0, description: 'Rows.', examples: [20] }),
        },
        { additionalProperties: false },
      ),
      { description: 'Why rows that are not excluded count as what they do; empty with suppressBelow.' },
    ),
    suppressed: Type.Boolean({ description: 'Whether counts were left out by suppressBelow.', examples: [false] }),
  },
  { description: 'The numbers of a measure; null where they are suppressed.' },
)

export const ReportNumbers = object(
  'ReportNumbers',
  {
    report: name,
    definitionVersion: version,
    ...knowledge,
    asOf: day('The day on which windows count as ended or pending.', '2027-03-01'),
    known: choice(['now', 'then'], 'Whether the day is answered by what is known now, or as it was known at its end.'),
    cohort: Type.Object(
      {
        by: choice(['exit', 'counseling', 'training', 'due'], 'By what periods of participation belong to the cohort.'),
        from: day('The first day.', '2026-04-01'),
        to: day('The last day.', '2026-06-30'),
      },
      { additionalProperties: false, description: 'Whose periods are counted, each once.' },
    ),
    program: nullable(choice(programs, 'Only participants of this program, counted as such.')),
    office: nullable(line(100, 'Only those of this office.', 'downtown')),
    careerPlanner: nullable(line(100, 'Only those of this career planner.', 'staff-17')),
    groupBy: Type.Array(choice(groupings, 'A grouping.'), { description: 'By what groups are made.' }),
    suppressBelow: nullable(Type.Integer({ description: 'Below which counts are left out.', examples: [10] })),
    measures: Type.Array(ref(ReportMeasure), { description: 'The numbers of all, each period counted once.' }),
    groups: Type.Array(
      Type.Object(
        {
          group,
          measures: Type.Array(ref(ReportMeasure), { description: 'The numbers of the group.' }),
        },
        { additionalProperties: false },
      ),
      { description: 'The same by group, where that was asked for.' },
    ),
  },
  { description: 'The numbers of a report.' },
)

export const ReportRow = object(
  'ReportRow',
  {
    participantId: line(128, 'The participant, as the case-management system names them.', 'P-20931'),
    planIds: Type.Array(uuid('A plan.'), { description: 'The plans of the period, oldest first; it may have none.' }),
    programs: Type.Array(choice(programs, 'A program.'), { description: 'The programs of the participant.' }),
    enteredOn: nullable(day('Program entry (PIRL 900).', '2026-01-02')),
    exitedOn: nullable(day('Program exit (PIRL 901).', '2026-05-29')),
    office: nullable(line(100, 'The office of the latest plan, on the day that is asked for.', 'downtown')),
    careerPlanner: nullable(
      line(100, 'The career planner of the latest plan, on the day that is asked for.', 'staff-17'),
    ),
    measure,
    itemId: nullable(
      line(
        140,
        'The follow-up, milestone or attainment that is counted; null where it is the period.',
        '019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17',
      ),
    ),
    on: nullable(
      day(
        'The day by which it is counted: of exit, of the first session, or on which a follow-up is due.',
        '2026-05-29',
      ),
    ),
    result: choice(
      results,
      'What the row counts as: numerator also counts in the denominator; denominator only there; the others in neither.',
    ),
    federal: nullable(
      choice(
        ['numerator', 'denominator'],
        'Of a federal indicator: what the row counts as by law, where what can no longer become known is no success; null where ' +
          'it does not count, or not yet.',
      ),
    ),
    reason: nullable(line(2000, 'Why, as codes of one word with spaces between them.', 'not_recorded')),
    value: nullable(Type.Number({ description: 'Its value, where the measure has one.', examples: [9120.5] })),
  },
  { description: 'What a report counts: the count of its rows by result is its number.' },
)

/** Components in the order in which app.ts registers them. */
export const reportSchemas = [Report, ReportMeasure, ReportNumbers, ReportRow, CaseloadNumbers]
