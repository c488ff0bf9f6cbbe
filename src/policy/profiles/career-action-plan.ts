import { defineProfile, standardValues } from './profile.ts'

/** The default profile: the Career Action Plan standard, with state policies where the standard is silent. */
export const careerActionPlan = defineProfile(
  'career-action-plan',
  { label: 'Career Action Plan content requirements and best practices', level: 'seed' },
  standardValues,
  {
    contactGapDays: 'Wisconsin WIOA policy manual 1.7.1: a qualifying contact every 30 calendar days',
    noteDays: 'Wisconsin WIOA policy manual 12.2.5: within 10 calendar days of the interaction',
    'followUp.attempts': 'Wisconsin WIOA policy manual 1.7.1: two attempts',
    'followUp.methods': 'Wisconsin WIOA policy manual 1.7.1: two different methods',
    'followUp.dates': 'Wisconsin WIOA policy manual 1.7.1: two different dates',
  },
)
