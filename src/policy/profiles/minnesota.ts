import { defineProfile, standardValues } from './profile.ts'

/** Minnesota: a live contact every 30 days. */
export const minnesota = defineProfile(
  'minnesota',
  {
    label: 'Minnesota DEED, case management policy 530',
    url: 'https://apps.deed.state.mn.us/ddp/PolicyDetail.aspx?pol=530',
    level: 'state',
  },
  standardValues,
  { contactGapDays: 'Minnesota DEED policy 530: live contact every 30 days' },
)
