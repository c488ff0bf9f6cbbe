import { addDays } from '../../calendar.ts'
import { definePersonRule, isInTitleOne } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** For how many days a determination of eligibility is good. */
const goodDays = 90

export default definePersonRule({
  name: 'eligibility-stale',
  about: 'participant',
  severity: 'warning',
  off: true,
  statement:
    'At entry the determination of eligibility is at most ninety days old, or was certified again since. This is a local ' +
    'checklist.',
  citation: cite(sources.sanDiegoFile, ' (eligibility at most 90 days old at entry, or certified again)'),
  examples: {
    passes: [
      {
        name: 'an entry on the ninetieth day',
        recordedOn: '2026-04-09',
        document: { participant: { eligibleOn: '2026-01-02', enteredOn: '2026-04-02' } },
        policy: { rules: { 'eligibility-stale': { on: true } } },
      },
      {
        name: 'a determination that was certified again',
        recordedOn: '2026-04-09',
        document: { participant: { eligibleOn: '2026-01-02', recertifiedOn: '2026-04-01', enteredOn: '2026-04-03' } },
        policy: { rules: { 'eligibility-stale': { on: true } } },
      },
    ],
    fails: [
      {
        name: 'an entry on the ninety-first day',
        recordedOn: '2026-04-09',
        document: { participant: { eligibleOn: '2026-01-02', enteredOn: '2026-04-03' } },
        policy: { rules: { 'eligibility-stale': { on: true } } },
        holds: [
          {
            subject: 'P-1',
            from: '2026-04-03',
            message:
              'Eligibility was determined January 2, 2026, more than 90 days before entry on April 3, 2026. Certify it again, and record the day.',
          },
        ],
      },
    ],
  },
  check: ({ participant, period }) => {
    const { enteredOn, eligibleOn, recertifiedOn } = period
    if (!isInTitleOne(period) || !enteredOn || !eligibleOn) return []
    const last = recertifiedOn && recertifiedOn > eligibleOn && recertifiedOn <= enteredOn ? recertifiedOn : eligibleOn
    if (addDays(last, goodDays) >= enteredOn) return []
    return [{ subject: participant, from: enteredOn, values: { eligibleOn: last, enteredOn }, member: 'recertifiedOn' }]
  },
})
