import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

export default definePersonRule({
  name: 'follow-up-declined-without-note',
  about: 'participant',
  severity: 'warning',
  statement: 'When a participant declines follow-up services, a note says so.',
  citation: cite(
    sources.centralOklahoma,
    '',
    'If a participant refuses follow-up services, Career Navigators must document the refusal with a program note in OKJobMatch.',
  ),
  examples: {
    passes: [
      {
        name: 'a participant who declined, with a note',
        recordedOn: '2026-01-09',
        document: {
          participant: {
            followUpDecision: {
              decision: 'declined',
              decidedOn: '2026-01-05',
              staff: 'staff-17',
              note: 'Moves to another state.',
            },
          },
        },
      },
      {
        name: 'a participant who accepted',
        recordedOn: '2026-01-09',
        document: {
          participant: { followUpDecision: { decision: 'accepted', decidedOn: '2026-01-05', staff: 'staff-17' } },
        },
      },
    ],
    fails: [
      {
        name: 'a participant who declined, without a note, from that day',
        recordedOn: '2026-01-09',
        document: {
          participant: { followUpDecision: { decision: 'declined', decidedOn: '2026-01-05', staff: 'staff-17' } },
        },
        holds: [
          {
            subject: 'P-1',
            from: '2026-01-05',
            message:
              'The participant declined follow-up services on January 5, 2026, without a note. Add one that says why.',
          },
        ],
      },
    ],
  },
  check: ({ participant, period }) => {
    const decided = period.followUpDecision
    if (decided?.decision !== 'declined' || decided.note) return []
    return [
      {
        subject: participant,
        from: decided.decidedOn,
        values: { decidedOn: decided.decidedOn },
        member: 'followUpDecision/note',
      },
    ]
  },
})
