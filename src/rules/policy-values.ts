/** The numbers and choices that rules read; the policy's schema explains each of them. */
import type { Severity } from './lib/severity.ts'

/** How an agency applies a rule. */
export type RuleSetting = { on?: boolean; severity?: Severity | null }

/** From when follow-up runs, how often it is planned, and for how many months. */
export type FollowUpClock = {
  clock: 'placement' | 'exit' | 'later'
  cadence: 'monthly' | 'quarterly'
  months: number
}

export type PolicyValues = {
  timeZone: string
  planDueDays: number
  overdueErrorDays: number
  barrierDays: number
  acknowledgementDays: number
  reviewCadence: 'monthly' | 'quarterly' | 'semi_annual'
  changeReviewDays: number
  longGoalSteps: number
  firstStepDays: number
  goalConfirmDays: number
  contactGapDays: number
  elementDays: number
  noteDays: number
  followUp: FollowUpClock & {
    youth: FollowUpClock
    offerDays: number
    attempts: number
    methods: number
    dates: number
  }
  exit: { quietDays: number; warnDays: number; reasonEndsWait: boolean; supportDelaysYouth: boolean }
  nineDigitIds: 'rejected' | 'accepted'
  findingsKeptYears: number
  retention: 'manual' | 'automatic'
  retentionYears: number
  /** Settings by rule name; a rule that is not named applies as is. */
  rules: Readonly<Record<string, RuleSetting>>
}
