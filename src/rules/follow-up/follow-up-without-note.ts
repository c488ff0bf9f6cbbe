import { addDays } from '../../calendar.ts'
import { toldOn } from '../lib/contact.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'follow-up-without-note',
  about: 'follow_up',
  severity: 'warning',
  statement: 'What came of a follow-up that took place is written down within ten days, or the days set by policy.',
  citation: cite(
    sources.wisconsin12_2_5,
    '',
    'DWD-DET defines the timely entry of case notes as occurring within 10 calendar days from the date of the ' +
      'interaction being documented.',
  ),
  also: [cite(sources.chicagoCareerPlanning, '', 'accurate, timely, and descriptive records')],
  reads: ['noteDays', 'timeZone'],
  examples: {
    passes: [
      {
        name: 'a follow-up with a note',
        recordedOn: '2026-01-09',
        document: {
          followUps: [{ externalId: 'f-1', status: 'completed', completedOn: '2026-01-08', note: 'Has applied.' }],
        },
      },
      {
        name: 'a follow-up with an outcome, and one with a note on the attempt that reached',
        recordedOn: '2026-01-09',
        document: {
          followUps: [
            {
              externalId: 'f-1',
              status: 'completed',
              completedOn: '2026-01-08',
              note: null,
              outcome: { employment: 'employed' },
            },
            {
              externalId: 'f-2',
              status: 'completed',
              completedOn: '2026-01-08',
              note: null,
              attempts: [{ on: '2026-01-08', method: 'phone', by: 'staff-17', reached: true, note: 'Has applied.' }],
            },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'a follow-up without a word: in time for ten days, late from the eleventh',
        recordedOn: '2026-01-09',
        document: {
          followUps: [{ externalId: 'f-1', status: 'completed', completedOn: '2026-01-08', note: null }],
        },
        holds: [
          {
            subject: 'f-1',
            from: '2026-01-19',
            message: 'Took place January 8, 2026, 11 days ago, and no note says what came of it. Write the note.',
          },
        ],
      },
      {
        name: 'a note that was recorded twelve days after the follow-up, late on the day before; ten days are in time',
        recordedOn: '2026-01-09',
        document: {
          followUps: [
            { externalId: 'f-1', status: 'completed', completedOn: '2025-12-28', note: 'Has applied.' },
            { externalId: 'f-2', status: 'completed', completedOn: '2025-12-30', note: 'Has applied.' },
          ],
        },
        holds: [
          {
            subject: 'f-1',
            from: '2026-01-08',
            until: '2026-01-09',
            message:
              'Took place December 28, 2025; its note was recorded January 9, 2026, and was due within 10 days. Write ' +
              'notes while the memory is fresh.',
          },
        ],
      },
    ],
  },
  check: ({ followUps }, { noteDays, timeZone }) =>
    followUps.flatMap((followUp) => {
      const { status, completedOn, note, outcome, attempts } = followUp
      if (status !== 'completed' || completedOn === null) return []
      const isSilent = note === null && outcome === null && !attempts.some((attempt) => attempt.note)
      const from = addDays(completedOn, noteDays + 1)
      const notedOn = isSilent ? null : toldOn(followUp, timeZone)
      const values = { completedOn, noteDays, found: isSilent ? 'nothing' : 'late', ...(notedOn && { notedOn }) }
      return [{ subject: followUp, from, until: notedOn, values, member: 'note' }]
    }),
})
