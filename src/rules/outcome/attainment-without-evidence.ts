import { addDays, latestDay } from '../../calendar.ts'
import { defineRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** Papers are uploaded within these days of being had. */
const uploadDays = 10

const license = {
  id: 'license',
  credential: 'occupational_license',
  name: 'Commercial driver license',
  attainedOn: '2026-05-20',
}
const evidence = { type: 'credential_copy', obtainedOn: '2026-05-21', staff: 'staff-17' }

export default defineRule({
  name: 'attainment-without-evidence',
  about: 'attainment',
  severity: 'warning',
  statement: 'A credential or skill gain has its evidence within ten days after it was attained and recorded.',
  citation: cite(sources.wisconsin12_2_4, ' (papers for validated elements are uploaded within 10 days)'),
  also: [cite(sources.tegl7_18, ' (what shows a credential and a skill gain)')],
  examples: {
    passes: [
      {
        name: 'a license with a copy of it',
        recordedOn: '2026-05-21',
        document: { attainments: [{ ...license, evidence }] },
      },
    ],
    fails: [
      {
        name: 'a license without evidence: in time for ten days after it was recorded, late from the eleventh',
        recordedOn: '2026-05-21',
        document: { attainments: [license] },
        holds: [
          {
            subject: 'license',
            from: '2026-06-01',
            message: 'Attained May 20, 2026, 12 days ago, and no evidence is on record. Get the paper, and record it.',
          },
        ],
      },
    ],
  },
  check: ({ plan }) =>
    plan.attainments
      .filter(({ evidence }) => evidence === null)
      .map((attainment) => ({
        subject: attainment,
        from: addDays(latestDay([attainment.attainedOn, attainment.recordedOn]), uploadDays + 1),
        values: { attainedOn: attainment.attainedOn },
        member: 'evidence',
      })),
})
