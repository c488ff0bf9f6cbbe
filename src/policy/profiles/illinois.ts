import { defineProfile, standardValues } from './profile.ts'

/** Illinois: follow-up of youth for a year. */
export const illinois = defineProfile(
  'illinois',
  {
    label: 'Illinois WIOA policy manual, chapters 3.3, 4.3 and 4.3.2',
    url: 'https://apps.illinoisworknet.com/WIOAPolicy/Policy/Index/493',
    level: 'state',
  },
  standardValues,
  { 'followUp.youth.months': 'Illinois WIOA policy manual 4.3.2: a minimum of 12 months after the exit of a youth' },
)
