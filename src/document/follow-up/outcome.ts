/** What was learned at a follow-up: employment, wages, enrollment, a credential, and the evidence for each. */
import { type Static, Type } from 'typebox'
import {
  Coded,
  CodedPatch,
  type Complete,
  choice,
  flag,
  line,
  nullable,
  object,
  optional,
  pastDay,
  patchSchema,
  ref,
  text,
} from '../../http/schema.ts'
import { Evidence } from './evidence.ts'

/** PIRL 1800, Type of Recognized Credential, in words and in the order of its codes. */
export const credentialTypes = [
  'secondary_diploma',
  'associate_degree',
  'bachelor_degree',
  'occupational_license',
  'occupational_certificate',
  'occupational_certification',
  'other',
] as const

/** Where employment in a quarter was found, most authoritative first. */
export const outcomeSources = ['ui_wage_record', 'federal_record', 'military_record', 'supplemental'] as const

const Employer = Type.Object(
  {
    name: optional(line(200, 'The name of the employer.', 'Lakeside Builders')),
    fein: optional(
      Type.String({
        pattern: '^\\d{2}-\\d{7}$',
        description: 'Federal Employer Identification Number: two digits, a hyphen, seven digits.',
        examples: ['12-3456789'],
      }),
    ),
  },
  { additionalProperties: false, description: 'The employer.' },
)

const Enrollment = Type.Object(
  {
    in: choice(
      ['secondary', 'postsecondary', 'occupational_training'],
      'The kind of education or training (PIRL 1900, 1901); postsecondary and occupational training lead to a recognized postsecondary credential.',
    ),
    on: pastDay('The day of enrollment (after exit: PIRL 1406).', '2026-09-01'),
  },
  { additionalProperties: false, description: 'Education or training the participant is enrolled in.' },
)

export const Outcome = object(
  'Outcome',
  {
    quarter: optional(
      Type.Integer({
        minimum: 1,
        maximum: 4,
        description:
          'The calendar quarter after the quarter of exit that it is about; where null, the one in which the follow-up is due.',
        examples: [2],
      }),
    ),
    employment: optional(
      choice(
        ['employed', 'registered_apprenticeship', 'military', 'not_employed', 'unknown'],
        'Employment status learned at the follow-up (compare PIRL 1600 to 1606).',
      ),
    ),
    source: optional(
      choice(outcomeSources, 'Where the employment was found (compare PIRL 1601 to 1607, Type of Employment Match).'),
    ),
    employer: optional(Employer),
    sameEmployerBasis: optional(
      text(
        500,
        'Where no FEIN is known: what confirms that the employer is the same as in quarter 2.',
        'Same pay stubs.',
      ),
    ),
    occupation: optional(ref(Coded), 'The occupation of the job, as O*NET-SOC codes it.'),
    industry: optional(ref(Coded), 'The industry of the employer, as NAICS codes it.'),
    hourlyWage: optional(
      Type.Number({ minimum: 0, maximum: 10_000, description: 'US dollars per hour.', examples: [21.5] }),
    ),
    weeklyHours: optional(Type.Number({ minimum: 0, maximum: 168, description: 'Hours per week.', examples: [40] })),
    wagesPaid: optional(
      Type.Number({
        minimum: 0,
        maximum: 999_999.98,
        description: 'What was actually paid in the quarter (PIRL 1703 to 1706). US dollars; known when it has ended.',
        examples: [10_980.5],
      }),
    ),
    convertsWages: flag(
      'No record says what was paid, so that the wages of the quarter are hourlyWage × weeklyHours × 13 weeks (TEGL 10-16, Change 3, Attachment III).',
    ),
    startedOn: optional(pastDay('The first day of the employment.', '2026-06-01')),
    education: optional(text(500, 'Education or training the participant is in.', 'Second year of a nursing degree.')),
    enrollment: optional(Enrollment),
    credential: optional(
      Type.Object(
        {
          type: choice(credentialTypes, 'Type of recognized credential (PIRL 1800).'),
          attainedOn: pastDay('The day on which it was attained (PIRL 1801).'),
        },
        { additionalProperties: false, description: 'A credential attained.' },
      ),
    ),
    evidence: optional(Evidence),
  },
  { description: 'A result that was learned, and what it rests on.' },
)

/** An outcome as stored: absent members are null. */
export type Outcome = Complete<Static<typeof Outcome>>

export const OutcomePatch = patchSchema(
  'OutcomePatch',
  Outcome,
  { description: 'A merge patch (RFC 7396) of the outcome.' },
  {
    occupation: nullable(ref(CodedPatch), 'The occupation, as O*NET-SOC codes it.'),
    industry: nullable(ref(CodedPatch), 'The industry, as NAICS codes it.'),
  },
)
