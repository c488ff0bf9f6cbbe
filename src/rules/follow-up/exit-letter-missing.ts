import { addDays } from '../../calendar.ts'
import { findSilence } from '../lib/contact.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const attempt = (on: string, method: string, reached = false) => ({ on, method, by: 'staff-17', reached })
const tried = (...attempts: object[]) => ({ followUps: [{ dueOn: '2026-03-31', attempts }] })
const policy = { rules: { 'exit-letter-missing': { on: true } } }

export default definePersonRule({
  name: 'exit-letter-missing',
  about: 'participant',
  severity: 'warning',
  off: true,
  statement:
    'In Wisconsin, a participant who has been silent for the time of two contacts is sent an exit letter in the time of ' +
    'the third, before exit.',
  citation: cite(
    sources.wisconsin1_7_1,
    ' (effective date to be determined; an exit letter in the last 30 of 90 days)',
  ),
  reads: ['contactGapDays', 'followUp.attempts', 'followUp.methods', 'followUp.dates'],
  examples: {
    passes: [
      {
        name: 'a letter on the sixty-first day of silence',
        recordedOn: '2026-06-01',
        document: tried(attempt('2026-02-12', 'phone'), attempt('2026-03-11', 'letter')),
        policy,
      },
      {
        name: 'a participant who exits on the ninetieth day',
        recordedOn: '2026-09-01',
        document: { participant: { exitedOn: '2026-04-09' } },
        policy,
      },
    ],
    fails: [
      {
        name: 'a letter too early, on the sixtieth day of silence: one is in time until the ninetieth, late from the day after',
        recordedOn: '2026-06-01',
        document: tried(attempt('2026-03-10', 'letter')),
        policy,
        holds: [
          {
            subject: 'P-1',
            from: '2026-04-10',
            message:
              'Last contact January 9, 2026, 91 days ago, and no exit letter was sent since March 11, 2026. Send one, and ' +
              'record it as an attempt.',
          },
        ],
      },
      {
        name: 'a letter that was sent three days late',
        recordedOn: '2026-06-01',
        document: tried(attempt('2026-04-13', 'letter')),
        policy,
        holds: [{ subject: 'P-1', from: '2026-04-10', until: '2026-04-13' }],
      },
    ],
  },
  check: (facts, policy) => {
    const silence = findSilence(facts, policy)
    if (!silence) return []
    const { lastOn, attempts } = silence
    const sinceOn = addDays(lastOn, 2 * policy.contactGapDays + 1)
    const letter = attempts.find(({ method, on }) => method === 'letter' && on >= sinceOn)
    const from = addDays(lastOn, 3 * policy.contactGapDays + 1)
    const until = letter?.on ?? facts.period.exitedOn
    return [{ subject: facts.participant, from, until, values: { lastOn, sinceOn } }]
  },
})
