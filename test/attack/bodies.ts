/** Bodies that are small for who sends them and may be large for who reads them. */
import { today } from '../../bench/caseload.ts'
import { makeDocument, randomFrom } from '../../bench/plans.ts'

/** 256 KB of one letter with combining marks in two orders, which Unicode normalization has to sort. */
export const markedBody = (): string => JSON.stringify({ a: `a${'\u0301\u0316'.repeat(64_000)}` })

/** An array of half a million elements, as many as a body can hold. */
export const elementsBody = (): string => `[${'1,'.repeat(2 ** 19 - 2)}1]`

/** A valid plan document of about 27 KB. */
export function validBody(seed: number): string {
  const shape = { milestones: () => 60, followUps: () => 10 }
  return JSON.stringify(makeDocument(randomFrom(seed), `valid-${seed}`, today, today, shape))
}
