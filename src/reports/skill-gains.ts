import { programYear } from '../calendar.ts'
import { skillGains } from '../document/plan/attainments.ts'
import type { PeriodRecord } from '../outcomes/period.ts'
import { findExclusion, getProgramYearEnd, skillGainsIn, wasSetInTime } from '../outcomes/states.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { buildRow, defineReport, type Measure, type ReportContext, type ReportRow } from './report.ts'

/** The types of gain; a secondary diploma is recorded as a credential. */
const kinds = [...skillGains, 'secondary_diploma'] as const
type Kind = (typeof kinds)[number]
type Name = 'gain' | Kind | 'milestones-set-in-time'

function buildYearRows(period: PeriodRecord, { asOf, program, year = 0 }: ReportContext): ReportRow<Name>[] {
  const { state, types } = skillGainsIn(period, year, asOf, program)
  const isOpen = asOf <= getProgramYearEnd(year)
  const standing = { state: state === 'known' && isOpen ? 'pending' : state }
  const reason = state === 'known' || state === 'pending' ? types.join(' ') || 'none' : null
  return [
    ...buildRow('gain', period, standing, types.length > 0, { reason }),
    ...kinds.flatMap((kind) => buildRow(kind, period, standing, types.includes(kind))),
  ]
}

/** The gains by a milestone of training that are claimed for the year, whether or not the milestone was set in advance. */
function buildMilestoneRows(period: PeriodRecord, { asOf, program, year }: ReportContext): ReportRow<Name>[] {
  const hasExited = period.exitedOn !== null && period.exitedOn <= asOf
  const state = hasExited && findExclusion(period, program) ? 'excluded' : 'known'
  return period.gains
    .filter(
      ({ type, attainedOn }) => type === 'training_milestone' && programYear(attainedOn) === year && attainedOn <= asOf,
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((gain) => {
      const isSet = wasSetInTime(gain)
      const reason = isSet ? 'set_in_advance' : gain.setOn ? 'set_late' : 'no_milestone'
      return buildRow('milestones-set-in-time', period, { state }, isSet, { reason, itemId: gain.id })
    })
}

const buildMeasure = (kind: Kind): Measure => ({
  statement: `The same with a gain of the type ${kind}.`,
})

const course = {
  id: 'course',
  kind: 'training',
  name: 'Welding course',
  startedOn: '2025-09-01',
  endedOn: '2026-05-22',
}
const buildPlan = (id: string, attainments: object[], services = [course]) => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2025-08-20' },
  services,
  attainments,
})
const exam = { skillGain: 'skills_progression', name: 'Exam', attainedOn: '2026-03-02' }
const plate = { skillGain: 'training_milestone', name: 'Plate', attainedOn: '2026-03-02', serviceId: 'course' }

export default defineReport<Name>({
  name: 'skill-gains',
  question: 'Who achieved a measurable skill gain in a program year?',
  definitionVersion: 2,
  cohort: 'programYear',
  isOfParticipants: true,
  measures: {
    gain: {
      isFederal: true,
      statement:
        'Periods with a measurable skill gain of any type in the program year, of those who were in education or training ' +
        'in it, during participation; pending until the year has ended. A gain by a milestone of training counts where ' +
        'the milestone was set, on setOn or else on recordedOn, before the training or before the program year.',
    },
    ...(Object.fromEntries(kinds.map((kind) => [kind, buildMeasure(kind)])) as Record<Kind, Measure>),
    'milestones-set-in-time': {
      statement:
        'Gains by a milestone of training that are claimed for the program year and whose milestone was set in advance, ' +
        'of all that those who were in education or training in it claim.',
    },
  },
  reasons: [...excludingReasons, ...kinds, 'none', 'set_in_advance', 'set_late', 'no_milestone'],
  citation: { label: '29 USC 3141(b)(2)(A)(i)(V); TEGL 10-16, Change 3, p. 13-18', level: 'federal' },
  example: {
    tells:
      'Three participants in a course from September 1, 2025, program year 2025: one passed an exam, one claims a ' +
      'milestone that nobody had set before, one has no gain; a fourth is in no training. 1 of 3, and 0 of 1 milestone ' +
      'was set in time.',
    plans: [buildPlan('P-1', [exam]), buildPlan('P-2', [plate]), buildPlan('P-3', []), buildPlan('P-4', [], [])],
    query: 'programYear=2025&asOf=2026-07-01',
    answers: [
      { measure: 'gain', federal: { numerator: 1, denominator: 3, rate: 0.3333, isFinal: true } },
      { measure: 'skills_progression', known: { numerator: 1, denominator: 3, rate: 0.3333 } },
      { measure: 'milestones-set-in-time', known: { numerator: 0, denominator: 1, rate: 0 } },
    ],
  },
  buildRows: ({ period }, given) =>
    skillGainsIn(period, given.year ?? 0, given.asOf, given.program).state !== 'not_applicable'
      ? [...buildYearRows(period, given), ...buildMilestoneRows(period, given)]
      : [],
})
