/** The client that attacks, as a process of its own with the rest of the processor: in truth it is another machine. */
import { fork } from 'node:child_process'
import { setPriority } from 'node:os'
import type { Agency } from './agencies.ts'
import { findAttack } from './attacks.ts'
import { readMessage } from './child.ts'
import type { Tally } from './exchange.ts'

type Order = { name: string; url: string; agency: Agency; seed: number; seconds: number }

/** Starts the process, which makes what its attack needs; `attack` answers its answers by status. */
export async function startAttacker(order: Order) {
  const child = fork(import.meta.filename, [JSON.stringify(order)], { stdio: 'inherit' })
  await readMessage(child)
  return {
    attack: (): Promise<Tally> => {
      child.send('attack')
      return readMessage(child)
    },
    end: () => child.kill('SIGKILL'),
  }
}

if (import.meta.main) {
  setPriority(10)
  const { name, url, agency, seed, seconds } = JSON.parse(process.argv[2] as string) as Order
  const attack = findAttack(name)
  const targetFor = (ms: number) => ({ caller: { url, token: agency.token }, agency, seed, until: Date.now() + ms })
  await attack.prepare?.(targetFor(60_000))
  process.once('message', async () => process.send?.(await attack.run(targetFor(seconds * 1000))))
  process.send?.('prepared')
}
