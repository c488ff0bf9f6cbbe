import { defineProfile, standardValues } from './profile.ts'

const employment =
  'Wisconsin WIOA policy manual 8.8.1: for at least twelve months, following the first day of unsubsidized employment'

/** Wisconsin: contact every 30 days, and what to do when there is none. */
export const wisconsin = defineProfile(
  'wisconsin',
  {
    label: 'Wisconsin WIOA policy manual, sections 1.7.1, 8.8 and 12.2.5',
    url: 'https://dwd.wi.gov/wioa/policy/01/01.7.htm',
    level: 'state',
  },
  {
    ...standardValues,
    rules: {
      'exit-letter-missing': { on: true, severity: null },
      'goal-open-at-exit': { on: true, severity: null },
      'service-before-acknowledgement': { on: true, severity: null },
      'training-plan-late': { on: true, severity: null },
    },
  },
  {
    contactGapDays:
      'Wisconsin WIOA policy manual 1.7.1 (effective date to be determined): an attempt at a qualifying contact every 30 calendar days',
    elementDays: 'Wisconsin WIOA policy manual 10.4.1: an element of the strategy within 90 days of eligibility',
    noteDays: 'Wisconsin WIOA policy manual 12.2.5: within 10 calendar days of the interaction',
    'followUp.clock': employment,
    'followUp.months': employment,
    'followUp.attempts': 'Wisconsin WIOA policy manual 1.7.1: two attempts in the second 30 days',
    'followUp.methods': 'Wisconsin WIOA policy manual 1.7.1: two different methods',
    'followUp.dates': 'Wisconsin WIOA policy manual 1.7.1: two different dates',
    'rules.exit-letter-missing.on': 'Wisconsin WIOA policy manual 1.7.1: an exit letter in the final 30 of 90 days',
    'rules.goal-open-at-exit.on': 'Wisconsin WIOA policy manual 8.7.1: goals are settled at program exit',
    'rules.service-before-acknowledgement.on':
      'Wisconsin WIOA policy manual 8.3.1: an approved plan before any other career service, support, or training',
    'rules.training-plan-late.on':
      'Wisconsin DET monitoring guide 2016-17, on-the-job training file review, question 9',
    'exit.warnDays': 'Wisconsin WIOA policy manual 1.7.1: an exit letter in the final 30 of 90 days',
  },
)
