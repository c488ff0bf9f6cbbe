/** The milestone: an action step with a date, tied to a goal. */
import { type Static, Type } from 'typebox'
import {
  type Complete,
  choice,
  copyMembers,
  day,
  externalId,
  flag,
  instant,
  itemId,
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

export const milestoneKinds = [
  'education',
  'training',
  'employment',
  'job_search',
  'networking',
  'career_exploration',
  'credential',
  'support',
  'other',
] as const
export const milestoneStatuses = ['planned', 'in_progress', 'completed', 'stopped'] as const

export const Responsible = object(
  'Responsible',
  {
    party: choice(['participant', 'staff', 'partner'], 'Who does it.'),
    name: optional(line(200, 'The name of the staff member or partner.', 'Training provider')),
  },
  { description: 'Who is responsible for the milestone.' },
)

export const NewMilestone = object(
  'NewMilestone',
  {
    externalId: optional(
      externalId('The id of the milestone in the calling system, unique in the agency.', 'cms-10441-1'),
    ),
    goalId: optional(itemId('The goal of the plan that this step serves.', 'laborer')),
    parentId: optional(
      milestoneRef(
        'The milestone of the same plan that this is a part of, by id or externalId; at most three levels: goal, small, mini.',
      ),
    ),
    statement: text(1000, 'The action step.', 'Update the resume.'),
    kind: choice(milestoneKinds, 'What sort of step it is.'),
    startOn: optional(day('The day on which it starts.', '2026-01-09')),
    dueOn: optional(day('The day by which it should be done.', '2026-01-31')),
    term: optional(
      choice(
        ['short', 'intermediate', 'long'],
        'Short: within 6 months of its start; intermediate: within 18; long: later. Derived from the dates when left out.',
      ),
    ),
    doneWhen: optional(text(1000, 'How one can tell that it is done.', 'The new resume is in the file.')),
    responsible: optional(ref(Responsible), 'Who does it; null where nobody is named.'),
    where: optional(line(200, 'Where it takes place.', 'Training provider')),
    alternatives: list(text(500, 'A back-up plan.', 'Use the resume workshop.'), {
      description: 'Back-up plans.',
      maxItems: 20,
    }),
    alternativesDiscussed: flag('Alternatives were discussed, whether or not any is listed.'),
    mitigates: list(itemId('A barrier of the plan.', 'reading'), {
      description: 'Barriers of the plan that this step makes smaller.',
      uniqueItems: true,
    }),
    closes: list(itemId('A gap of the plan.', 'tickets'), {
      description: 'Gaps of the plan that this step closes.',
      uniqueItems: true,
    }),
    status: Type.Optional(Object.assign(choice(milestoneStatuses, 'Where the step stands.'), { default: 'planned' })),
    statusReason: optional(text(1000, 'Why it has this status.', 'The course was cancelled.')),
    completedOn: optional(pastDay('The day on which it was completed.', '2026-01-30')),
    reflection: optional(text(4000, 'What the participant makes of it.', 'I now know what employers look for.')),
    setOn: optional(
      pastDay(
        'The day on which it was set, where that is earlier than recordedOn: for a plan that was kept elsewhere before. Needs setEvidence.',
        '2026-01-09',
      ),
    ),
    setEvidence: optional(
      text(1000, 'What shows that it was set on setOn.', 'Signed plan of January 9 in the old system.'),
    ),
  },
  { description: 'A milestone as it is sent.' },
)
export type NewMilestone = Complete<Static<typeof NewMilestone>>

const ResponsiblePatch = patchSchema('ResponsiblePatch', Responsible, {
  description: 'A merge patch (RFC 7396) of who is responsible.',
})

const patched = patchSchema(
  'MilestonePatch',
  NewMilestone,
  {
    description:
      'A merge patch (RFC 7396). Moving a dueOn that was set needs rescheduleReason; setting the first one does not.',
  },
  { responsible: nullable(ref(ResponsiblePatch), 'Who does it; null where nobody is named.') },
)
export const MilestonePatch = Type.Unsafe<Static<typeof patched> & { rescheduleReason?: string }>({
  ...patched,
  properties: {
    // TypeBox types a patched object without its properties
    ...(patched as unknown as { properties: object }).properties,
    rescheduleReason: text(1000, 'Why dueOn moves; kept in reschedules.', 'The provider moved the course.'),
  },
})
export type MilestonePatch = Static<typeof MilestonePatch>

export const Milestone = object(
  'Milestone',
  {
    id: uuid('The milestone (UUIDv7).'),
    planId: uuid('The plan it belongs to.'),
    ...copyMembers(NewMilestone),
    parentId: nullable(uuid('The milestone of the same plan that this is a part of.')),
    termDeclared: Type.Boolean({
      description: 'True where term was declared by the caller, false where it was derived from the dates.',
      examples: [false],
    }),
    reschedules: Type.Array(
      Type.Object(
        {
          from: day('The date it was moved from.', '2026-01-31'),
          to: nullable(day('The date it was moved to; null where the date was taken away.', '2026-02-28')),
          reason: Type.String({ description: 'Why it was moved.', examples: ['The provider moved the course.'] }),
          at: instant('When it was moved.'),
        },
        { additionalProperties: false },
      ),
      { description: 'Every move of dueOn, oldest first; kept by the service.' },
    ),
    recordedOn: day('The agency’s date on which the service first saw the milestone.', '2026-01-05'),
    version: Type.Integer({ minimum: 1, description: 'Rises by one with every write; the ETag.', examples: [1] }),
    createdAt: instant('When it was created.'),
    updatedAt: instant('When it was last written.'),
  },
  { description: 'An action step with a date, tied to a goal.' },
)
export type Milestone = Static<typeof Milestone>

/** Components in the order in which app.ts registers them. */
export const milestoneSchemas = [Responsible, NewMilestone, ResponsiblePatch, MilestonePatch, Milestone]
