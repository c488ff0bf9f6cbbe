/** How the lines of a long body are found and worked on. */
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { mapOrdered, readLines } from '../src/http/lines.ts'

async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const array: T[] = []
  for await (const item of items) array.push(item)
  return array
}

t.test('Lines are found wherever the chunks of a body end', async (t) => {
  const text = 'one\n\ntwo two\r\nthree is too long\nü\n12345678\n \t\r\n\nlast'
  const bytes = Buffer.from(text)
  for (const size of [1, 2, 3, 7, 100]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    )
    const lines = await toArray(readLines(Readable.from(chunks), { maxBytes: 8, maxLines: 100 }))
    t.strictSame(
      lines.map(({ number, bytes }) => [number, bytes.toString()]),
      [
        [1, 'one'],
        [3, 'two two\r'],
        [4, 'too long'],
        [5, 'ü'],
        [6, '12345678'],
        [9, 'last'],
      ],
    )
  }
})

t.test('After the last allowed line, one more is yielded, and nothing more is read', async (t) => {
  for (const [rest, last] of [
    ['c\n', [[3, 'one too many']]],
    ['\n', [[3, 'one too many']]],
    ['c', [[3, 'one too many']]],
    ['', []],
  ] as const) {
    let reads = 0
    async function* chunks() {
      for (const chunk of ['a\nb', `\n${rest}`, ...(rest ? ['more\n', 'more\n'] : [])]) {
        reads += 1
        yield Buffer.from(chunk)
      }
    }
    const lines = await toArray(readLines(chunks(), { maxBytes: 8, maxLines: 2 }))
    t.strictSame(
      lines.map(({ number, bytes }) => [number, bytes.toString()]),
      [[1, 'a'], [2, 'b'], ...last],
    )
    t.equal(reads, 2)
  }
})

t.test('Blank lines are counted, and many of them cost next to nothing', async (t) => {
  let turns = 0
  const counting = setInterval(() => (turns += 1), 0)
  t.teardown(() => clearInterval(counting))
  const lines = await toArray(
    readLines(Readable.from([Buffer.from('\n'.repeat(60_000)), Buffer.from('last')]), {
      maxBytes: 8,
      maxLines: 100_000,
    }),
  )
  t.match(lines, [{ number: 60_001 }])
  t.ok(turns < 10, `${turns} turns`)
})

t.test('Work is done with limited concurrency, and results come in order', async (t) => {
  let [now, max, done] = [0, 0, 0]
  const work = async (n: number) => {
    max = Math.max(max, ++now)
    await sleep((n * 7) % 5)
    now -= 1
    done += 1
    return n
  }
  const numbers = Array.from({ length: 40 }, (_, n) => n)
  t.strictSame(await toArray(mapOrdered(Readable.from(numbers), 4, work)), numbers)
  t.equal(max, 4)
  async function* breaking() {
    yield* [1, 2, 3]
    throw new Error('cut')
  }
  done = 0
  await t.rejects(toArray(mapOrdered(breaking(), 4, work)), { message: 'cut' })
  t.equal(done, 3, 'what has begun is done')
})
