/** How long all rules take on a plan with 20 milestones; a process of its own, which prints the median in microseconds. */
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { evaluate } from '../src/rules/index.ts'
import { planMaker, today } from './caseload.ts'
import { median } from './measure.ts'

const make = await planMaker(20, { milestones: () => 20, followUps: () => 5 })
const facts = Array.from({ length: 50 }, (_, index) => make(index, today))
const rounds = Array.from({ length: 200 }, () => {
  const start = performance.now()
  for (const one of facts) evaluate(one, careerActionPlan.values)
  return ((performance.now() - start) * 1000) / facts.length
})
console.log(median(rounds.slice(100)).toFixed(1))
