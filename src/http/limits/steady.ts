/** Refuses bodies that arrive too slowly. */
import type { Quota } from './refusal.ts'

/** How many bytes must arrive in how many milliseconds of waiting. */
const leastBytes = 1024
const withinMs = 10_000

/** The limit that a body must keep up with. */
export const slowBody: Quota = {
  name: 'slow-body',
  policy: `"slow-body";q=${leastBytes};qu="content-bytes";w=${withinMs / 1000}`,
  detail: `A body must bring ${leastBytes} bytes in ${withinMs / 1000} seconds.`,
  retryAfter: 1,
}

/** The chunks of a body, until they arrive too slowly. Only time spent waiting for them counts. */
export async function* steady(
  body: AsyncIterable<Buffer>,
  tooSlow: () => Error,
  patienceMs = withinMs,
): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]()
  let left = patienceMs
  let bytes = 0
  for (;;) {
    const began = performance.now()
    const chunk = await inTime(chunks.next(), left, tooSlow)
    if (chunk.done) return
    bytes += chunk.value.length
    left -= performance.now() - began
    if (bytes >= leastBytes) [left, bytes] = [patienceMs, 0]
    yield chunk.value
  }
}

async function inTime<T>(work: Promise<T>, ms: number, tooLate: () => Error): Promise<T> {
  let alarm: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    alarm = setTimeout(() => reject(tooLate()), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(alarm)
  }
}
