import { addDays, addMonths, latestDay } from '../../calendar.ts'
import { findDiploma } from '../lib/diploma.ts'
import { getCredentialYearEnd } from '../lib/quarters.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const diploma = { credential: 'secondary_diploma', name: 'High school equivalency', attainedOn: '2026-05-20' }
const exited = { exitedOn: '2026-05-29' }
const learned = (completedOn: string, outcome: object) => ({
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn,
  outcome,
})

export default definePersonRule({
  name: 'diploma-at-risk',
  about: 'participant',
  severity: 'warning',
  statement:
    'Who attained a secondary diploma and no other credential works, or learns toward a postsecondary one, within a year ' +
    'after exit, or the diploma does not count; from nine months after exit this is urgent.',
  citation: cite(
    sources.usc3141,
    '(b)(2)(A)(iii) (the nine months are assumed)',
    'only if such participants, in addition to obtaining such diploma or its recognized equivalent, have obtained or retained employment or are in an education or training program leading to a recognized postsecondary credential within 1 year after exit from the program',
  ),
  also: [cite(sources.tegl10_16, ', p. 11')],
  examples: {
    passes: [
      {
        name: 'somebody known to have worked in the third quarter before nine months had passed',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          attainments: [diploma],
          followUps: [learned('2027-02-26', { quarter: 3, employment: 'employed' })],
        },
      },
      {
        name: 'somebody with a license as well',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          attainments: [diploma, { ...diploma, credential: 'occupational_license' }],
        },
      },
      {
        name: 'a diploma in one plan, and a license in another',
        recordedOn: '2026-01-09',
        others: [{ participant: exited, attainments: [{ ...diploma, credential: 'occupational_license' }] }],
        document: { participant: exited, attainments: [diploma] },
      },
      {
        name: 'a diploma that was attained on the day after the year after exit',
        recordedOn: '2026-01-09',
        document: { participant: exited, attainments: [{ ...diploma, attainedOn: '2027-05-30' }] },
      },
    ],
    fails: [
      {
        name: 'neither work nor enrollment: from nine months after exit to one year after it',
        recordedOn: '2026-01-09',
        document: { participant: exited, attainments: [diploma] },
        holds: [
          {
            subject: 'P-1',
            from: '2027-02-28',
            until: '2027-05-30',
            message:
              'The diploma of May 20, 2026 counts only with a job or further education by May 29, 2027. Help the participant find one, and record it.',
          },
        ],
      },
      {
        name: 'a diploma learned of at a follow-up, until enrollment in college; the secondary school counts for nothing',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [
            learned('2026-07-01', { credential: { type: 'secondary_diploma', attainedOn: '2026-06-30' } }),
            learned('2026-09-30', { enrollment: { in: 'secondary', on: '2026-09-01' } }),
            learned('2027-03-15', { enrollment: { in: 'postsecondary', on: '2027-03-01' } }),
          ],
        },
        holds: [{ subject: 'P-1', from: '2027-02-28', until: '2027-03-01' }],
      },
    ],
  },
  check: (facts) => {
    const diploma = findDiploma(facts)
    if (!diploma) return []
    const { exitedOn, attainedOn, countsFrom } = diploma
    const over = addDays(getCredentialYearEnd(exitedOn), 1)
    return [
      {
        subject: facts.participant,
        from: latestDay([addMonths(exitedOn, 9), attainedOn]),
        until: countsFrom !== undefined && countsFrom < over ? countsFrom : over,
        values: { attainedOn, lastOn: getCredentialYearEnd(exitedOn) },
      },
    ]
  },
})
