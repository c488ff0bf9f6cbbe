/** The participant, and the periods of participation that the law counts (TEGL 10-16; PIRL 900 and 901). */
import { type Static, Type } from 'typebox'
import {
  type Complete,
  choice,
  copyMembers,
  day,
  instant,
  itemId,
  line,
  list,
  nullable,
  object,
  optional,
  participantIdPattern,
  pastDay,
  patchSchema,
  ref,
  text,
} from '../../http/schema.ts'
import { sentMembers } from '../read-only.ts'

export const programs = ['adult', 'dislocated_worker', 'youth', 'wagner_peyser', 'other'] as const

/** PIRL 923, Other Reasons for Exit, in words and in the order of its codes from 00, which is "no other reason". */
export const exitReasons = [
  'none',
  'institutionalized',
  'health_or_medical',
  'deceased',
  'reserve_forces',
  'foster_care',
  'ineligible',
  'criminal_offender',
] as const

export const FollowUpDecision = object(
  'FollowUpDecision',
  {
    decision: choice(
      ['accepted', 'declined', 'unreachable'],
      'What the participant answered to the offer of follow-up services; unreachable where no answer could be had.',
    ),
    decidedOn: pastDay('The day of the answer, or of the last attempt to have one.', '2026-01-05'),
    staff: line(100, 'The staff member who made the offer, as the calling system names them.', 'staff-17'),
    note: optional(
      text(1000, 'What is worth knowing about it; why, where it was declined.', 'Moves to another state.'),
    ),
  },
  { description: 'What became of the offer of follow-up services.' },
)

const FollowUpDecisionPatch = patchSchema('FollowUpDecisionPatch', FollowUpDecision, {
  description: 'A merge patch (RFC 7396) of what became of the offer; it must be whole afterwards.',
})

const ProgramParticipation = object(
  'ProgramParticipation',
  {
    program: choice(programs, 'The program.'),
    enteredOn: optional(pastDay('The day of entry into this program.', '2026-01-02')),
    exitedOn: optional(pastDay('The last day in this program.', '2026-05-29')),
  },
  {
    description:
      'A program in which the person takes part, with its own days: co-enrolled people enter on different ones.',
  },
)

export const Youth = object(
  'Youth',
  {
    school: choice(
      ['in_school', 'out_of_school'],
      'Whether the person was in school at program entry (29 USC 3164(a)(1)).',
    ),
  },
  { description: 'What is known of a participant in the youth program.' },
)

/** Who has priority in the adult program (29 USC 3174(c)(3)(E)); the law says what each word means. */
export const priorityGroups = ['public_assistance', 'low_income', 'basic_skills_deficient', 'none'] as const

export const NewPeriod = object(
  'NewPeriod',
  {
    id: Type.Optional(itemId('The period; chosen by the caller, or made by the service.', '2026-1')),
    programs: Type.Array(ref(ProgramParticipation), {
      minItems: 1,
      maxItems: 5,
      description: 'The programs in which the person takes part (PIRL 903 to 910), each named once.',
      examples: [[{ program: 'adult', enteredOn: '2026-01-02', exitedOn: null }]],
    }),
    eligibleOn: optional(pastDay('The day on which eligibility was determined.', '2025-12-30')),
    recertifiedOn: optional(
      pastDay('The day on which eligibility was last certified again before entry.', '2026-01-02'),
    ),
    priorityGroup: optional(
      choice(
        priorityGroups,
        'For the adult program: why the person has priority for individualized career services and training (29 USC ' +
          '3174(c)(3)(E)), or none; null where nobody has asked.',
      ),
    ),
    selectiveServiceOn: optional(
      pastDay(
        'The day on which it was established that the person has registered with Selective Service or need not (29 USC ' +
          '3249(h)). Which of the two it is has no member, so that nothing else about the person is kept.',
        '2025-12-30',
      ),
    ),
    enteredOn: optional(
      pastDay(
        'Date of program entry (PIRL 900); left out, it is the earliest entry into one of the programs.',
        '2026-01-02',
      ),
    ),
    firstCounselingOn: optional(
      pastDay(
        'First individual counseling session, one on one; intake, orientation and group sessions do not count.',
        '2026-01-05',
      ),
    ),
    employedOn: optional(pastDay('First day of unsubsidized employment.', '2026-06-01')),
    lastServiceOn: optional(
      pastDay(
        'The last day of a service that delays exit: self-service, information, follow-up and supportive services do not.',
        '2026-05-29',
      ),
    ),
    nextServiceOn: optional(day('The day for which the next such service is scheduled and documented.', '2026-08-03')),
    followUpDecision: optional(ref(FollowUpDecision), 'What became of the offer of follow-up services.'),
    exitedOn: optional(
      pastDay(
        'Date of program exit (PIRL 901); left out, it is the latest exit from one of the programs, once all have one.',
        '2026-05-29',
      ),
    ),
    exitReason: optional(
      choice(exitReasons, 'Other reason for exit (PIRL 923); it can exclude the person from the indicators.'),
    ),
    youth: optional(ref(Youth), 'What is known of a participant in the youth program.'),
  },
  { description: 'A period of participation as it is sent.' },
)
export type NewPeriod = Complete<Static<typeof NewPeriod>>

