/** The ready-made profiles; the first one is the default. */
import { careerActionPlan } from './career-action-plan.ts'
import { chicagoCook } from './chicago-cook.ts'
import { illinois } from './illinois.ts'
import { minnesota } from './minnesota.ts'
import { southDakota } from './south-dakota.ts'
import { wisconsin } from './wisconsin.ts'

export const profiles = [careerActionPlan, chicagoCook, southDakota, wisconsin, minnesota, illinois]
