import { latestDay } from '../../calendar.ts'
import { findLearned, isEmployed, learnedOn } from '../lib/quarters.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const exited = { exitedOn: '2026-05-29' }
const learned = (quarter: number, outcome: object) => ({
  externalId: `f-${quarter}`,
  kind: 'post_exit',
  dueOn: '2026-12-31',
  status: 'completed',
  completedOn: quarter === 2 ? '2027-01-04' : '2027-07-01',
  outcome: {
    quarter,
    employment: 'employed',
    source: 'supplemental',
    employer: { name: 'Lakeside Builders' },
    ...outcome,
  },
})
const known = { employer: { name: 'Lakeside Builders', fein: '12-3456789' } }

export default definePersonRule({
  name: 'same-employer-unconfirmed',
  about: 'follow_up',
  severity: 'warning',
  statement:
    'An employer that has one name in the second and the fourth quarter after exit has its FEIN in both, or other details ' +
    'confirm that it is the same.',
  citation: cite(
    sources.tegl26_16,
    ', p. 6',
    'If the supplemental wage information obtained does not contain a FEIN, States should establish other details that confirm the employer as the same',
  ),
  also: [cite(sources.tegl10_16, ', p. 18-19'), sources.fr89_13814],
  examples: {
    passes: [
      {
        name: 'a FEIN in both quarters',
        recordedOn: '2026-01-09',
        document: { participant: exited, followUps: [learned(2, known), learned(4, known)] },
      },
      {
        name: 'other details that confirm the employer',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [learned(2, known), learned(4, { sameEmployerBasis: 'The same pay stubs.' })],
        },
      },
      {
        name: 'another employer in the fourth quarter, and work in only one of the two',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [learned(2, {}), learned(4, { employer: { name: 'City College' } })],
        },
      },
    ],
    fails: [
      {
        name: 'the same name without a FEIN in the fourth quarter, from the day on which that was learned',
        recordedOn: '2026-01-09',
        document: {
          participant: exited,
          followUps: [learned(2, known), learned(4, { employer: { name: 'lakeside  Builders ' } })],
        },
        holds: [
          {
            subject: 'f-4',
            from: '2027-07-01',
            message:
              'The employer has the same name in quarters 2 and 4, but no FEIN in both. Add the FEIN, or what else confirms that it is the same employer.',
          },
        ],
      },
      {
        name: 'the second quarter in one plan, and the fourth in another',
        recordedOn: '2026-01-09',
        others: [{ participant: exited, followUps: [learned(2, known)] }],
        document: { participant: exited, followUps: [learned(4, {})] },
        holds: [{ subject: 'f-4', from: '2027-07-01' }],
      },
      {
        name: 'the fourth quarter in the plan that was made first',
        recordedOn: '2026-01-09',
        others: [{ participant: exited, followUps: [learned(4, {})] }],
        document: { participant: exited, followUps: [learned(2, known)] },
        holds: [{ subject: 'f-4', from: '2027-07-01' }],
      },
    ],
  },
  check: ({ followUps }) => {
    const normalizeName = (name: string | null | undefined) => name?.trim().replace(/\s+/g, ' ').toLowerCase()
    const [second] = findLearned(followUps, 2)
    const [fourth] = second ? findLearned(followUps, 4) : []
    if (!second || !fourth || ![second, fourth].every(({ outcome }) => isEmployed(outcome.employment))) return []
    const [one, other] = [second.outcome.employer, fourth.outcome.employer]
    const isClaimed = one?.name != null && normalizeName(one.name) === normalizeName(other?.name)
    if (!isClaimed || (one.fein && other?.fein) || fourth.outcome.sameEmployerBasis !== null) return []
    const from = latestDay([learnedOn(second.followUp), learnedOn(fourth.followUp)])
    return [{ subject: fourth.followUp, from, member: 'outcome/sameEmployerBasis' }]
  },
})
