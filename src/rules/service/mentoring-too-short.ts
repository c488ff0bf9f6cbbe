import { addMonths, type Day, latestDay } from '../../calendar.ts'
import { definePersonRule, elements } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

const mentoring = (startedOn: Day, endedOn: Day | null) => ({
  ...{ id: 'mentor', kind: 'youth_element', element: 8, name: 'Mentor', startedOn, endedOn },
})
const youth = { programs: ['youth'] }

export default definePersonRule({
  name: 'mentoring-too-short',
  about: 'service',
  severity: 'error',
  statement:
    'The adult mentoring of a youth lasts at least twelve months from the first mentor to the last, during participation ' +
    'and after it. Where the youth has exited, a shorter one is a warning.',
  citation: cite(
    sources.cfr681_460,
    '(a)(8)',
    'Adult mentoring for a duration of at least 12 months, that may occur both during and after program participation',
  ),
  also: [
    cite(
      sources.usc3164,
      '(c)(2)(H)',
      'adult mentoring for the period of participation and a subsequent period, for a total of not less than 12 months',
    ),
  ],
  examples: {
    passes: [
      {
        name: 'mentoring that ended on the same day of the next year',
        recordedOn: '2027-02-01',
        document: { participant: youth, services: [mentoring('2026-01-12', '2027-01-12')] },
      },
      {
        name: 'a first mentor who left, and a second one, in another plan, who goes on',
        recordedOn: '2026-07-06',
        others: [{ participant: youth, services: [mentoring('2026-01-12', '2026-06-26')] }],
        document: { participant: youth, services: [mentoring('2026-06-29', null)] },
      },
    ],
    fails: [
      {
        name: 'mentoring that ended a day before the year was over',
        recordedOn: '2027-02-01',
        document: { participant: youth, services: [mentoring('2026-01-12', '2027-01-11')] },
        holds: [
          {
            subject: 'mentor',
            from: '2027-01-11',
            message:
              'Mentoring ended January 11, 2027; its 12 months last until January 12, 2027. Continue it, also after exit, or ' +
              'correct the dates.',
          },
        ],
      },
      {
        name: 'mentoring that ended after five months with the exit of the youth',
        recordedOn: '2026-12-07',
        document: {
          participant: { ...youth, exitedOn: '2026-06-12' },
          services: [mentoring('2026-01-12', '2026-06-12')],
        },
        holds: [{ subject: 'mentor', from: '2026-06-12', severity: 'warning' }],
      },
    ],
  },
  check: ({ services, period }) => {
    const mentored = services.filter(({ element, startedOn }) => element === elements.mentoring && startedOn !== null)
    const [startedOn] = mentored.map((service) => service.startedOn as Day).sort()
    const ends = mentored.map(({ endedOn }) => endedOn)
    const endedOn = latestDay(ends)
    const last = mentored.find((service) => service.endedOn === endedOn)
    if (!startedOn || !endedOn || !last || ends.includes(null)) return []
    const lastsUntil = addMonths(startedOn, 12)
    if (endedOn >= lastsUntil) return []
    const severity = period.exitedOn ? ('warning' as const) : ('error' as const)
    return [{ subject: last, from: endedOn, severity, values: { endedOn, lastsUntil }, member: 'endedOn' }]
  },
})
