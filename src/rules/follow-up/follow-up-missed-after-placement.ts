import { followUpClocks, reportMissed } from '../lib/missed.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const placed = { employedOn: '2026-03-02' }
const service = (dueOn: string, completedOn: string) => ({
  kind: 'post_placement',
  dueOn,
  status: 'completed',
  completedOn,
  twoWay: true,
  services: ['Counseling about the workplace'],
})
const inTime = [
  service('2026-06-02', '2026-03-02'),
  service('2026-09-02', '2026-09-02'),
  service('2026-12-02', '2026-11-10'),
  service('2027-03-02', '2027-03-02'),
]

export default definePersonRule({
  name: 'follow-up-missed-after-placement',
  about: 'participant',
  severity: 'warning',
  statement:
    'An adult or dislocated worker is given a follow-up service, a two-way exchange and not only a contact, in each quarter ' +
    'or month of the year after the first day of employment, or has declined or could not be found after enough attempts. ' +
    'A service that is given late ends what was missed.',
  citation: cite(
    sources.wisconsin8_8,
    '.1 (how often is local policy)',
    'Follow-up services must be made available for at least twelve months to the Adult Program and the Dislocated Worker ' +
      'Program participants following their first day of unsubsidized employment, […] except for underemployed employment.',
  ),
  also: [
    cite(
      sources.usc3174,
      '(c)(2)(A)(xiii)',
      'for not less than 12 months after the first day of the employment, as appropriate',
    ),
    cite(sources.tegl16_16, ', p. 15', 'for up to 12 months after the first day of employment'),
  ],
  reads: followUpClocks,
  examples: {
    passes: [
      {
        name: 'an adult with a service in each quarter of the employment',
        recordedOn: '2027-04-05',
        document: { participant: placed, followUps: inTime },
      },
      {
        name: 'a youth who works',
        recordedOn: '2027-04-05',
        document: { participant: { ...placed, programs: ['youth'] } },
      },
      {
        name: 'a participant who deceased in the first quarter of the employment',
        recordedOn: '2027-04-05',
        document: { participant: { ...placed, exitedOn: '2026-06-02', exitReason: 'deceased' } },
      },
    ],
    fails: [
      {
        name: 'verified employment in the first quarter, which is no service: missed on the day after its last',
        recordedOn: '2027-04-05',
        document: {
          participant: placed,
          followUps: [{ ...service('2026-06-02', '2026-06-02'), services: [] }, ...inTime.slice(1)],
        },
        holds: [
          {
            subject: 'P-1',
            from: '2026-06-03',
            message:
              'No follow-up service was given in quarter 1 of the employment that began March 2, 2026. Give one, or record ' +
              'that the participant declined or cannot be found.',
          },
        ],
      },
      {
        name: 'no service in the last quarter before its last day, then one in the days after it',
        recordedOn: '2027-04-05',
        document: {
          participant: placed,
          followUps: [...inTime.slice(0, 3), service('2027-03-02', '2027-03-09')],
        },
        holds: [{ subject: 'P-1', from: '2027-03-03', until: '2027-03-09' }],
      },
    ],
  },
  check: (facts, policy) => {
    return reportMissed(facts, 'employment', policy).map(({ isAll: _, isOfYouth: __, ...held }) => held)
  },
})
