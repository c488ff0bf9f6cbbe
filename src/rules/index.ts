/** The rulebook: the list of all rules, written by hand. */
import alternativesNotDiscussed from './alternatives-not-discussed.ts'
import barrierUnmitigated from './barrier-unmitigated.ts'
import barrierWithoutConstraint from './barrier-without-constraint.ts'
import barrierWithoutImpact from './barrier-without-impact.ts'
import caseNoteIncomplete from './case-note-incomplete.ts'
import contactAttemptsTooFew from './contact-attempts-too-few.ts'
import contactGap from './contact-gap.ts'
import diplomaAtRisk from './diploma-at-risk.ts'
import diplomaEmploymentUnknown from './diploma-employment-unknown.ts'
import employmentUnknown from './employment-unknown.ts'
import employmentWithoutSource from './employment-without-source.ts'
import exitDespitePlannedService from './exit-despite-planned-service.ts'
import exitNotLastService from './exit-not-last-service.ts'
import exitReasonNotForProgram from './exit-reason-not-for-program.ts'
import exitTooEarly from './exit-too-early.ts'
import exitUndecided from './exit-undecided.ts'
import firstStepFarOff from './first-step-far-off.ts'
import followUpDeclinedWithoutNote from './follow-up-declined-without-note.ts'
import followUpGivenUpEarly from './follow-up-given-up-early.ts'
import followUpMissedAfterExit from './follow-up-missed-after-exit.ts'
import followUpMissedAfterPlacement from './follow-up-missed-after-placement.ts'
import followUpNotOffered from './follow-up-not-offered.ts'
import followUpOverdue from './follow-up-overdue.ts'
import followUpWithoutNote from './follow-up-without-note.ts'
import followUpWithoutService from './follow-up-without-service.ts'
import gapUnaddressed from './gap-unaddressed.ts'
import goalBeyondHorizon from './goal-beyond-horizon.ts'
import goalUnclear from './goal-unclear.ts'
import goalUnconfirmed from './goal-unconfirmed.ts'
import goalUnspecific from './goal-unspecific.ts'
import goalWithTooFewSteps from './goal-with-too-few-steps.ts'
import goalWithoutOccupation from './goal-without-occupation.ts'
import goalWithoutStrength from './goal-without-strength.ts'
import grammarMistake from './grammar-mistake.ts'
import jobOffGoal from './job-off-goal.ts'
import letterCaseMistake from './letter-case-mistake.ts'
import milestoneOverdue from './milestone-overdue.ts'
import milestoneStoppedWithoutReason from './milestone-stopped-without-reason.ts'
import milestoneUnlinked from './milestone-unlinked.ts'
import milestoneWithoutCriterion from './milestone-without-criterion.ts'
import milestoneWithoutSmallSteps from './milestone-without-small-steps.ts'
import milestoneWithoutTimeframe from './milestone-without-timeframe.ts'
import outcomeBeforeQuarter from './outcome-before-quarter.ts'
import outcomeTooLate from './outcome-too-late.ts'
import outcomeWithoutExit from './outcome-without-exit.ts'
import planChangeUnreviewed from './plan-change-unreviewed.ts'
import planCompletionOverdue from './plan-completion-overdue.ts'
import planCopyNotProvided from './plan-copy-not-provided.ts'
import planNotAcknowledged from './plan-not-acknowledged.ts'
import planReviewOverdue from './plan-review-overdue.ts'
import planWithoutAssessment from './plan-without-assessment.ts'
import planWithoutBarriers from './plan-without-barriers.ts'
import planWithoutGoal from './plan-without-goal.ts'
import planWithoutStrengths from './plan-without-strengths.ts'
import reviewBeforeAcknowledgement from './review-before-acknowledgement.ts'
import type { Rule } from './rule.ts'
import sameEmployerUnconfirmed from './same-employer-unconfirmed.ts'
import selfAttestationAlone from './self-attestation-alone.ts'
import serviceAfterExit from './service-after-exit.ts'
import serviceUnlinked from './service-unlinked.ts'
import skillGainMilestoneTooLate from './skill-gain-milestone-too-late.ts'
import skillGainMissing from './skill-gain-missing.ts'
import skillGainWithoutMilestone from './skill-gain-without-milestone.ts'
import strategyWithoutAssessment from './strategy-without-assessment.ts'
import strategyWithoutIndicator from './strategy-without-indicator.ts'
import strategyWithoutObjective from './strategy-without-objective.ts'
import strategyWithoutPathway from './strategy-without-pathway.ts'
import strategyWithoutService from './strategy-without-service.ts'
import strengthsUnquantified from './strengths-unquantified.ts'
import subMilestoneAfterParent from './sub-milestone-after-parent.ts'
import supportElsewhereNotRuledOut from './support-elsewhere-not-ruled-out.ts'
import supportOutsideParticipation from './support-outside-participation.ts'
import termMismatch from './term-mismatch.ts'
import trainingBeforePlan from './training-before-plan.ts'
import trainingOffGoal from './training-off-goal.ts'
import trainingWithoutDetermination from './training-without-determination.ts'
import undecidedGoalOverdue from './undecided-goal-overdue.ts'
import undecidedGoalWithoutDay from './undecided-goal-without-day.ts'
import undecidedGoalWithoutExploration from './undecided-goal-without-exploration.ts'
import wagesEarly from './wages-early.ts'
import wagesUnknown from './wages-unknown.ts'
import wagesWithoutEmployment from './wages-without-employment.ts'
import wordAbbreviated from './word-abbreviated.ts'
import wordMisspelled from './word-misspelled.ts'
import wordingPassiveOrNegative from './wording-passive-or-negative.ts'
import youthElementBeforeStrategy from './youth-element-before-strategy.ts'
import youthElementUnlinked from './youth-element-unlinked.ts'

