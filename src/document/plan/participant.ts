/** The person the plan is for. */
import { Type } from 'typebox'
import { choice, day, externalId, line, nullable, object, optional, patchSchema, ref, text } from '../../http/schema.ts'

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
    decidedOn: day('The day of the answer, or of the last attempt to have one.', '2026-01-05'),
    staff: line(100, 'The staff member who made the offer, as the calling system names them.', 'staff-17'),
    note: optional(
      text(1000, 'What is worth knowing about it; why, where it was declined.', 'Moves to another state.'),
    ),
  },
  { description: 'What became of the offer of follow-up services.' },
)

export const Participant = object(
  'Participant',
  {
    id: externalId(
      'The opaque id of the person in the case-management system; never a Social Security number.',
      'P-20931',
    ),
    programs: Type.Array(choice(programs, 'A program.'), {
      minItems: 1,
      maxItems: 5,
      uniqueItems: true,
      description: 'The programs in which the person takes part (PIRL 903 to 910); co-enrolled people have several.',
      examples: [['adult']],
    }),
    eligibleOn: optional(day('The day on which eligibility for the program was determined.', '2025-12-30')),
    enteredOn: optional(day('Date of program entry (PIRL 900).', '2026-01-02')),
    firstCounselingOn: optional(
      day(
        'First individual counseling session, one on one; intake, orientation and group sessions do not count.',
        '2026-01-05',
      ),
    ),
    employedOn: optional(day('First day of unsubsidized employment.', '2026-06-01')),
    lastServiceOn: optional(
      day(
        'The last day of a service that delays exit: self-service, information, follow-up and supportive services do not.',
        '2026-05-29',
      ),
    ),
    nextServiceOn: optional(day('The day for which the next such service is scheduled and documented.', '2026-08-03')),
    followUpDecision: optional(ref(FollowUpDecision), 'What became of the offer of follow-up services.'),
    exitedOn: optional(day('Date of program exit (PIRL 901): the last day of a qualifying service.', '2026-05-29')),
    exitReason: optional(
      choice(exitReasons, 'Other reason for exit (PIRL 923); it can exclude the person from the indicators.'),
    ),
  },
  { description: 'The person the plan is for, known only by an opaque id, with the dates that clocks run from.' },
)

const FollowUpDecisionPatch = patchSchema('FollowUpDecisionPatch', FollowUpDecision, {
  description: 'A merge patch (RFC 7396) of what became of the offer; it must be whole afterwards.',
})

export const ParticipantPatch = patchSchema(
  'ParticipantPatch',
  Participant,
  { description: 'A merge patch (RFC 7396) of the participant.' },
  { followUpDecision: nullable(ref(FollowUpDecisionPatch), 'What became of the offer of follow-up services.') },
)

/** Components in the order in which app.ts registers them. */
export const participantSchemas = [FollowUpDecision, FollowUpDecisionPatch, Participant, ParticipantPatch]
