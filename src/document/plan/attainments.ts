/** What the participant attained: recognized credentials and measurable skill gains. Kept in the plan as typed JSON. */
import { Type } from 'typebox'
import { choice, copyMembers, day, itemId, line, milestoneRef, object, optional, pastDay } from '../../http/schema.ts'
import type { Fault } from '../../problem.ts'
import { Evidence } from '../follow-up/evidence.ts'
import { credentialTypes } from '../follow-up/outcome.ts'
import { sentMembers } from '../read-only.ts'

/**
 * The types of measurable skill gain (TEGL 10-16, Change 3, p. 13-18); transcripts have two levels. A secondary diploma is one,
 * too, and is recorded as a credential.
 */
export const skillGains = [
  'educational_functioning_level',
  'postsecondary_transcript',
  'secondary_transcript',
  'training_milestone',
  'skills_progression',
] as const

const recordedOn = day('The agency’s date on which the item was first recorded here.', '2026-05-21')

export const NewAttainment = object(
  'NewAttainment',
  {
    id: Type.Optional(itemId('Names the attainment inside the plan; made when left out.', 'welding-license')),
    credential: optional(
      choice(
        credentialTypes,
        'For a recognized credential: its type (PIRL 1800). A secondary diploma is also a skill gain. Either this or skillGain is set.',
      ),
    ),
    skillGain: optional(
      choice(
        skillGains,
        'For a measurable skill gain: its type (PIRL 1806 to 1810). Either this or credential is set.',
      ),
    ),
    name: line(200, 'What was attained.', 'AWS Certified Welder'),
    attainedOn: pastDay('The day on which it was attained.', '2026-05-20'),
    milestoneId: optional(
      milestoneRef('The milestone of this plan that was set for it, by id or externalId; to count, set in advance.'),
    ),
    serviceId: optional(itemId('The training among the services of this plan in which it was attained.', 'welding')),
    evidence: optional(Evidence),
    ...sentMembers('item', { properties: { recordedOn } }),
  },
  { description: 'An attainment as it is sent.' },
)

export const Attainment = object(
  'Attainment',
  {
    ...copyMembers(NewAttainment),
    recordedOn,
  },
  { description: 'A recognized credential or a measurable skill gain.' },
)

type Kinds = { credential: unknown; skillGain: unknown }

/** An attainment is either a credential or a skill gain, never both. */
export function checkAttainments(attainments: readonly Kinds[], faults: Fault[]): void {
  attainments.forEach(({ credential, skillGain }, index) => {
    if ((credential === null) === (skillGain === null))
      faults.push({ pointer: `/attainments/${index}`, detail: 'must have either credential or skillGain' })
  })
}

/** Components in the order in which app.ts registers them. */
export const attainmentSchemas = [NewAttainment, Attainment]
