/** The reports, in the order in which they are listed. */
import credentialAttainment from './credential-attainment.ts'
import earningsAfterExit from './earnings-after-exit.ts'
import employmentAfterExit from './employment-after-exit.ts'
import followUpByQuarter from './follow-up-by-quarter.ts'
import followUpOnTime from './follow-up-on-time.ts'
import followUpReach from './follow-up-reach.ts'
import followUpsByMonth from './follow-ups-by-month.ts'
import planEffect from './plan-effect.ts'
import planTimeliness from './plan-timeliness.ts'
import type { Report } from './report.ts'
import sameEmployer from './same-employer.ts'
import skillGains from './skill-gains.ts'

export const reports: readonly Report[] = [
  followUpsByMonth,
  followUpByQuarter,
  followUpOnTime,
  followUpReach,
  employmentAfterExit,
  earningsAfterExit,
  sameEmployer,
  credentialAttainment,
  skillGains,
  planTimeliness,
  planEffect,
]
