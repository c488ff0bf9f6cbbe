import { defineProfile, standardValues } from './profile.ts'

/** The default profile: the Career Action Plan standard, with state policies where the standard is silent. */
export const careerActionPlan = defineProfile(
  'career-action-plan',
  { label: 'Career Action Plan content requirements and best practices', level: 'seed' },
  standardValues,
  {
    contactGapDays:
      'Wisconsin WIOA policy manual 1.7.1 (effective date to be determined): an attempt at a qualifying contact every 30 calendar days',
    elementDays: 'Wisconsin WIOA policy manual 10.4.1: an element of the strategy within 90 days of eligibility',
    noteDays: 'Wisconsin WIOA policy manual 12.2.5: within 10 calendar days of the interaction',
    'followUp.attempts': 'Wisconsin WIOA policy manual 1.7.1: two attempts',
    'followUp.methods': 'Wisconsin WIOA policy manual 1.7.1: two different methods',
    'followUp.dates': 'Wisconsin WIOA policy manual 1.7.1: two different dates',
  },
)
