import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import type { Written } from '../src/document/facts.ts'
import type { Failure } from '../src/writing/thread.ts'
import { openWriting, type WritingOptions } from '../src/writing/writing.ts'

const action = (text: string): Written => ({ sort: 'action', text })
const agencyId = 'an agency'
const reader = { agencyId, isValidation: false }
const misspelled = action('Recieve the diploma.')
const remark = { fault: 'misspelled', start: 0, end: 7 }

/** A thread that does as a text says. */
const module = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from 'node:worker_threads'
  let count = 0
  parentPort.on('message', ({ text }) => {
    if (text === 'crash') throw new Error(text)
    if (text === 'exit') process.exit(1)
    if (text === 'memory') { const kept = []; for (;;) kept.push(new Array(1e5).fill({})) }
    if (text === 'hang') for (;;);
    parentPort.postMessage([{ fault: 'misspelled', start: 0, end: ++count }])
  })
  parentPort.postMessage('ready')
`)}`,
)

function open(t: Pick<Test, 'teardown'>, options: WritingOptions = {}) {
  const failures: Failure[] = []
  const writing = openWriting({ onFailure: (failure) => failures.push(failure), ...options })
  t.teardown(writing.close)
  /** What is answered on each text, however long it takes; without those that could not be read. */
  const answers = async (...texts: string[]) => {
    const { known, rest } = writing.remarksOn(texts.map(action), reader)
    const all = (await rest) ?? known
    return Object.fromEntries(texts.map((text, index) => [text, all[index]]).filter(([, answer]) => answer))
  }
  const remarksOn = (texts: readonly Written[]) => writing.remarksOn(texts, reader)
  return { failures, answers, ...writing, remarksOn }
}

const isAmong = (value: unknown, ...expected: unknown[]) => expected.some((one) => isDeepStrictEqual(value, one))

const counted = (end: number) => [{ fault: 'misspelled', start: 0, end }]

t.test('The first answer comes later, and the same text is answered at once from then on', async (t) => {
  const { remarksOn } = open(t)
  const first = remarksOn([misspelled])
  t.strictSame(first.known, [undefined])
  t.strictSame(await first.rest, [[remark]])
  const second = remarksOn([misspelled, misspelled])
  t.strictSame(second.known, [[remark], [remark]])
  t.equal(second.rest, undefined)
})

t.test('Remembered remarks come without the thread, and the others come with the rest', async (t) => {
  const { answers, remarksOn, close } = open(t, { module })
  await answers('one', 'two')
  const { known, rest } = remarksOn(['one', 'three', 'two'].map(action))
  t.strictSame(known, [counted(1), undefined, counted(2)])
  t.strictSame(await rest, [counted(1), counted(3), counted(2)])
  await close()
  t.strictSame(await answers('two', 'four'), { two: counted(2) })
})

t.test('An idle thread ends, and the next text starts another', async (t) => {
  const { answers, failures } = open(t, { module, idleMs: 100 })
  t.strictSame(await answers('one', 'two'), { one: counted(1), two: counted(2) })
  await sleep(500)
  t.strictSame(await answers('two', 'three'), { two: counted(2), three: counted(1) })
  t.strictSame(failures, [])
})

t.test('A text that is asked for twice at once is read once; as another sort it is another text', async (t) => {
  const { remarksOn } = open(t, { module })
  const asked = [remarksOn([action('one')]), remarksOn([action('one'), { sort: 'goal', text: 'one' } as const])]
  t.strictSame(await Promise.all(asked.map(({ rest }) => rest)), [[counted(1)], [counted(1), counted(2)]])
})

t.test('What is remembered is bounded, and the longest unused is forgotten', async (t) => {
  const { answers } = open(t, { module, maxBytes: 1000 })
  await answers('one', 'two')
  t.strictSame(await answers('one'), { one: counted(1) })
  await answers('three')
  t.strictSame(await answers('one', 'two'), { one: counted(1), two: counted(4) })
})

for (const end of ['crash', 'exit', 'memory'])
  t.test(
    `After ${end} the other texts are answered by a new thread, and that text is not given to it again`,
    async (t) => {
      const { answers, failures } = open(t, { module })
      t.strictSame(await answers('one', end, 'two'), { one: counted(1), [end]: [], two: counted(1) })
      t.strictSame(failures, ['crash'])
      t.strictSame(await answers(end, 'three'), { [end]: [], three: counted(2) })
      t.strictSame(failures, ['crash'])
    },
  )

t.test('Texts of every kind of nonsense stay within the memory of the thread', async (t) => {
  const { answers, failures } = open(t)
  const texts = ['a', 'a. ', 'AB (', '😀 ', '\u202eשלום ', 'a\u0301', 'get, is not ', 'the xqzkfjw ', '"a\n'].map(
    (part) => part.repeat(8_000).slice(0, 8_000),
  )
  t.strictSame(Object.keys(await answers(...texts)), texts)
  t.strictSame(failures, [])
})

t.test('A text that takes too long is given up, and the next one is answered', async (t) => {
  const { answers, failures } = open(t, { module, timeoutMs: 4000 })
  t.strictSame(await answers('hang', 'one'), { hang: [], one: counted(1) })
  t.strictSame(failures, ['timeout'])
})

