import type { Citation } from '../../rules/lib/rule.ts'
import type { PolicyValues } from '../../rules/policy-values.ts'

/** A ready-made policy: its values, and the source of each value by its path. */
export type Profile = {
  profile: string
  citation: Citation
  values: PolicyValues
  sources: Record<string, string>
}

/** What federal texts and the Career Action Plan standard fix for every agency. */
export const everywhere = {
  planDueDays: 'Career Action Plan, best practices: within one week of the first individual counseling session',
  'followUp.clock': '29 USC 3174(c)(2)(A)(xiii): after the first day of the employment',
  'followUp.months': '29 USC 3174(c)(2)(A)(xiii): not less than 12 months, as appropriate',
  'followUp.youth.clock': '29 USC 3164(c)(2)(I): after the completion of participation',
  'followUp.youth.months': '20 CFR 681.460(a)(9): not less than 12 months after the completion of participation',
  'exit.quietDays': 'TEGL 10-16, Change 3, p. 22: 90 days without a qualifying service',
  'exit.reasonEndsWait': 'TEGL 10-16, Change 3, p. 22-23: no text waives the 90 days for a reason of exit',
  'exit.supportDelaysYouth':
    'TEGL 10-16, Change 3, p. 22-23, note 13: supportive services do not delay exit (of youth they are an element, too)',
  findingsKeptYears:
    'assumed; 29 CFR 38.43: records are kept for three years from the close of the program year, 2 CFR 200.334: from the final financial report',
  retentionYears:
    '29 CFR 38.43(a): not less than three years from the close of the program year; longer where 2 CFR 200.334, three years from the final financial report, asks for it',
}

/** The values of the default profile; other profiles list only what differs. */
export const standardValues: PolicyValues = {
  timeZone: 'America/Chicago',
  planDueDays: 7,
  overdueErrorDays: 30,
  barrierDays: 7,
  acknowledgementDays: 7,
  reviewCadence: 'quarterly',
  changeReviewDays: 14,
  longGoalSteps: 3,
  firstStepDays: 30,
  goalConfirmDays: 182,
  contactGapDays: 30,
  elementDays: 90,
  noteDays: 10,
  followUp: {
    ...{ clock: 'placement', cadence: 'quarterly', months: 12 },
    youth: { clock: 'exit', cadence: 'quarterly', months: 12 },
    ...{ offerDays: 30, attempts: 2, methods: 2, dates: 2 },
  },
  exit: { quietDays: 90, warnDays: 60, reasonEndsWait: false, supportDelaysYouth: false },
  nineDigitIds: 'rejected',
  findingsKeptYears: 6,
  retention: 'manual',
  retentionYears: 3,
  rules: {},
}

/** The paths of the numbers and choices in values, such as `followUp.months`. */
export function listPaths(values: object, before = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value !== null && typeof value === 'object' ? listPaths(value, `${before}${name}.`) : [`${before}${name}`],
  )
}

/** Makes a profile; a value without a source counts as assumed. */
export const defineProfile = (
  profile: string,
  citation: Citation,
  values: PolicyValues,
  sources: Record<string, string>,
): Profile => ({
  profile,
  citation,
  values,
  sources: {
    ...Object.fromEntries(listPaths(values).map((path) => [path, 'assumed'])),
    ...everywhere,
    ...sources,
  },
})
