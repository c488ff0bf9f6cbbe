/** Holds for any sequence of writes. A failure prints its seed; `TEST_SEED=<seed> npm test -- test/property.test.ts` repeats it. */
import fc from 'fast-check'
import t from 'tap'
import { seed } from './fuzz/random.ts'
import { anyWriteOrFiling, create, someDay, type World } from './fuzz/writes.ts'
import { feedIsComplete, historyTells, policyHistoryTells } from './oracle/history.ts'
import {
  findingsAreStored,
  findingsHold,
  forecastHolds,
  periodsAreStored,
  readPresent,
  rowsAgree,
  summaryGroups,
} from './oracle/invariants.ts'
import { startService } from './support/service.ts'
import { untilEvaluated } from './support/state.ts'

const service = await startService()
t.teardown(service.close)

const runs = Number(process.env.FC_RUNS ?? 30)
const counted: Record<string, number> = {}

t.test('After any writes, findings, history, and feed agree with the plans', async (t) => {
  const beginnings = fc.array(create, { minLength: 1, maxLength: 3 })
  const continuations = fc.array(anyWriteOrFiling, { minLength: 5, maxLength: 35, size: 'max' })
  const sequences = fc.tuple(beginnings, continuations).map((parts) => parts.flat())
  const days = fc.array(someDay, { minLength: 2, maxLength: 4 })
  const property = fc.asyncProperty(sequences, days, async (writes, days) => {
    const world: World = { client: await service.client(), plans: [] }
    for (const write of writes) {
      const status = (await write(world))?.status ?? 0
      counted[status] = (counted[status] ?? 0) + 1
      if (status >= 500) throw new Error(`a write was answered ${status}`)
    }
    const { client, plans } = world
    await untilEvaluated(service)
    const present = await readPresent(client)
    await rowsAgree(service, client)
    await findingsAreStored(service, client, present)
    await periodsAreStored(service, client, present)
    for (const asOf of days) await findingsHold(client, present, asOf)
    const [from = '', to = ''] = days.toSorted()
    await forecastHolds(client, present, { from, to })
    await summaryGroups(client, present, to)
    const told = await historyTells(
      client,
      plans.map(({ id }) => id),
      present,
    )
    await feedIsComplete(client, [...told, ...(await policyHistoryTells(client))])
  })
  await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: 60_000 })
  t.comment(`seed ${seed}, answers by status ${JSON.stringify(counted)}`)
  t.ok(counted[201] && counted[200] && counted[204], 'writes got through')
})
