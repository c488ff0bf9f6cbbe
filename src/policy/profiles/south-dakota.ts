import { defineProfile, standardValues } from './profile.ts'

/** South Dakota: follow-up every month. */
export const southDakota = defineProfile(
  'south-dakota',
  {
    label: 'South Dakota, WIOA Policy 5, Follow Up',
    url: 'https://info.5y1.org/follow-up-in-the-workplace_1_6c33c3.html',
    level: 'state',
  },
  { ...standardValues, followUp: { ...standardValues.followUp, cadence: 'monthly' } },
  {
    'followUp.cadence': 'South Dakota WIOA Policy 5: monthly',
    'followUp.months': 'South Dakota WIOA Policy 5: for 12 months after exit',
  },
)
