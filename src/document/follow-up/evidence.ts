/** The evidence for an outcome or an attainment. */
import { Type } from 'typebox'
import { choice, line, optional, pastDay, text } from '../../http/schema.ts'

export const evidenceTypes = [
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
] as const

export const Evidence = Type.Object(
  {
    type: choice(evidenceTypes, 'The kind of evidence (TEGL 7-18, Change 1).'),
    obtainedOn: pastDay('The day on which it was obtained.', '2026-07-02'),
    staff: line(100, 'The staff member who obtained it.', 'staff-17'),
    element: optional(
      line(200, 'For a case note: the data element that it is about.', 'PIRL 1602, employed in quarter 2'),
    ),
    status: optional(
      text(500, 'For a case note: how the participant stands in it.', 'Employed full time since June 1.'),
    ),
  },
  {
    additionalProperties: false,
    description: 'What it rests on; of a case note, its three parts: status for a data element, day, staff.',
  },
)
