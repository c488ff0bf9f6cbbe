/** Whether the database answers, can be written to, and has room: asked on a connection of its own, answered within a second. */
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { Batch } from './batch.ts'
import { openPool } from './connections.ts'
import { diskProbe, watchDisk } from './disk.ts'

/** How long connecting, or a question, may take; and all of it. */
const questionMs = 400
const diagnosisMs = 900

// not prepared, so it needs no name
const isPrimary = {
  statement: { name: '', text: "select current_setting('transaction_read_only') = 'off'" },
  values: [],
}

export type Health = {
  /** Whether the database answers and can be written to; callers that ask at the same time share an answer. */
  isHealthy: () => Promise<boolean>
  /** Takes notice of an error of the database: one may say that its disk is full. */
  noteFailure: (error: unknown) => void
  close: () => Promise<void>
}

/** Opens the connection; `leave` is called when the server turns out to be no longer the primary. */
export function openHealth(config: pg.PoolConfig, leave: () => void): Health {
  const pool = openPool(config, 1, questionMs)
  const disk = watchDisk(() => pool.query(diskProbe))
  let checking: Promise<boolean> | undefined

  async function checkPrimary(): Promise<boolean> {
    const client = await pool.connect()
    let isWritable: boolean | undefined
    try {
      const [[row]] = await Batch.run(client, [isPrimary], false, questionMs)
      isWritable = row?.[0] === 't'
    } finally {
      client.release(!isWritable)
      if (isWritable === false) leave()
    }
    return isWritable
  }

  return {
    isHealthy: () => {
      const check = async () => (await checkPrimary()) && !(await disk.isFull())
      checking ??= Promise.race([check(), pause(diagnosisMs, false, { ref: false })])
        .catch(() => false)
        .finally(() => {
          checking = undefined
        })
      return checking
    },
    noteFailure: disk.noteFailure,
    close: () => pool.end(),
  }
}
