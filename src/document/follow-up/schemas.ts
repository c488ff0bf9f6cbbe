/** The follow-up: a planned contact, and what came of it. Attempt, contact, service, and outcome are four separate facts. */
import { type Static, Type } from 'typebox'
import {
  type Complete,
  choice,
  copyMembers,
  day,
  externalId,
  flag,
  instant,
  line,
  list,
  milestoneRef,
  nullable,
  object,
  optional,
  pastDay,
  patchSchema,
  ref,
  text,
  uuid,
} from '../../http/schema.ts'
import { Outcome, OutcomePatch } from './outcome.ts'

export const followUpKinds = ['appointment', 'plan_review', 'milestone_check', 'post_placement', 'post_exit'] as const
export const followUpStatuses = ['scheduled', 'completed', 'declined', 'unreachable', 'cancelled'] as const

/** How many attempts a follow-up holds; all of them are rewritten with each new one. */
export const maxAttempts = 500

export const Attempt = object(
  'Attempt',
  {
    on: pastDay('The day of the attempt.', '2026-07-02'),
    method: choice(
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

const described = {
  externalId: optional(
    externalId('The id of the follow-up in the calling system, unique in the agency.', 'cms-10441-f1'),
  ),
  milestoneId: optional(milestoneRef('The milestone of the plan that it checks, by id or externalId.')),
  kind: choice(followUpKinds, 'What sort of contact is planned.'),
  opensOn: optional(day('The first day of its window.', '2026-06-01')),
  dueOn: day('The last day on which it is in time.', '2026-06-30'),
  status: Type.Optional(
    Object.assign(choice(followUpStatuses, 'Where it stands. Missed is never a status: it is a finding.'), {
      default: 'scheduled',
    }),
  ),
  completedOn: optional(pastDay('The day on which it took place.', '2026-06-15')),
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
  { ...described, attempts: list(ref(Attempt), { description: 'Attempts already made.', maxItems: maxAttempts }) },
  { description: 'A follow-up as it is sent.' },
)
export type NewFollowUp = Complete<Static<typeof NewFollowUp>>

export const FollowUpPatch = patchSchema(
  'FollowUpPatch',
  Described,
  { description: 'A merge patch (RFC 7396). Attempts are appended with POST …/attempts, never patched.' },
  { outcome: nullable(ref(OutcomePatch), 'What was learned; null where nothing was.') },
)
export type FollowUpPatch = Static<typeof FollowUpPatch>

export const FollowUpSchedule = object(
  'FollowUpSchedule',
  {
    clock: choice(
      ['employment', 'exit'],
      'The clock it was planned by: from the first day of employment (29 USC 3174(c)(2)(A)(xiii)) or from exit (29 USC 3164(c)(2)(I)).',
    ),
    number: Type.Integer({ minimum: 1, maximum: 36, description: 'Which of the clock it is, from 1.', examples: [2] }),
    from: day('The day that the clock ran from when it was planned.', '2026-05-29'),
    opensOn: day('The first day of the window that was planned.', '2026-07-01'),
    dueOn: day('The last day of the window that was planned.', '2026-09-30'),
    cancelledAt: nullable(
      instant(
        'When a schedule itself cancelled it, because nothing asks for it; it is planned again where something does. Null where none has.',
      ),
    ),
  },
  { description: 'How a follow-up was planned. Where its window is still the planned one, nobody has moved it.' },
)
export type FollowUpSchedule = Static<typeof FollowUpSchedule>

export const FollowUp = object(
  'FollowUp',
  {
    id: uuid('The follow-up (UUIDv7).'),
    planId: uuid('The plan it belongs to.'),
    ...copyMembers(NewFollowUp),
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
    schedule: nullable(ref(FollowUpSchedule), 'How it was planned by a schedule; null where a caller planned it.'),
    recordedOn: day('The agency’s date on which the service first saw the follow-up.', '2026-01-05'),
    version: Type.Integer({ minimum: 1, description: 'Rises by one with every write; the ETag.', examples: [1] }),
    createdAt: instant('When it was created.'),
    updatedAt: instant('When it was last written.'),
  },
  { description: 'A planned contact, and what came of it.' },
)
export type FollowUp = Static<typeof FollowUp>

/** Components in the order in which app.ts registers them. */
export const followUpSchemas = [Attempt, Outcome, NewFollowUp, OutcomePatch, FollowUpPatch, FollowUpSchedule, FollowUp]
