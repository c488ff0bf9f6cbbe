/** Reads and processes the lines of a body of any length with little memory. */

/** A line, counted from 1: its bytes, or why it was not read. */
export type Line = { number: number; bytes: Buffer | 'too long' | 'one too many' }

type Limits = { maxBytes: number; maxLines: number }

const lineFeed = 10
const isBlankByte = (byte: number | undefined) => byte === 0x20 || byte === 0x09 || byte === 0x0d

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  let at = start
  while (at < end && isBlankByte(bytes[at])) at += 1
  return at === end
}

/** Collects a line from chunks; of a line that is too long, no more is held than a line may have. */
function collector(maxBytes: number) {
  let held = Buffer.alloc(0)
  let length = 0
  return {
    isEmpty: () => length === 0,
    add(part: Buffer): void {
      const before = length
      length += part.length
      if (length > maxBytes) return
      if (length > held.length) held = Buffer.concat([held.subarray(0, before)], Math.max(length, 2 * held.length))
      part.copy(held, before)
    },
    take(): Buffer | 'too long' {
      const bytes = length > maxBytes ? 'too long' : Buffer.from(held.subarray(0, length))
      length = 0
      return bytes
    },
  }
}

/**
 * The lines of a body that are not blank; blank ones still count. If there are too many lines, the first excess line is the
 * last one yielded, and the rest of the body is not read.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  { maxBytes, maxLines }: Limits,
): AsyncGenerator<Line, void> {
  const reader = chunks[Symbol.asyncIterator]()
  const line = collector(maxBytes)
  let number = 0
  for (let read = await reader.next(); !read.done; read = await reader.next()) {
    const chunk = read.value
    let start = 0
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, start)) {
      if (number === maxLines) break
      number += 1
      // without this, a million line feeds would each pass through everything that reads lines
      const isBlankHere = line.isEmpty() && isBlank(chunk, start, at)
      if (!isBlankHere) line.add(chunk.subarray(start, at))
      start = at + 1
      if (isBlankHere) continue
      const bytes = line.take()
      if (bytes === 'too long' || !isBlank(bytes, 0, bytes.length)) yield { number, bytes }
    }
    if (number === maxLines && start < chunk.length) return yield { number: number + 1, bytes: 'one too many' }
    line.add(chunk.subarray(start))
  }
  if (line.isEmpty()) return
  const bytes = line.take()
  if (bytes === 'too long' || !isBlank(bytes, 0, bytes.length)) yield { number: number + 1, bytes }
}

/**
 * Maps items with limited concurrency, in order: each result is yielded as soon as it and those before it are done. The work
 * must not fail. If the items end in an error, or the consumer stops, work that has begun is still finished.
 */
export async function* mapOrdered<T, R>(
  items: AsyncIterable<T>,
  max: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const reader = items[Symbol.asyncIterator]()
  const running: Promise<{ done: R }>[] = []
  let reading: Promise<{ read: IteratorResult<T> }> | undefined
  let isEnded = false
  try {
    while (!isEnded || running.length > 0) {
      if (!isEnded && running.length < max) reading ??= reader.next().then((read) => ({ read }))
      const first = await Promise.race([...running.slice(0, 1), ...(reading ? [reading] : [])])
      if ('done' in first) {
        running.shift()
        yield first.done
      } else {
        reading = undefined
        if (first.read.done) isEnded = true
        else running.push(work(first.read.value).then((done) => ({ done })))
      }
    }
  } finally {
    reading?.catch(() => undefined)
    await Promise.all(running)
  }
}
