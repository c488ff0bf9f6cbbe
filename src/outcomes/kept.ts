/**
 * How the facts of a period are kept: as values in an order, without their names. A cohort is thousands of periods, and
 * what reading one takes is the parsing of its JSON, half of which would be names. A new member goes behind the last one,
 * with a migration that adds it to what is kept already.
 */
import type { Period, QuarterFact } from './period.ts'

const keptQuarter = (fact: QuarterFact) =>
  [
    fact.employment,
    fact.source,
    fact.wages && ([fact.wages.amount, fact.wages.basis] as const),
    fact.early,
    fact.fein,
    fact.sameEmployer,
    fact.occupation,
    fact.enrolledIn,
  ] as const

function readQuarter(kept: ReturnType<typeof keptQuarter>): QuarterFact {
  const [employment, source, wages, early, fein, sameEmployer, occupation, enrolledIn] = kept
  return {
    employment,
    source,
    wages: wages && { amount: wages[0], basis: wages[1] },
    early,
    fein,
    sameEmployer,
    occupation,
    enrolledIn,
  }
}

/** The facts of a period as they are kept. What is read back is the same: test/support/truths.ts holds it. */
export const keptPeriod = (period: Period) =>
  [
    period.planId,
    period.participantId,
    period.programs,
    period.enteredOn,
    period.firstCounselingOn,
    period.employedOn,
    period.exitedOn,
    period.exitReason,
    period.followUpDecision,
    period.careerPlanner,
    period.office,
    period.status,
    period.milestones,
    period.acknowledgements.map(({ party, on }) => [party, on] as const),
    period.completedOn,
    period.closeReason,
    period.quarters.map((fact) => fact && keptQuarter(fact)),
    period.enrollments,
    period.trainings,
    period.credentials,
    period.gains,
    period.occupations,
  ] as const

export type KeptPeriod = ReturnType<typeof keptPeriod>

/** The facts of a period from the JSON of how they are kept. */
export function readPeriod(json: string): Period {
  const [
    planId,
    participantId,
    programs,
    enteredOn,
    firstCounselingOn,
    employedOn,
    exitedOn,
    exitReason,
    followUpDecision,
    careerPlanner,
    office,
    status,
    milestones,
    acknowledgements,
    completedOn,
    closeReason,
    quarters,
    enrollments,
    trainings,
    credentials,
    gains,
    occupations,
  ] = JSON.parse(json) as KeptPeriod
  return {
    planId,
    participantId,
    programs,
    enteredOn,
    firstCounselingOn,
    employedOn,
    exitedOn,
    exitReason,
    followUpDecision,
    careerPlanner,
    office,
    status,
    milestones,
    acknowledgements: acknowledgements.map(([party, on]) => ({ party, on })),
    completedOn,
    closeReason,
    quarters: quarters.map((kept) => kept && readQuarter(kept)),
    enrollments,
    trainings,
    credentials,
    gains,
    occupations,
  }
}
