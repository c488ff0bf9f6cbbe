import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** The next message of a process; rejects where it ends before. */
export async function readMessage<T>(child: ChildProcess): Promise<T> {
  const over = new AbortController()
  const { signal } = over
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the process ended')
  })
  ended.catch(() => undefined)
  try {
    return (await Promise.race([once(child, 'message', { signal }), ended]))[0] as T
  } finally {
    over.abort()
  }
}
