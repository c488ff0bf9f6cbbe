import type { Day } from '../calendar.ts'
import type { PeriodRecord } from '../outcomes/period.ts'
import { credentialBy } from '../outcomes/states.ts'
import { excludingReasons } from '../rules/lib/exclusion.ts'
import { getCredentialYearEnd } from '../rules/lib/quarters.ts'
import { buildRow, defineReport, type ReportContext } from './report.ts'

/** What was attained in time: a credential, or a diploma, which counts only with employment or enrollment. */
function attainedBy({ credentials }: PeriodRecord, asOf: Day): 'credential' | 'diploma' | undefined {
  const inTime = credentials.filter(({ attainedOn }) => attainedOn <= asOf)
  if (inTime.some(({ type }) => type !== 'secondary_diploma')) return 'credential'
  return inTime.length > 0 ? 'diploma' : undefined
}

function buildPeriodRows(period: PeriodRecord, { asOf, program }: ReportContext) {
  const { state, isAttained } = credentialBy(period, asOf, program)
  if (state === 'not_applicable' || state === 'excluded' || !period.exitedOn)
    return buildRow('attained', period, { state }, false)
  const last = getCredentialYearEnd(period.exitedOn)
  const attained = attainedBy(period, asOf)
  if (asOf > last) {
    const reason = attained === 'diploma' && !isAttained ? 'diploma_only' : (attained ?? 'none')
    return buildRow('attained', period, { state }, isAttained, { reason })
  }
  const reason = isAttained ? 'attained' : attained === 'diploma' ? 'diploma_at_risk' : 'still_possible'
  return buildRow('attained', period, { state: 'pending' }, false, { reason })
}

const course = {
  kind: 'training',
  trainingType: 'occupational_skills',
  name: 'Welding course',
  startedOn: '2026-01-12',
  endedOn: '2026-05-22',
}
const buildPlan = (id: string, members: object, exitedOn = '2026-05-29') => ({
  type: 'career_action_plan',
  participant: { id, programs: ['adult'], enteredOn: '2026-01-02', exitedOn },
  services: [course],
  ...members,
})
const license = { credential: 'occupational_license', name: 'License', attainedOn: '2027-05-29' }
const diploma = { credential: 'secondary_diploma', name: 'Diploma', attainedOn: '2026-05-20' }

export default defineReport({
  name: 'credential-attainment',
  question: 'Who attained a recognized credential during participation or within one year after exit?',
  definitionVersion: 2,
  cohort: 'exit',
  isOfParticipants: true,
  isTrained: true,
  measures: {
    attained: {
      isFederal: true,
      statement:
        'Periods with a recognized postsecondary credential attained until one year after exit, or with a secondary ' +
        'diploma until then and employment, or enrollment that leads to a postsecondary credential, within that year; of ' +
        'those who were during participation in training that leads to a credential, in postsecondary education, or as ' +
        'youth in school, in secondary education, or in the element 4, and whose year has ended. On-the-job and customized ' +
        'training, and training whose type is not recorded, do not lead to one. Pending ones are still possible; those with reason diploma_at_risk have a diploma that does not count yet.',
    },
  },
  reasons: [
    ...excludingReasons,
    'credential',
    'diploma',
    'diploma_only',
    'none',
    'attained',
    'diploma_at_risk',
    'still_possible',
  ],
  citation: { label: '29 USC 3141(b)(2)(A)(i)(IV) and (iii); TEGL 10-16, Change 3, p. 8-13', level: 'federal' },
  example: {
    tells:
      'Four exits on May 29, 2026, all after a course: a license on the last day of the year, a diploma without ' +
      'employment, on-the-job training only, which is not counted, and nothing. 1 of 3.',
    plans: [
      buildPlan('P-1', { attainments: [license] }),
      buildPlan('P-2', { attainments: [diploma] }),
      buildPlan('P-3', { services: [{ ...course, trainingType: 'on_the_job' }] }),
      buildPlan('P-4', {}),
    ],
    query: 'exitQuarter=2026-Q2&asOf=2027-05-30',
    answers: [
      {
        ...{ measure: 'attained', pending: 0 },
        federal: { numerator: 1, denominator: 3, rate: 0.3333, isFinal: true },
      },
    ],
  },
  buildRows: ({ period }, given) => buildPeriodRows(period, given),
})
