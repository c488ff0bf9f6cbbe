/**
 * `npm run attack`: the service as production runs it, under the worst that one client of an agency can do and through the
 * faults of its surroundings. `--only <name>,…` for some of them, `--seconds <n>` for how long an attack lasts, `--seed <n>`
 * for other data, `--plans <n>` for caseloads of another size, `--out <file>` to keep the report as well.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startDatabase, startIssuer } from '../../bench/processes.ts'
import { describeError } from '../../src/failure.ts'
import { startProxy } from '../support/proxy.ts'
import { makeAgencies } from './agencies.ts'
import { attackNames } from './attacks.ts'
import { passages } from './faults.ts'
import type { Missing, Outcome } from './passage.ts'
import { startProbe } from './probe.ts'
import { attackTable, faultTable } from './report.ts'
import { startWatched } from './service.ts'
import { type Field, seeQuiet, type Trial, tryAttack } from './trial.ts'

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    plans: { type: 'string', default: '1000' },
    out: { type: 'string' },
  },
})
const [seconds, seed, size] = [options.seconds, options.seed, options.plans].map(Number) as [number, number, number]
const only = options.only?.split(',')
const report: string[] = []
const say = (text: string) => {
  console.log(`\n${text}`)
  report.push(text)
  if (options.out) writeFileSync(options.out, `${report.join('\n\n')}\n`)
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1)) // what was started ends with it
const database = await startDatabase(undefined, {})
const issuer = await startIssuer()
const start = () => startWatched(database.url, issuer.environment)

async function tryAttacks(names: readonly string[]): Promise<void> {
  const service = await start()
  const made = await makeAgencies(database, { url: service.url, sign: issuer.sign, seed, size })
  await database.client.query('vacuum analyze')
  const field: Field = {
    ...{ service, client: database.client, probe: startProbe(), seed, ...made },
    restart: async () => {
      field.service.child.kill('SIGKILL')
      await field.service.stop()
      return start()
    },
  }
  await seeQuiet(field, 8) // until the code is compiled
  const before = await seeQuiet(field, 10)
  const trials: Trial[] = []
  for (const name of names) {
    trials.push(await tryAttack(field, name, seconds))
    console.log(JSON.stringify(trials.at(-1)))
  }
  const after = await seeQuiet(field, 10)
  const quiet = after.p99 < before.p99 ? after : before // what attacks are held against is the quietest that was seen
  field.probe.end()
  field.service.child.kill('SIGKILL')
  say(attackTable(quiet, trials))
}

async function tryFaults(names: readonly string[]): Promise<void> {
  const proxy = await startProxy(database.url)
  const { url, postmaster } = database
  const admin = { ...database.target, database: 'postgres' }
  const ground = { ...{ admin, url, proxy, issuer, postmaster }, database: 'bench', patience: 3 }
  await database.client.end() // a database that is restored has no other sessions
  const outcomes: (Outcome | Missing)[] = []
  for (const name of names) {
    const goThrough = passages[name] as (typeof passages)[string]
    outcomes.push(await goThrough(ground, name).catch((error) => ({ name, failure: describeError(error) })))
    console.log(JSON.stringify(outcomes.at(-1)))
  }
  await proxy.close()
  say(faultTable(outcomes))
}

const attacks = only ? only.filter((name) => name.startsWith('flood:') || attackNames.includes(name)) : attackNames
const faults = Object.keys(passages).filter((name) => only?.includes(name) ?? true)
if (attacks.length > 0) await tryAttacks(attacks)
if (faults.length > 0) await tryFaults(faults)

issuer.stop()
await database.stop()
