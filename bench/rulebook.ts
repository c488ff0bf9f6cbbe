/** How long all rules take on a plan of 20 milestones, and on one as large as those of the caseloads, in microseconds of processor time. */
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { evaluate } from '../src/rules/evaluate.ts'
import { planMaker, today } from './caseload.ts'
import { median } from './measure.ts'

async function microsecondsOn(milestones: number): Promise<number> {
  const make = await planMaker(milestones, { milestones: () => milestones, followUps: () => 5 })
  const facts = Array.from({ length: 50 }, (_, index) => make(index, today))
  const rounds = Array.from({ length: 200 }, () => {
    const before = process.cpuUsage() // so that other processes do not count
    for (const one of facts) evaluate(one, careerActionPlan.values)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / facts.length
  })
  return median(rounds.slice(100))
}

console.log(JSON.stringify({ large: await microsecondsOn(20), usual: await microsecondsOn(10) }))
