import { addDays } from '../../calendar.ts'
import { definePersonRule } from '../lib/rule.ts'

export default definePersonRule({
  name: 'follow-up-overdue',
  about: 'follow_up',
  severity: 'warning',
  statement: 'A follow-up takes place, or how else it ended is recorded, by the day on which it is due.',
  citation: {
    label:
      'Chicago Cook Workforce Partnership, WIOA Policy 2023-PL 01, Career Planning: “following up after an ' +
      'appointment(s), monitoring services, and follow-up after exit”, “accurate, timely, and descriptive records”',
    level: 'local',
  },
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
        name: 'a follow-up that the participant declined',
        recordedOn: '2026-01-09',
        document: { followUps: [{ externalId: 'f-1', dueOn: '2026-01-08', status: 'declined' }] },
      },
    ],
    fails: [
      {
        name: 'a scheduled follow-up: in time on the day on which it is due, late from the day after',
        recordedOn: '2026-01-09',
        document: { followUps: [{ externalId: 'f-1', dueOn: '2026-06-12' }] },
        holds: [{ subject: 'f-1', from: '2026-06-13' }],
      },
    ],
  },
  check: (facts) =>
    facts.followUps
      .filter(({ status }) => status === 'scheduled')
      .map((followUp) => ({
        subject: followUp,
        from: addDays(followUp.dueOn, 1),
        member: 'dueOn',
      })),
})