t.test('A thread that cannot start answers nothing and is left alone for a while', async (t) => {
  const { answers, failures } = open(t, { module: new URL('data:text/javascript,throw 1'), retryMs: 60_000 })
  t.strictSame(await answers('one', 'two'), {})
  t.strictSame(await answers('one'), {})
  t.strictSame(failures, ['start'])
})

t.test(
  'A thread that starts too slowly is left alone, is not ended while it starts, and answers when it has',
  async (t) => {
    const slow = `await new Promise((resolve) => setTimeout(resolve, 1500)); await import(${JSON.stringify(module.href)})`
    const late = new URL(`data:text/javascript,${encodeURIComponent(slow)}`)
    const { answers, failures } = open(t, { module: late, timeoutMs: 300, retryMs: 0 })
    t.strictSame(await answers('one'), {})
    t.strictSame(failures, ['start'])
    let found = {}
    while (Object.keys(found).length === 0) found = await answers('two')
    t.strictSame(found, { two: counted(1) })
  },
)

t.test('A thread that is closed while it starts ends, and nothing else does', async (t) => {
  for (let times = 0; times < 10; times++) {
    const { remarksOn, close } = open(t)
    const { rest } = remarksOn([misspelled])
    await new Promise((resolve) => setTimeout(resolve, 20 * times))
    await close()
    t.ok(isAmong(await rest, [undefined], [[remark]]), 'and its answer is read or not')
  }
})

t.test('A thread that is closed while its answer waits to be read ends', async (t) => {
  const { remarksOn, close } = open(t, { module })
  await remarksOn([action('one')]).rest
  const { rest } = remarksOn([action('two')])
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100) // the thread answers, and nobody reads it yet
  await close()
  t.ok(isAmong(await rest, [undefined], [counted(2)]), 'and its answer is read or not')
})

t.test('After that while it is tried again', async (t) => {
  const { answers, failures } = open(t, { module: new URL('data:text/javascript,throw 1'), retryMs: 0 })
  await answers('one')
  await answers('one')
  t.strictSame(failures, ['start', 'start'])
})

t.test('Texts beyond the queue are not read, and they are read when asked for again', async (t) => {
  const { answers, failures } = open(t, { module })
  const texts = Array.from({ length: 5003 }, (_, index) => `text ${index}`)
  t.equal(Object.keys(await answers(...texts)).length, 5001, 'one is with the thread')
  t.strictSame(failures, ['full', 'full'])
  t.equal(Object.keys(await answers(...texts)).length, 5003)
})

/** The order in which texts are answered. */
async function readOrder(t: Pick<Test, 'teardown'>, asked: [text: string, agencyId: string, isValidation?: boolean][]) {
  const writing = openWriting({ module })
  t.teardown(writing.close)
  const order: string[] = []
  const rests = asked.map(([text, agencyId, isValidation = false]) =>
    writing.remarksOn([action(text)], { agencyId, isValidation }).rest?.then(() => order.push(text)),
  )
  await Promise.all(rests)
  return order
}

t.test('Agencies take turns, so that one with many texts keeps no other waiting', async (t) => {
  const many = Array.from({ length: 100 }, (_, n): [string, string] => [`a${n}`, 'a'])
  const order = await readOrder(t, [...many, ['b0', 'b'], ['b1', 'b'], ['c0', 'c']])
  t.strictSame(order.slice(0, 6), ['a0', 'a1', 'b0', 'c0', 'a2', 'b1'])
})

t.test('Texts that are only validated are read after those that were written', async (t) => {
  const order = await readOrder(t, [
    ['first', 'a', true],
    ['a validated', 'a', true],
    ['b validated', 'b', true],
    ['a written', 'a'],
    ['b written', 'b'],
  ])
  t.strictSame(order, ['first', 'a written', 'b written', 'a validated', 'b validated'])
})

t.test('A written text does not wait for its turn as a validated one', async (t) => {
  const order = await readOrder(t, [
    ['first', 'a', true],
    ['other', 'b', true],
    ['same', 'a', true],
    ['same', 'a'],
  ])
  t.equal(order[1], 'same')
})

t.test('An agency whose texts fill the queue leaves room for others', async (t) => {
  const writing = openWriting({ module })
  t.teardown(writing.close)
  const ask = (agencyId: string, count: number, isValidation = false) =>
    writing.remarksOn(
      Array.from({ length: count }, (_, n) => action(`${agencyId} ${n}`)),
      { agencyId, isValidation },
    ).rest
  const full = ask('a', 6000, true)
  const others = [ask('b', 1000), ask('c', 1000)]
  for (const answers of await Promise.all(others)) t.notOk(answers?.includes(undefined))
  t.equal((await full)?.filter((answer) => answer === undefined).length, 999)
})

t.test('Closing answers what still waits with nothing, and starts no thread', async (t) => {
  const { answers, close, failures } = open(t, { module })
  const waiting = answers('hang', 'one')
  await close()
  t.strictSame(await waiting, {})
  t.strictSame(await answers('one'), {})
  t.strictSame(failures, [])
  const unstarted = open(t, { module })
  const early = unstarted.answers('one')
  await unstarted.close()
  t.strictSame(await early, {})
})
