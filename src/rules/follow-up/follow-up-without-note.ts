import { addDays, type Day, dayIn } from '../../calendar.ts'
import type { Subjects } from '../../document/facts.ts'
import { definePersonRule } from '../lib/rule.ts'

/** The day on which the end of a follow-up was recorded: the agency's date, if it was created with its end. */
function toldOn({ recordedAt, createdAt, recordedOn }: Subjects['follow_up'], timeZone: string): Day {
  return recordedAt === null || recordedAt === createdAt ? recordedOn : dayIn(timeZone, new Date(recordedAt))
}

export default definePersonRule({
  name: 'follow-up-without-note',
  about: 'follow_up',
  severity: 'warning',
  statement: 'What came of a follow-up that took place is written down within ten days, or the days set by policy.',
  citation: {
    label:
      'Wisconsin WIOA policy manual 12.2.5: a case note within 10 calendar days of the interaction; Chicago Cook Workforce ' +
      'Partnership, WIOA Policy 2023-PL 01: “accurate, timely, and descriptive records”',
    level: 'state',
  },
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
        holds: [{ subject: 'f-1', from: '2026-01-19' }],
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
        holds: [{ subject: 'f-1', from: '2026-01-08', until: '2026-01-09' }],
      },
    ],
  },
  check: ({ followUps }, { noteDays, timeZone }) =>
    followUps.flatMap((followUp) => {
      const { status, completedOn, note, outcome, attempts } = followUp
      if (status !== 'completed' || completedOn === null) return []
      const isSilent = note === null && outcome === null && !attempts.some((attempt) => attempt.note)
      const from = addDays(completedOn, noteDays + 1)
      const until = isSilent ? null : toldOn(followUp, timeZone)
      return [{ subject: followUp, from, until, values: { found: isSilent ? 'nothing' : 'late' }, member: 'note' }]
    }),
})
