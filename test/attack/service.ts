/** The service as production runs it, watched: how long its event loop kept others waiting, and the memory it took. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { forgetPeak, peakMemory, processTime } from '../../bench/measure.ts'
import { type Server, startService } from '../../bench/processes.ts'
import { readMessage } from './child.ts'

/** The longest turn of the event loop in milliseconds: as it elapsed, and without what other processes took of the machine. */
export type Turn = { elapsed: number; busy: number }
/** What the service did since it was last asked; memory in MB, undefined where the system does not count it. */
export type Effort = { turn: Turn; memory: number | undefined; cpuSeconds: number }
export type Watched = Server & {
  /** Begins to count anew; what is returned answers what was counted until then. */
  watch: () => Promise<() => Promise<Effort>>
}

const hasProc = existsSync('/proc/self/clear_refs')

/** Starts the service on a database; it says nothing of load balancers, so it stops at once when it is told to. */
export async function startWatched(
  databaseUrl: string,
  issuer: object,
  environment: Record<string, string> = {},
): Promise<Watched> {
  const server = await startService(databaseUrl, issuer, {
    options: ['--import', join(import.meta.dirname, 'loop.js')],
    environment: { DRAIN_SECONDS: '0', ALLOW_PLAINTEXT: 'database,jwks', ...environment },
  })
  const { child, pid } = server
  const longestTurn = (): Promise<Turn> => {
    child.send('turn')
    return readMessage(child)
  }
  return {
    ...server,
    watch: async () => {
      await longestTurn()
      if (hasProc) forgetPeak(pid)
      const before = processTime(pid)
      return async () => ({
        turn: await longestTurn(),
        memory: hasProc ? peakMemory(pid) : undefined,
        cpuSeconds: (processTime(pid) - before) / 1e6,
      })
    },
  }
}
