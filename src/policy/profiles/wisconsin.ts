import { defineProfile, standardValues } from './profile.ts'

/** Wisconsin: contact every 30 days, and what to do when there is none. */
export const wisconsin = defineProfile(
  'wisconsin',
  {
    label: 'Wisconsin WIOA policy manual, sections 1.7.1, 8.8 and 12.2.5',
    url: 'https://dwd.wi.gov/wioa/policy/01/01.7.htm',
    level: 'state',
  },
  standardValues,
  {
    contactGapDays: 'Wisconsin WIOA policy manual 1.7.1: a qualifying contact every 30 calendar days',
    noteDays: 'Wisconsin WIOA policy manual 12.2.5: within 10 calendar days of the interaction',
    'followUp.months': 'Wisconsin WIOA policy manual 8.8: 12 months from the first day of unsubsidized employment',
    'followUp.attempts': 'Wisconsin WIOA policy manual 1.7.1: two attempts in the second 30 days',
    'followUp.methods': 'Wisconsin WIOA policy manual 1.7.1: two different methods',
    'followUp.dates': 'Wisconsin WIOA policy manual 1.7.1: two different dates',
    'exit.warnDays': 'Wisconsin WIOA policy manual 1.7.1: an exit letter in the final 30 of 90 days',
  },
)
