import { definePersonRule, isYouth } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'exit-reason-not-for-program',
  about: 'participant',
  severity: 'error',
  statement: 'The reason of exit is one that there is in a program of the participant.',
  citation: cite(
    sources.tegl10_16,
    ', Attachment II, Tables A to C (PIRL 923): “ineligible” is for vocational rehabilitation only, foster care for youth, and criminal offenders for title II',
  ),
  examples: {
    passes: [
      {
        name: 'a youth who was moved by foster care',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['youth', 'adult'], exitedOn: '2026-05-29', exitReason: 'foster_care' },
        },
      },
      {
        name: 'an adult who is in a program of another title as well',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['adult', 'other'], exitedOn: '2026-05-29', exitReason: 'ineligible' },
        },
      },
      {
        name: 'an adult who was institutionalized',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['adult'], exitedOn: '2026-05-29', exitReason: 'institutionalized' },
        },
      },
    ],
    fails: [
      {
        name: 'a dislocated worker found ineligible, from the day of exit',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['dislocated_worker'], exitedOn: '2026-05-29', exitReason: 'ineligible' },
        },
        holds: [
          {
            subject: 'P-1',
            from: '2026-05-29',
            message:
              'No program of this participant has this reason for exit. Choose a reason of the program, or none.',
          },
        ],
      },
      {
        name: 'an adult moved by foster care, without a day of exit, from the day of recording',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['adult'], exitedOn: null, exitReason: 'foster_care' },
        },
        holds: [{ subject: 'P-1', from: '2026-01-09' }],
      },
    ],
  },
  check: ({ participant, period, recordedOn }) => {
    const { programs, exitReason, exitedOn } = period
    const isForeign = exitReason === 'ineligible' || exitReason === 'criminal_offender'
    const isForYouth = exitReason === 'foster_care' && !isYouth(period)
    if (programs.includes('other') || !(isForeign || isForYouth)) return []
    return [{ subject: participant, from: exitedOn ?? recordedOn, member: 'exitReason' }]
  },
})
