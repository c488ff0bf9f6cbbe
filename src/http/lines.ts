/** Lines of a body of any length, read and worked on with little memory. */

/** A line, counted from 1; without its bytes where they are more than a line may have. */
export type Line = { number: number; bytes: Buffer | undefined }

const lineFeed = 10

/** The lines of a body. Of one that is too long no more is held than a line may have. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Line> {
  let number = 0
  let held = Buffer.alloc(0)
  let length = 0
  const hold = (part: Buffer) => {
    const before = length
    length += part.length
    if (length > mostBytes) return
    if (length > held.length) held = Buffer.concat([held.subarray(0, before)], Math.max(length, 2 * held.length))
    part.copy(held, before)
  }
  const end = (): Line => {
    const bytes = length > mostBytes ? undefined : Buffer.from(held.subarray(0, length))
    length = 0
    number += 1
    return { number, bytes }
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, start)) {
      hold(chunk.subarray(start, at))
      start = at + 1
      yield end()
    }
    hold(chunk.subarray(start))
  }
  if (length > 0) yield end()
}

/**
 * What comes of work on each item, in order, with so many at work at the same time; each is given as soon as it and
 * those before it are done. The work must not fail. Where the items end in an error, or nobody wants more, what has begun
 * is still done.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const reader = items[Symbol.asyncIterator]()
  const running: Promise<{ done: R }>[] = []
  let reading: Promise<{ read: IteratorResult<T> }> | undefined
  let isEnded = false
  try {
    while (!isEnded || running.length > 0) {
      if (!isEnded && running.length < most) reading ??= reader.next().then((read) => ({ read }))
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

/** Lets so many at work at the same time; others wait their turn. */
export function gateOf(most: number): <R>(work: () => Promise<R>) => Promise<R> {
  const waiting: (() => void)[] = []
  let free = most
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
