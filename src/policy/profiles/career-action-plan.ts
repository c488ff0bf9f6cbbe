import type { PolicyValues } from '../schemas.ts'

/** The default profile: the Career Action Plan standard, with state policies where the standard is silent. */
export const careerActionPlan: { profile: string; values: PolicyValues; sources: Record<string, string> } = {
  profile: 'career-action-plan',
  values: {
    timeZone: 'America/Chicago',
    planDueDays: 7,
    overdueErrorDays: 30,
    barrierDays: 7,
    reviewCadence: 'quarterly',
    contactGapDays: 30,
    noteDays: 10,
    followUp: { cadence: 'quarterly', months: 12, attempts: 2, methods: 2, dates: 2 },
    exit: { quietDays: 90, warnDays: 60 },
  },
  sources: {
    timeZone: 'assumed',
    planDueDays: 'Career Action Plan, best practices: within one week of the first individual counseling session',
    overdueErrorDays: 'assumed',
    barrierDays: 'assumed',
    reviewCadence: 'assumed',
    contactGapDays: 'Wisconsin WIOA policy manual 1.7.1: a qualifying contact every 30 calendar days',
    noteDays: 'Wisconsin WIOA policy manual 12.2.5: within 10 calendar days of the interaction',
    'followUp.cadence': 'assumed',
    'followUp.months': '29 USC 3174(c)(2)(A)(xiii) and 29 USC 3164(c)(2)(I): 12 months',
    'followUp.attempts': 'Wisconsin WIOA policy manual 1.7.1: two attempts',
    'followUp.methods': 'Wisconsin WIOA policy manual 1.7.1: two different methods',
    'followUp.dates': 'Wisconsin WIOA policy manual 1.7.1: two different dates',
    'exit.quietDays': 'TEGL 10-16, Change 3, p. 22: 90 days without a qualifying service',
    'exit.warnDays': 'assumed',
  },
}
