import { addDays, type Day, latestDay } from '../../calendar.ts'
import { findSilence, nextTryBy, type Silence } from '../lib/contact.ts'
import { definePersonRule } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const attempt = (on: Day, method: string, reached = false) => ({ on, method, by: 'staff-17', reached })
const spoken = (on: Day) => ({ dueOn: on, status: 'completed', completedOn: on, twoWay: true })
const training = { kind: 'training', startedOn: '2026-01-12' }

export default definePersonRule({
  name: 'contact-gap',
  about: 'participant',
  severity: 'warning',
  statement:
    'Until exit, staff reach a participant with a completed plan, or try to, at least every thirty days, or as policy says. ' +
    'In the thirty days after thirty days of silence, they try as often, in as many ways, and on as many days as policy ' +
    'says. When the services have stopped too, exit-undecided says so instead.',
  citation: cite(
    sources.wisconsin1_7_1,
    ' (effective date to be determined)',
    'DWD-DET requires career planners to attempt at least one qualifying contact every 30 calendar days.',
  ),
  also: [
    cite(
      sources.wisconsin1_7_1,
      '',
      'In the subsequent 30-day period, career planners must make at least two contact attempts, using two different ' +
        'communication methods on two separate dates.',
    ),
    cite(sources.minnesota530, ' (a contact from the participant every 30 days)'),
  ],
  yieldsTo: ['exit-undecided'],
  reads: ['contactGapDays', 'followUp.attempts', 'followUp.methods', 'followUp.dates'],
  examples: {
    passes: [
      {
        name: 'a participant who exits before thirty days have passed',
        recordedOn: '2026-03-02',
        document: { participant: { lastServiceOn: '2026-02-08', exitedOn: '2026-02-08' }, completedOn: '2026-01-09' },
      },
      {
        name: 'a participant with only a draft',
        recordedOn: '2026-01-09',
        document: { participant: { firstCounselingOn: '2026-01-05' }, completedOn: null },
      },
      {
        name: 'two attempts by two methods on two days, and one every thirty days after them, until exit',
        recordedOn: '2026-06-01',
        others: [{ followUps: [{ dueOn: '2026-02-28', attempts: [attempt('2026-02-05', 'phone')] }] }],
        document: {
          participant: { lastServiceOn: '2026-04-24', exitedOn: '2026-04-24' },
          services: [{ ...training, endedOn: '2026-04-24' }],
          followUps: [
            { dueOn: '2026-03-31', attempts: [attempt('2026-03-02', 'email'), attempt('2026-03-30', 'phone')] },
          ],
        },
      },
    ],
    fails: [
      {
        name: 'nothing after the plan was completed: in time for thirty days, late from the thirty-first, while training goes on',
        recordedOn: '2026-01-20',
        document: { services: [training] },
        holds: [
          {
            subject: 'P-1',
            from: '2026-02-09',
            until: '2026-03-11',
            message:
              'Last contact January 9, 2026, 31 days ago. Reach the participant, or try at least 2 times, by 2 methods, ' +
              'on 2 dates, by March 10, 2026.',
          },
          {
            subject: 'P-1',
            from: '2026-03-11',
            message:
              'Last contact January 9, 2026, 61 days ago; no attempts since. Try at least 2 times, by 2 methods, on 2 ' +
              'dates, and record each attempt.',
          },
        ],
      },
      {
        name: 'a last service in January: from sixty days after it, exit-undecided says it instead',
        recordedOn: '2026-01-20',
        document: { participant: { lastServiceOn: '2026-01-16' } },
        holds: [{ subject: 'P-1', from: '2026-02-09', until: '2026-03-17' }],
      },
      {
        name: 'a last contact by a follow-up of another plan; a letter to which nobody answered is none',
        recordedOn: '2026-03-02',
        others: [{ followUps: [spoken('2026-02-04')] }],
        document: { completedOn: null, followUps: [{ ...spoken('2026-02-20'), twoWay: false }] },
        holds: [
          { subject: 'P-1', from: '2026-03-07', until: '2026-04-06' },
          { subject: 'P-1', from: '2026-04-06' },
        ],
      },
      {
        name: 'two attempts by one method, too few until a third by another',
        recordedOn: '2026-06-01',
        document: {
          participant: { exitedOn: '2026-04-10' },
          services: [{ ...training, endedOn: '2026-04-10' }],
          followUps: [
            {
              dueOn: '2026-03-31',
              attempts: [
                attempt('2026-02-05', 'phone'),
                attempt('2026-03-02', 'phone'),
                attempt('2026-03-18', 'email'),
              ],
            },
          ],
        },
        holds: [
          {
            subject: 'P-1',
            from: '2026-03-11',
            until: '2026-03-18',
            message:
              'Last contact January 9, 2026, 61 days ago; 3 attempts since. Try at least 2 times, by 2 methods, on 2 ' +
              'dates, and record each attempt.',
          },
        ],
      },
      {
        name: 'enough attempts in February, and none in the thirty days after the last one',
        recordedOn: '2026-06-01',
        document: {
          services: [training],
          followUps: [
            { dueOn: '2026-03-31', attempts: [attempt('2026-02-05', 'phone'), attempt('2026-02-20', 'email')] },
          ],
        },
        holds: [
          {
            subject: 'P-1',
            from: '2026-03-23',
            message:
              'Last contact January 9, 2026, 73 days ago; last attempt February 20, 2026. Try again, and record the attempt.',
          },
        ],
      },
      {
        name: 'an attempt that reached the participant, where policy gives ten days, until exit',
        recordedOn: '2026-06-01',
        document: {
          participant: { lastServiceOn: '2026-02-20', exitedOn: '2026-02-20' },
          followUps: [{ dueOn: '2026-02-28', attempts: [attempt('2026-02-02', 'phone', true)] }],
        },
        policy: { contactGapDays: 10 },
        holds: [{ subject: 'P-1', from: '2026-02-13', until: '2026-02-20' }],
      },
    ],
  },
  check: (facts, policy) => {
    const silence = findSilence(facts, policy)
    if (!silence) return []
    const { participant, period } = facts
    const { attempts, methods, dates } = policy.followUp
    const exitedOn = period.exitedOn ?? undefined
    return listSpans(silence, addDays(nextTryBy(silence, policy), 1), 2 * policy.contactGapDays).map(
      ({ from, until, stage }) => ({
        subject: participant,
        from,
        until: until && exitedOn ? (until < exitedOn ? until : exitedOn) : (until ?? exitedOn),
        values: {
          ...{ stage, lastOn: silence.lastOn, tried: silence.attempts.length, attempts, methods, dates },
          by: addDays(silence.lastOn, 2 * policy.contactGapDays),
          triedOn: silence.attempts.at(-1)?.on ?? silence.lastOn,
        },
      }),
    )
  },
})

type Span = { from: Day; until?: Day | undefined; stage: 'silent' | 'few' | 'again' }

/** The days on which nobody tried in time, and those on which the attempts of the second thirty days were too few. */
function listSpans({ lastOn, enoughOn, attempts }: Silence, lateFrom: Day, days: number): Span[] {
  const fewFrom = addDays(lastOn, days + 1)
  const few: Span[] = enoughOn && enoughOn <= fewFrom ? [] : [{ from: fewFrom, until: enoughOn, stage: 'few' }]
  if (lateFrom < fewFrom && few.length > 0)
    return [{ from: lateFrom, until: fewFrom, stage: attempts.length > 0 ? 'again' : 'silent' }, ...few]
  if (few.length > 0 && enoughOn === undefined) return few
  return [...few, { from: latestDay([lateFrom, enoughOn]), stage: 'again' }]
}
