import { type Day, latestDay, programYear } from '../../calendar.ts'
import type { PersonFacts, Subjects } from '../../document/facts.ts'
import { findExclusion } from '../lib/exclusion.ts'
import { getProgramYearStart, toGain, wasSetInTime } from '../lib/gains.ts'
import { definePersonRule, isInTitleOne } from '../lib/rule.ts'
import { cite, sources } from '../lib/sources.ts'

/** How many program years of a training are considered: longer than any training; one without an end would go on forever. */
const maxYears = 6

/** The program years that a training touches, each with the training's first day in it. */
function listYears({ startedOn, endedOn, plannedEndOn }: Subjects['service'], exitedOn: Day | null | undefined) {
  if (startedOn === null) return []
  const first = programYear(startedOn)
  const ends = endedOn ?? exitedOn ?? plannedEndOn
  const last = ends && ends >= startedOn ? programYear(ends) : first + maxYears - 1
  return Array.from({ length: Math.min(last - first + 1, maxYears) }, (_, index) => ({
    year: first + index,
    startedOn: index === 0 ? startedOn : getProgramYearStart(first + index),
  }))
}

/** The program years in which the participant was in training, each with the first day in it. */
function listTrainingYears({ services, period }: PersonFacts): ReadonlyMap<number, Day> {
  const years = new Map<number, Day>()
  for (const service of services) {
    if (service.kind !== 'training') continue
    for (const { year, startedOn } of listYears(service, period.exitedOn)) {
      const known = years.get(year)
      if (known === undefined || startedOn < known) years.set(year, startedOn)
    }
  }
  return years
}

const course = { id: 'course', kind: 'training', determinedOn: '2026-01-05' }
const gain = (attainedOn: string) => ({ skillGain: 'skills_progression', name: 'Passed the exam', attainedOn })

export default definePersonRule({
  name: 'skill-gain-missing',
  about: 'participant',
  severity: 'warning',
  statement:
    'Who is in training during a program year has a measurable skill gain in it that counts; from April 1 there are ' +
    'ninety days left.',
  citation: cite(
    sources.tegl10_16,
    ', p. 13-18 (the ninety days are assumed)',
    'The denominator for this indicator includes all individuals where the range of dates between PIRL 1811 and PIRL 1813 (or the end of the report period if PIRL 1813 is null) overlaps with the program year being measured',
  ),
  also: [cite(sources.usc3141, '(b)(2)(A)(i)(V)')],
  examples: {
    passes: [
      {
        name: 'a gain on March 31 in the only program year of a training',
        recordedOn: '2026-01-09',
        document: {
          services: [{ ...course, startedOn: '2026-01-12', endedOn: '2026-06-30' }],
          attainments: [gain('2026-03-31')],
        },
      },
      {
        name: 'a gain in another plan than the training',
        recordedOn: '2026-01-09',
        others: [{ attainments: [gain('2026-03-31')] }],
        document: { services: [{ ...course, startedOn: '2026-01-12', endedOn: '2026-06-30' }] },
      },
      {
        name: 'a training that is planned, and a service that is none',
        recordedOn: '2026-01-09',
        document: {
          services: [
            { ...course, plannedStartOn: '2026-02-02' },
            { kind: 'career', startedOn: '2026-02-02' },
          ],
        },
      },
      {
        name: 'a participant of another program',
        recordedOn: '2026-01-09',
        document: {
          participant: { programs: ['wagner_peyser', 'other'] },
          services: [{ ...course, startedOn: '2026-01-12', endedOn: '2026-06-30' }],
        },
      },
      {
        name: 'a participant who deceased',
        recordedOn: '2026-01-09',
        document: {
          participant: { exitedOn: '2026-02-20', exitReason: 'deceased' },
          services: [{ ...course, startedOn: '2026-01-12', endedOn: '2026-02-20' }],
        },
      },
    ],
    fails: [
      {
        name: 'no gain, from April 1 to the last day of the program year',
        recordedOn: '2026-01-09',
        document: { services: [{ ...course, startedOn: '2026-01-12', endedOn: '2026-06-30' }] },
        holds: [
          {
            subject: 'P-1',
            from: '2026-04-01',
            until: '2026-07-01',
            message:
              'In training, with no measurable skill gain in the program year that ends June 30, 2026. Ask the provider for a transcript, exam, or progress report.',
          },
        ],
      },
      {
        name: 'a gain on the second day of a training that began in May; that of the next year was in time',
        recordedOn: '2026-01-09',
        document: {
          services: [{ ...course, startedOn: '2026-05-04', plannedEndOn: '2026-07-01' }],
          attainments: [gain('2026-05-05'), gain('2026-07-01')],
        },
        holds: [{ subject: 'P-1', from: '2026-05-04', until: '2026-05-05' }],
      },
      {
        name: 'progress toward a milestone that was set after its training began; another plan has a later one of the same id',
        recordedOn: '2026-01-12',
        others: [{ services: [{ ...course, startedOn: '2026-01-13', endedOn: '2026-06-30' }] }],
        document: {
          services: [{ ...course, startedOn: '2026-01-11', endedOn: '2026-06-30' }],
          milestones: [{ externalId: 'm-1', kind: 'training' }],
          attainments: [
            { ...gain('2026-03-02'), skillGain: 'training_milestone', milestoneId: 'm-1', serviceId: 'course' },
          ],
        },
        holds: [{ subject: 'P-1', from: '2026-04-01', until: '2026-07-01' }],
      },
      {
        name: 'progress toward a milestone that the plan does not have, which does not count',
        recordedOn: '2026-01-09',
        document: {
          services: [{ ...course, startedOn: '2026-01-12', endedOn: '2026-06-30' }],
          attainments: [{ ...gain('2026-03-02'), skillGain: 'training_milestone' }],
        },
        holds: [{ subject: 'P-1', from: '2026-04-01', until: '2026-07-01' }],
      },
    ],
  },
  check: (facts) => {
    const { participant, period, plans, milestones } = facts
    const years = listTrainingYears(facts)
    if (years.size === 0 || !isInTitleOne(period) || findExclusion(period)) return []
    // the ids of items are those of their plan, so each gain is read in its own
    const gains = plans
      .flatMap(({ services, attainments }) => attainments.flatMap((one) => toGain(one, { services, milestones }) ?? []))
      .filter(wasSetInTime)
    return [...years].map(([year, startedOn]) => {
      const days = gains.flatMap(({ attainedOn }) => (programYear(attainedOn) === year ? [attainedOn] : []))
      return {
        subject: participant,
        from: latestDay([`${year + 1}-04-01`, startedOn]),
        until: days.sort()[0] ?? getProgramYearStart(year + 1),
        values: { year: String(year), lastOn: `${year + 1}-06-30` },
      }
    })
  },
})