export const Period = object(
  'Period',
  {
    ...copyMembers(NewPeriod),
    recordedOn: day('The day on which the service first saw the period.', '2026-01-02'),
    exitRecordedOn: nullable(day('The day on which the exit, as it is now, was recorded.', '2026-08-31')),
  },
  { description: 'A period of participation: from program entry to exit. It is open as long as it has no exit.' },
)
export type Period = Static<typeof Period>

const YouthPatch = patchSchema('YouthPatch', Youth, {
  description: 'A merge patch (RFC 7396) of what is known of a youth; it must be whole afterwards.',
})

export const PeriodPatch = patchSchema(
  'PeriodPatch',
  object('PeriodMembers', Type.Omit(NewPeriod, ['id']).properties, { description: 'What can be changed.' }),
  { description: 'A merge patch (RFC 7396) of a period: members left out stay, null clears an optional member.' },
  {
    followUpDecision: nullable(ref(FollowUpDecisionPatch), 'What became of the offer of follow-up services.'),
    youth: nullable(ref(YouthPatch), 'What is known of a participant in the youth program.'),
  },
)
export type PeriodPatch = Static<typeof PeriodPatch>

const Hold = object(
  'Hold',
  {
    reason: text(1000, 'Why the record must be kept.', 'Audit of program year 2025.'),
    until: optional(day('The last day of the hold; null while it has no end.', '2027-12-31')),
  },
  { description: 'A hold: the record of the person must be kept while it lasts.' },
)

/** The id of a participant. */
export const participantId = Type.String({
  pattern: participantIdPattern,
  description:
    'The opaque id of the person in the case-management system, percent-encoded in an address; never a Social Security number.',
  examples: ['P-20931'],
})

/** The most periods that a participant has. */
export const maxPeriods = 50

export const NewParticipant = object(
  'NewParticipant',
  {
    language: optional(
      Type.String({
        pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$',
        description: 'The language in which the person reads, as a tag (BCP 47).',
        examples: ['es-US'],
      }),
    ),
    hold: optional(ref(Hold), 'Why the record must be kept; null where nothing asks for it.'),
    periods: list(ref(NewPeriod), {
      description: 'The periods of participation; at most one is open, and none overlaps another.',
      maxItems: maxPeriods,
    }),
  },
  { description: 'What is said of a participant.' },
)
export type NewParticipant = Complete<Static<typeof NewParticipant>>

const HoldPatch = patchSchema('HoldPatch', Hold, {
  description: 'A merge patch (RFC 7396) of a hold; it must be whole afterwards.',
})

export const ParticipantPatch = patchSchema(
  'ParticipantPatch',
  NewParticipant,
  {
    description:
      'A merge patch (RFC 7396): members left out stay, null clears an optional member, periods are replaced whole.',
  },
  { hold: nullable(ref(HoldPatch), 'Why the record must be kept.') },
)
export type ParticipantPatch = Static<typeof ParticipantPatch>

export const Participant = object(
  'Participant',
  {
    id: participantId,
    ...copyMembers(NewParticipant),
    periods: Type.Array(ref(Period), { description: 'The periods of participation, in the order of their entry.' }),
    retainUntil: nullable(
      day(
        'The last day on which the record must be kept: so many years (retentionYears of the policy) after the close of the ' +
          'program year of the last exit (29 CFR 38.43). Null as long as the person has not exited.',
        '2029-06-30',
      ),
    ),
    recordedOn: day('The day on which the service first saw the person.', '2026-01-02'),
    version: Type.Integer({ minimum: 1, description: 'Rises with every change; the ETag.', examples: [1] }),
    createdAt: instant('When it was created.'),
    updatedAt: instant('When it was last changed.'),
  },
  { description: 'A person, known only by an opaque id, with the periods in which the person takes part.' },
)
export type Participant = Static<typeof Participant>

export const PutPeriod = object(
  'PutPeriod',
  { ...NewPeriod.properties, ...sentMembers('period', Period) },
  { description: 'A period of participation, as it is sent or as it was read.' },
)

export type PutPeriod = Complete<Static<typeof PutPeriod>>

export const PutParticipant = object(
  'PutParticipant',
  {
    id: optional(participantId, 'The id of the address; it may be left out.'),
    ...NewParticipant.properties,
    ...sentMembers('participant', Participant),
    periods: list(ref(PutPeriod), {
      description: 'The periods of participation; at most one is open, and none overlaps another.',
      maxItems: maxPeriods,
    }),
  },
  { description: 'A participant, as it is sent or as it was read, at this agency or at another one.' },
)
export type PutParticipant = Complete<Static<typeof PutParticipant>>

export const MergeParticipant = object(
  'MergeParticipant',
  {
    into: participantId,
    reason: optional(text(1000, 'Why; kept in the history.', 'The same person, registered twice.')),
  },
  { description: 'The participant to whom everything goes.' },
)

/** Components in the order in which app.ts registers them. */
export const participantSchemas = [
  FollowUpDecision,
  FollowUpDecisionPatch,
  ProgramParticipation,
  Youth,
  YouthPatch,
  NewPeriod,
  Period,
  PeriodPatch,
  Hold,
  HoldPatch,
  NewParticipant,
  ParticipantPatch,
  Participant,
  MergeParticipant,
  PutPeriod,
  PutParticipant,
]
