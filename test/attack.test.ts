/** The smaller run of `npm run attack`: a service in a process of its own, judged by counts and by its event loop. */
import pg from 'pg'
import t, { type Test } from 'tap'
import { startIssuer } from '../bench/processes.ts'
import { makeAgencies } from './attack/agencies.ts'
import { findAttack } from './attack/attacks.ts'
import { passages } from './attack/faults.ts'
import { startProbe } from './attack/probe.ts'
import { listFaults, listPassageFaults } from './attack/report.ts'
import { startWatched } from './attack/service.ts'
import { type Field, seeQuiet, tryAttack } from './attack/trial.ts'
import { currentRun, toAddress, toTarget } from './support/database.ts'
import { slowness } from './support/loop.ts'
import { makeDatabase } from './support/migrated.ts'
import { asLogin, makeLogin } from './support/process.ts'
import { startProxy } from './support/proxy.ts'

const { server } = currentRun()
const issuer = await startIssuer()
t.teardown(() => issuer.stop())

/** A database of its own, and how a service in production reaches it. */
async function makeOwn(t: Test) {
  const database = await makeDatabase(t)
  const login = await makeLogin(t, database)
  return { database, url: asLogin(toAddress(server, database), login) }
}

async function openField(t: Test): Promise<Field> {
  const { database, url } = await makeOwn(t)
  const client = new pg.Client(toTarget(server, database))
  await client.connect()
  const start = () => startWatched(url, issuer.environment)
  const service = await start()
  const agencies = await makeAgencies({ client }, { url: service.url, sign: issuer.sign, seed: 1, size: 40 })
  const field: Field = {
    ...{ service, client, probe: startProbe(), seed: 1, ...agencies },
    restart: async () => {
      field.service.child.kill('SIGKILL')
      await field.service.stop()
      return start()
    },
  }
  t.teardown(async () => {
    field.probe.end()
    field.service.child.kill('SIGKILL')
    await field.service.stop()
    await client.end()
  })
  return field
}

const attacks = [
  ...['marks', 'elements', 'blank-lines', 'x-lines', 'validations', 'stale', 'one-plan', 'streams', 'growth'],
  ...['flood:listPlans', 'flood:createMilestone'],
]

t.test('One agency is served while another agency’s client does its worst', async (t) => {
  const field = await openField(t)
  await seeQuiet(field, 1)
  for (const name of attacks)
    await t.test(findAttack(name).title, async (t) => {
      t.strictSame(listFaults(await tryAttack(field, name, 1), slowness()), [])
    })
})

for (const [name, goThrough] of Object.entries(passages))
  t.test(
    `No acknowledged write is lost or doubled, and no change is missed: ${name}`,
    { buffered: true },
    async (t) => {
      const { database, url } = await makeOwn(t)
      const proxy = await startProxy(url)
      t.teardown(proxy.close)
      const ground = { admin: server, database, url, proxy, issuer }
      const outcome = await goThrough({ ...ground, postmaster: undefined, patience: 1 }, name)
      if ('skipped' in outcome) return void t.pass('', { skip: outcome.skipped })
      if ('failure' in outcome) return void t.fail(outcome.failure)
      t.ok(outcome.acknowledged > 0)
      t.strictSame(listPassageFaults(outcome), [])
      if (name === 'restore') t.equal(outcome.restarts, 1, 'the consumer was told to begin anew')
    },
  )
