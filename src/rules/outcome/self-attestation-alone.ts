import { isKnown, type LearnedInQuarter, learnedOn, listLearned } from '../lib/quarters.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const exited = { exitedOn: '2026-05-29' }
const learned = (id: string, obtainedOn: string, type: string, outcome: object) => ({
  externalId: id,
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: obtainedOn,
  outcome: { quarter: 2, evidence: { type, obtainedOn, staff: 'staff-17' }, ...outcome },
})
const works = { employment: 'employed', source: 'supplemental' }
const said = learned('f-1', '2027-01-11', 'self_attestation', works)

const isSaid = ({ outcome }: LearnedInQuarter) => outcome.evidence?.type === 'self_attestation'
const isTried = (other: LearnedInQuarter) =>
  !isSaid(other) && (other.outcome.evidence !== null || other.outcome.source !== null)

export default definePersonRule({
  name: 'self-attestation-alone',
  about: 'follow_up',
  severity: 'warning',
  statement:
    'What only the participant says of a quarter after exit is used when other sources were tried: an outcome of the same ' +
    'quarter from another source shows it, also one that says unknown.',
  citation: cite(sources.tegl7_18, ', body p. 3 and Attachment p. 1 (how it is shown is assumed)'),
  also: [
    cite(
      sources.tegl26_16,
      ', p. 6-8',
      'States may only use self-attestation or self-reported supplemental wage data information from participants through follow-up if all efforts to collect other allowable source documentation have been exhausted',
    ),
  ],
  examples: {
    passes: [
      {
        name: 'a wage record that was looked for on the same day and said nothing',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [
            said,
            learned('f-2', '2027-01-11', 'cross_match', { employment: 'unknown', source: 'ui_wage_record' }),
          ],
        },
      },
      {
        name: 'a letter of the employer',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned('f-1', '2027-01-11', 'employer_letter', works)] },
      },
      {
        name: 'a letter of the employer in another plan',
        recordedOn: '2026-01-09',
        others: [{ participant: exited, followUps: [learned('f-2', '2027-01-11', 'employer_letter', works)] }],
        document: { participant: exited, followUps: [said] },
      },
    ],
    fails: [
      {
        name: 'only the word of the participant, from the day on which it was obtained',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [said] },
        holds: [
          {
            subject: 'f-1',
            from: '2027-01-11',
            message:
              'The outcome rests on what the participant said. Try another source, such as the employer or a wage record, and record what came of it.',
          },
        ],
      },
      {
        name: 'a letter of the employer that came a day later',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [said, learned('f-2', '2027-01-12', 'employer_letter', works)],
        },
        holds: [{ subject: 'f-1', from: '2027-01-11', until: '2027-01-12' }],
      },
      {
        name: 'a letter of the employer in another plan that is about the fourth quarter',
        recordedOn: '2026-01-09',
        others: [
          {
            participant: exited,
            followUps: [learned('f-2', '2027-07-01', 'employer_letter', { ...works, quarter: 4 })],
          },
        ],
        document: { participant: exited, followUps: [said] },
        holds: [{ subject: 'f-1', from: '2027-01-11' }],
      },
    ],
  },
  check: ({ followUps }) => {
    const all = listLearned(followUps)
    return all
      .filter((learned) => isSaid(learned) && isKnown(learned.outcome))
      .map(({ followUp, quarter }) => ({
        subject: followUp,
        from: learnedOn(followUp),
        until: all
          .filter((other) => other.quarter === quarter && isTried(other))
          .map((other) => learnedOn(other.followUp))
          .sort()[0],
        member: 'outcome/evidence',
      }))
  },
})
