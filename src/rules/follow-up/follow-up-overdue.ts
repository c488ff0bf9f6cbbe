import { addDays, type Day } from '../../calendar.ts'
import type { FollowUp } from '../../document/follow-up/schemas.ts'
import { isRecordedEnded, toldOn } from '../lib/contact.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** The day on which a follow-up ended: it took place, or it was recorded how else it ended; none where that is not known. */
function findEnd(followUp: FollowUp, timeZone: string): Day | null {
  if (followUp.status === 'completed') return followUp.completedOn ?? followUp.dueOn
  return isRecordedEnded(followUp) ? followUp.dueOn : toldOn(followUp, timeZone)
}

export default definePersonRule({
  name: 'follow-up-overdue',
  about: 'follow_up',
  severity: 'warning',
  statement:
    'A follow-up takes place, or how else it ended is recorded, by the day on which it is due. While the participant is ' +
    'silent, contact-gap and exit-undecided say so instead.',
  citation: cite(
    sources.chicagoCareerPlanning,
    '',
    'following up after an appointment(s), monitoring services, and follow-up after exit',
  ),
  also: [cite(sources.chicagoCareerPlanning, '', 'accurate, timely, and descriptive records')],
  yieldsTo: ['contact-gap', 'exit-undecided'],
  reads: ['timeZone'],
  examples: {
    passes: [
      {
        name: 'a follow-up completed on the day on which it was due',
        recordedOn: '2026-01-09',
        document: {
          followUps: [{ externalId: 'f-1', dueOn: '2026-01-08', status: 'completed', completedOn: '2026-01-08' }],
        },
      },
      {
        name: 'a follow-up that was recorded as declined',
        recordedOn: '2026-01-09',
        document: { followUps: [{ externalId: 'f-1', dueOn: '2026-01-08', status: 'declined' }] },
      },
    ],
    fails: [
      {
        name: 'a scheduled follow-up: in time on the day on which it is due, late from the day after',
        recordedOn: '2026-01-09',
        document: { completedOn: null, followUps: [{ externalId: 'f-1', dueOn: '2026-06-12' }] },
        holds: [
          {
            subject: 'f-1',
            from: '2026-06-13',
            message: 'Due June 12, 2026; 1 day late. Record what came of it, or move it to a new date.',
          },
        ],
      },
      {
        name: 'a follow-up that took place six days late, for the days until it did',
        recordedOn: '2026-01-26',
        document: {
          followUps: [{ externalId: 'f-1', dueOn: '2026-01-14', status: 'completed', completedOn: '2026-01-20' }],
        },
        holds: [{ subject: 'f-1', from: '2026-01-15', until: '2026-01-20' }],
      },
      {
        name: 'a participant who missed an appointment, and from the thirty-first day of silence is found by contact-gap',
        recordedOn: '2026-01-09',
        document: { followUps: [{ externalId: 'f-1', dueOn: '2026-01-30' }] },
        holds: [{ subject: 'f-1', from: '2026-01-31', until: '2026-02-09' }],
      },
    ],
  },
  check: ({ followUps }, { timeZone }) =>
    followUps.map((followUp) => ({
      subject: followUp,
      from: addDays(followUp.dueOn, 1),
      until: followUp.status === 'scheduled' ? null : findEnd(followUp, timeZone),
      values: { dueOn: followUp.dueOn },
      member: 'status',
    })),
})