export const rules = [
  milestoneWithoutTimeframe,
  milestoneUnlinked,
  planCompletionOverdue,
  planWithoutGoal,
  planWithoutStrengths,
  planWithoutBarriers,
  termMismatch,
  subMilestoneAfterParent,
  milestoneOverdue,
  milestoneWithoutCriterion,
  milestoneWithoutSmallSteps,
  milestoneStoppedWithoutReason,
  undecidedGoalWithoutExploration,
  undecidedGoalWithoutDay,
  undecidedGoalOverdue,
  goalUnspecific,
  goalWithoutOccupation,
  goalWithoutStrength,
  goalBeyondHorizon,
  goalWithTooFewSteps,
  goalUnconfirmed,
  strengthsUnquantified,
  barrierWithoutImpact,
  barrierWithoutConstraint,
  barrierUnmitigated,
  gapUnaddressed,
  firstStepFarOff,
  alternativesNotDiscussed,
  planNotAcknowledged,
  planCopyNotProvided,
  planReviewOverdue,
  reviewBeforeAcknowledgement,
  planChangeUnreviewed,
  planWithoutAssessment,
  strategyWithoutAssessment,
  strategyWithoutIndicator,
  strategyWithoutPathway,
  strategyWithoutObjective,
  strategyWithoutService,
  youthElementBeforeStrategy,
  youthElementUnlinked,
  serviceUnlinked,
  trainingWithoutDetermination,
  trainingBeforePlan,
  trainingOffGoal,
  supportOutsideParticipation,
  supportElsewhereNotRuledOut,
  contactGap,
  contactAttemptsTooFew,
  exitUndecided,
  exitTooEarly,
  exitNotLastService,
  exitDespitePlannedService,
  exitReasonNotForProgram,
  serviceAfterExit,
  followUpOverdue,
  followUpNotOffered,
  followUpMissedAfterExit,
  followUpMissedAfterPlacement,
  followUpDeclinedWithoutNote,
  followUpGivenUpEarly,
  followUpWithoutService,
  followUpWithoutNote,
  employmentUnknown,
  wagesUnknown,
  outcomeTooLate,
  outcomeWithoutExit,
  outcomeBeforeQuarter,
  wagesEarly,
  wagesWithoutEmployment,
  employmentWithoutSource,
  sameEmployerUnconfirmed,
  selfAttestationAlone,
  diplomaAtRisk,
  diplomaEmploymentUnknown,
  skillGainMissing,
  skillGainWithoutMilestone,
  skillGainMilestoneTooLate,
  caseNoteIncomplete,
  jobOffGoal,
] as unknown as readonly Rule[]

/** The rules about the wording of texts; they need `remarked` among the facts. */
export const writingRules = [
  wordMisspelled,
  grammarMistake,
  letterCaseMistake,
  wordAbbreviated,
  wordingPassiveOrNegative,
  goalUnclear,
] as unknown as readonly Rule[]

/** The whole rulebook. */
export const allRules = [...rules, ...writingRules]

/**
 * Raised by a release in which rules find something else than before. Its migration has every caseload evaluated anew
 * (migrations/README.md).
 */
export const rulebookVersion = 3
