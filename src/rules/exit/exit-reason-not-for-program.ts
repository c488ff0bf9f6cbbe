import { definePersonRule, isYouth } from '../lib/rule.ts'

export default definePersonRule({
  name: 'exit-reason-not-for-program',
  about: 'participant',
  severity: 'error',
  statement: 'The reason of exit is one that there is in a program of the participant.',
  citation: {
    label:
      'RSA-TAC-17-01 (joint with TEGL 10-16, Change 3), Attachment II, Tables A to C, with PIRL 923: ineligible “applies ' +
      'only to the VR program”, foster care to Youth, criminal offender to section 225 of title II',
    level: 'federal',
  },
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
        holds: [{ subject: 'P-1', from: '2026-05-29' }],
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
