/** How long all rules take on a plan of 20 milestones, and on one as large as those of the caseloads, in microseconds of processor time. */
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { evaluate } from '../src/rules/evaluate.ts'
import { planMaker, today } from './caseload.ts'
import { median } from './measure.ts'

async function microsecondsOn(milestones: number): Promise<number> {
  const make = await planMaker(milestones, { milestones: () => milestones, followUps: () => 5 })
  const persons = Array.from({ length: 50 }, (_, index) => {
    const made = make(index, today)
    return { participant: made.participant, plans: [made] }
  })
  const rounds = Array.from({ length: 200 }, () => {
    const before = process.cpuUsage() // so that other processes do not count
    for (const one of persons) evaluate(one, careerActionPlan.values)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / persons.length
  })
  return median(rounds.slice(100))
}

console.log(JSON.stringify({ large: await microsecondsOn(20), usual: await microsecondsOn(10) }))
