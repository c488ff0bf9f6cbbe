/** The policy of an agency. Until it can be set, every agency has the default profile. */
import { careerActionPlan } from './profiles/career-action-plan.ts'
import type { Policy } from './schemas.ts'

const defaultPolicy: Policy = Object.freeze({ ...careerActionPlan, version: 1, updatedAt: null })

/** The policy in force for an agency. */
export const getPolicy = (_agencyId: string): Policy => defaultPolicy
