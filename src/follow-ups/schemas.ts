/** The follow-up: a planned contact, and what came of it. Attempt, contact, service and outcome are four different facts. */
import { type Static, Type } from 'typebox'
import {
  Coded,
  CodedPatch,
  type Complete,
  day,
  externalId,
  flag,
  instant,
  line,
  list,
  membersOf,
  milestoneRef,
  nullable,
  object,
  oneOf,
  optional,
  patchOf,
  ref,
  text,
  uuid,
} from '../http/schema.ts'

export const followUpKinds = ['appointment', 'plan_review', 'milestone_check', 'post_placement', 'post_exit'] as const
export const followUpStatuses = ['scheduled', 'completed', 'declined', 'unreachable', 'cancelled'] as const

/** How many attempts a follow-up holds; each one is written with all before it. */
export const mostAttempts = 500

export const Attempt = object(
  'Attempt',
  {
    on: day('The day of the attempt.', '2026-07-02'),
    method: oneOf(
      ['phone', 'voicemail', 'text_message', 'email', 'letter', 'in_person', 'video', 'social_media', 'other'],
      'How it was tried.',
    ),
    by: line(100, 'Who tried, as the calling system names them.', 'staff-17'),
    reached: Type.Boolean({ description: 'Whether the participant was reached.', examples: [false] }),
    note: optional(text(4000, 'What is worth knowing about it.', 'No answer.')),
  },
  { description: 'Somebody tried to reach the participant.' },
)
export type Attempt = Complete<Static<typeof Attempt>>

export const Outcome = object(
  'Outcome',
  {
    employment: optional(
      oneOf(
        ['employed', 'registered_apprenticeship', 'military', 'not_employed', 'unknown'],
        'Employment status learned at the follow-up (compare PIRL 1600 to 1606).',
      ),
    ),
    employer: optional(
      Type.Object(
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
      ),
    ),
    occupation: optional(ref(Coded), 'The occupation of the job, as O*NET-SOC codes it.'),
    industry: optional(ref(Coded), 'The industry of the employer, as NAICS codes it.'),
    hourlyWage: optional(
      Type.Number({ minimum: 0, maximum: 10_000, description: 'US dollars per hour.', examples: [21.5] }),
    ),
    weeklyHours: optional(Type.Number({ minimum: 0, maximum: 168, description: 'Hours per week.', examples: [40] })),
    startedOn: optional(day('The first day of the employment.', '2026-06-01')),
    education: optional(text(500, 'Education or training the participant is in.', 'Second year of a nursing degree.')),
    credential: optional(
      Type.Object(
        {
          type: oneOf(
            [
              'secondary_diploma',
              'associate_degree',
              'bachelor_degree',
              'occupational_license',
              'occupational_certificate',
              'occupational_certification',
              'other',
            ],
            'Type of recognized credential (PIRL 1800).',
          ),
          attainedOn: day('The day on which it was attained (PIRL 1801).'),
        },
        { additionalProperties: false, description: 'A credential attained.' },
      ),
    ),
    evidence: optional(
      Type.Object(
        {
          type: oneOf(
            [
              'cross_match',
              'self_attestation',
              'case_notes',
              'electronic_record',
              'pay_record',
              'employer_letter',
              'transcript',
              'credential_copy',
              'survey',
              'other',
            ],
            'The kind of evidence (TEGL 7-18, Change 1).',
          ),
          obtainedOn: day('The day on which it was obtained.', '2026-07-02'),
          staff: line(100, 'The staff member who obtained it.', 'staff-17'),
        },
        { additionalProperties: false, description: 'What the outcome rests on.' },
      ),
    ),
  },
  { description: 'A result that was learned, and what it rests on.' },
)

const described = {
  externalId: optional(
    externalId('The id of the follow-up in the calling system, unique in the agency.', 'cms-10441-f1'),
  ),
  milestoneId: optional(milestoneRef('The milestone of the plan that it checks, by id or externalId.')),
  kind: oneOf(followUpKinds, 'What sort of contact is planned.'),
  opensOn: optional(day('The first day of its window.', '2026-06-01')),
  dueOn: day('The last day on which it is in time.', '2026-06-30'),
  status: Type.Optional(
    Object.assign(oneOf(followUpStatuses, 'Where it stands. Missed is never a status: it is a finding.'), {
      default: 'scheduled',
    }),
  ),
  completedOn: optional(day('The day on which it took place.', '2026-06-15')),
  twoWay: flag('A two-way exchange happened; a letter or a voicemail is none.'),
  services: list(line(200, 'A service.', 'Help with a wage dispute'), {
    description: 'The services delivered at the follow-up.',
    maxItems: 50,
  }),
  purpose: optional(text(500, 'What it is for.', 'Report on actions.')),
  outcome: optional(ref(Outcome), 'What was found out; null until it is known.'),
  note: optional(text(4000, 'Case note.', 'Works days, likes the crew.')),
}

/** What `PATCH` can change; attempts are appended by their own operation. */
const Described = object('FollowUpMembers', described, {
  description: 'The members of a follow-up that a caller writes.',
})

export const NewFollowUp = object(
  'NewFollowUp',
  { ...described, attempts: list(ref(Attempt), { description: 'Attempts already made.', maxItems: mostAttempts }) },
  { description: 'A follow-up as it is sent.' },
)
export type NewFollowUp = Complete<Static<typeof NewFollowUp>>

const OutcomePatch = patchOf(
  'OutcomePatch',
  Outcome,
  { description: 'A merge patch (RFC 7396) of the outcome.' },
  {
    occupation: nullable(ref(CodedPatch), 'The occupation, as O*NET-SOC codes it.'),
    industry: nullable(ref(CodedPatch), 'The industry, as NAICS codes it.'),
  },
)

export const FollowUpPatch = patchOf(
  'FollowUpPatch',
  Described,
  { description: 'A merge patch (RFC 7396). Attempts are appended with POST …/attempts, never patched.' },
  { outcome: nullable(ref(OutcomePatch), 'What was learned; null where nothing was.') },
)
export type FollowUpPatch = Static<typeof FollowUpPatch>

export const FollowUp = object(
  'FollowUp',
  {
    id: uuid('The follow-up (UUIDv7).'),
    planId: uuid('The plan it belongs to.'),
    ...membersOf(NewFollowUp),
    milestoneId: nullable(uuid('The milestone of the plan that it checks.')),
    attempts: Type.Array(ref(Attempt), { description: 'Attempts in the order in which they were recorded.' }),
    recordedAt: nullable(instant('When the service was told how it ended; null while it is scheduled.')),
    quarter: nullable(
      Type.Integer({
        minimum: 1,
        maximum: 4,
        description:
          'Derived: the calendar quarter after the quarter of exit in which dueOn falls; null outside the four.',
        examples: [2],
      }),
    ),
    recordedOn: day('The agency’s date on which the service first saw the follow-up.', '2026-01-05'),
    version: Type.Integer({ minimum: 1, description: 'Rises by one with every write; the ETag.', examples: [1] }),
    createdAt: instant('When it was created.'),
    updatedAt: instant('When it was last written.'),
  },
  { description: 'A planned contact, and what came of it.' },
)
export type FollowUp = Static<typeof FollowUp>

/** Components in the order in which app.ts registers them. */
export const followUpSchemas = [Attempt, Outcome, NewFollowUp, OutcomePatch, FollowUpPatch, FollowUp]
