import fc from 'fast-check'
import t, { type Test } from 'tap'
import { Temporal } from 'temporal-polyfill'
import {
  addDays,
  addMonths,
  classifyTerm,
  type Day,
  dayIn,
  findMiddle,
  isDay,
  latestDay,
  programYear,
  quarterAfter,
  quartersAfterExit,
} from '../src/calendar.ts'

const first = Temporal.PlainDate.from('1900-01-01')
const lastOffset = first.until('2200-12-31', { largestUnit: 'day' }).days

/** Any day that the service accepts. */
const days = fc.integer({ min: 0, max: lastOffset }).map((offset) => first.add({ days: offset }).toString())
/** Any four digits, two digits, two digits: most are days, some are not. */
const almostDays = fc
  .tuple(fc.integer({ min: 1890, max: 2210 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
  .map(([year, month, day]) => `${year}-${`${month}`.padStart(2, '0')}-${`${day}`.padStart(2, '0')}`)

/** Fails with the smallest counterexample. */
const assertAlways = (t: Test, property: fc.IRawProperty<unknown>) =>
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2000 }))

const temporal = (day: Day) => Temporal.PlainDate.from(day)

/** The table of quarters: days of exit, and the four quarters after them. */
const quarters = {
  '2025-01-01 2025-03-31':
    '2025-04-01..2025-06-30 2025-07-01..2025-09-30 2025-10-01..2025-12-31 2026-01-01..2026-03-31',
  '2024-11-15': '2025-01-01..2025-03-31 2025-04-01..2025-06-30 2025-07-01..2025-09-30 2025-10-01..2025-12-31',
  '2025-12-31': '2026-01-01..2026-03-31 2026-04-01..2026-06-30 2026-07-01..2026-09-30 2026-10-01..2026-12-31',
  '2024-02-29': '2024-04-01..2024-06-30 2024-07-01..2024-09-30 2024-10-01..2024-12-31 2025-01-01..2025-03-31',
}

t.test('latestDay returns the latest of any number of days', async (t) => {
  t.equal(latestDay(['2026-01-05', null, '2026-03-31', undefined, '2025-12-31']), '2026-03-31')
  t.equal(latestDay(['2026-01-05']), '2026-01-05')
  t.equal(latestDay([null, undefined]), undefined)
  t.equal(latestDay([]), undefined)
  t.equal(latestDay([...Array(300_000).fill('2026-01-05'), '2026-03-31']), '2026-03-31')
})

t.test('Quarters after exit are the calendar quarters after the quarter of exit', async (t) => {
  for (const [exits, spans] of Object.entries(quarters)) {
    for (const exitedOn of exits.split(' ')) {
      const found = [1, 2, 3, 4].map((n) => quarterAfter(exitedOn, n))
      t.equal(found.map(({ from, to }) => `${from}..${to}`).join(' '), spans, exitedOn)
      const numbers = found.map(({ from, to }) => [quartersAfterExit(exitedOn, from), quartersAfterExit(exitedOn, to)])
      t.strictSame(numbers.flat(), [1, 1, 2, 2, 3, 3, 4, 4], `the ends of the quarters after ${exitedOn}`)
    }
  }
})

t.test('The quarter of exit is quarter 0, and the quarter before it is negative', async (t) => {
  t.strictSame(quarterAfter('2025-02-14', 0), { from: '2025-01-01', to: '2025-03-31' })
  t.equal(quartersAfterExit('2025-02-14', '2025-01-01'), 0)
  t.equal(quartersAfterExit('2025-02-14', '2025-03-31'), 0)
  t.equal(quartersAfterExit('2025-02-14', '2024-12-31'), -1)
})

t.test('One week after a day is the same day of the next week, across months, years and February 29', async (t) => {
  t.equal(addDays('2026-01-05', 7), '2026-01-12')
  t.equal(addDays('2026-01-05', 8), '2026-01-13')
  t.equal(addDays('2025-12-29', 7), '2026-01-05')
  t.equal(addDays('2024-02-26', 7), '2024-03-04')
  t.equal(addDays('2025-02-26', 7), '2025-03-05')
})

t.test('A week in which a clock changes has seven days', async (t) => {
  t.equal(addDays('2026-03-05', 7), '2026-03-12')
  t.equal(addDays('2026-10-29', 7), '2026-11-05')
})

t.test('addDays goes back with a negative number', async (t) => {
  t.equal(addDays('2024-03-01', -1), '2024-02-29')
  t.equal(addDays('2025-03-01', -1), '2025-02-28')
  t.equal(addDays('2026-01-01', -1), '2025-12-31')
})

t.test('addMonths clamps to the end of a shorter month', async (t) => {
  t.equal(addMonths('2026-08-31', 6), '2027-02-28')
  t.equal(addMonths('2027-08-31', 6), '2028-02-29')
  t.equal(addMonths('2026-08-29', 6), '2027-02-28')
  t.equal(addMonths('2026-03-31', 1), '2026-04-30')
  t.equal(addMonths('2024-02-29', 12), '2025-02-28')
  t.equal(addMonths('2026-02-28', 6), '2026-08-28')
  t.equal(addMonths('2026-03-31', -1), '2026-02-28')
  t.equal(addMonths('2026-01-31', -1), '2025-12-31')
})

t.test('Exactly 6 months is short, exactly 18 is intermediate, and a day more is the next term', async (t) => {
  t.equal(classifyTerm('2026-01-15', '2026-01-15'), 'short')
  t.equal(classifyTerm('2026-01-15', '2026-07-15'), 'short')
  t.equal(classifyTerm('2026-01-15', '2026-07-16'), 'intermediate')
  t.equal(classifyTerm('2026-01-15', '2027-07-15'), 'intermediate')
  t.equal(classifyTerm('2026-01-15', '2027-07-16'), 'long')
})

t.test('A term that starts on August 31 has its 6 months on the last day of February', async (t) => {
  t.equal(classifyTerm('2026-08-31', '2027-02-28'), 'short')
  t.equal(classifyTerm('2026-08-31', '2027-03-01'), 'intermediate')
  t.equal(classifyTerm('2027-08-31', '2028-02-29'), 'short')
  t.equal(classifyTerm('2027-08-31', '2028-03-01'), 'intermediate')
  t.equal(classifyTerm('2026-08-31', '2028-02-29'), 'intermediate')
  t.equal(classifyTerm('2026-08-31', '2028-03-01'), 'long')
})

t.test('isDay accepts the days from 1900-01-01 to 2200-12-31, February 29 in leap years only', async (t) => {
  for (const text of ['1900-01-01', '2000-02-29', '2024-02-29', '2200-12-31']) t.ok(isDay(text), text)
  for (const text of ['1900-02-29', '2025-02-29', '2100-02-29', '2200-02-29']) t.notOk(isDay(text), text)
})

t.test('isDay refuses what is not a day, is out of range, or is written another way', async (t) => {
  const texts = [
    '',
    '2026-02-30',
    '2026-04-31',
    '2026-00-10',
    '2026-13-01',
    '2026-01-00',
    '2026-01-32',
    '0000-01-01',
    '1899-12-31',
    '2201-01-01',
    '9999-12-31',
    '2026-1-1',
    '26-01-01',
    '12026-01-01',
    '+002026-01-01',
    '-2026-01-01',
    '2026/01/01',
    '20260101',
    '2026-01-01T00:00:00Z',
    '2026-01-01\n',
    ' 2026-01-01',
    '2026-01-01 ',
    '2026-01-01\u0000',
    '２０２６-01-01',
    '٢٠٢٦-٠١-٠١',
    '2026-W01-1',
    '2026-001',
  ]
  for (const text of texts) t.notOk(isDay(text), JSON.stringify(text))
})

t.test('dayIn gives the date on the wall in a time zone', async (t) => {
  const evening = new Date('2026-03-08T02:00:00Z')
  t.equal(dayIn('America/Los_Angeles', evening), '2026-03-07')
  t.equal(dayIn('America/Chicago', evening), '2026-03-07')
  t.equal(dayIn('UTC', evening), '2026-03-08')
  t.equal(dayIn('Pacific/Kiritimati', new Date('2025-12-31T10:00:00Z')), '2026-01-01')
  t.equal(dayIn('Pacific/Pago_Pago', new Date('2026-01-01T10:59:59Z')), '2025-12-31')
})

t.test('dayIn moves to the next day at midnight there, in winter and in summer', async (t) => {
  t.equal(dayIn('America/Chicago', new Date('2026-01-05T05:59:59.999Z')), '2026-01-04')
  t.equal(dayIn('America/Chicago', new Date('2026-01-05T06:00:00Z')), '2026-01-05')
  t.equal(dayIn('America/Chicago', new Date('2026-07-05T04:59:59.999Z')), '2026-07-04')
  t.equal(dayIn('America/Chicago', new Date('2026-07-05T05:00:00Z')), '2026-07-05')
})

t.test('dayIn refuses a time zone that does not exist', async (t) => {
  t.throws(() => dayIn('America/Springfield', new Date()), RangeError)
})

t.test('A program year begins on July 1 and is named by the year in which it begins', async (t) => {
  t.equal(programYear('2025-06-30'), 2024)
  t.equal(programYear('2025-07-01'), 2025)
  t.equal(programYear('2025-12-31'), 2025)
  t.equal(programYear('2026-01-01'), 2025)
  t.equal(programYear('2026-06-30'), 2025)
  t.equal(programYear('2026-07-01'), 2026)
})

t.test('isDay agrees with Temporal on any year, month and day', async (t) => {
  assertAlways(
    t,
    fc.property(almostDays, (text) => {
      let real = true
      try {
        temporal(text)
      } catch {
        real = false
      }
      return isDay(text) === (real && text >= '1900-01-01' && text <= '2200-12-31')
    }),
  )
})

t.test('addDays agrees with Temporal on any day and number', async (t) => {
  assertAlways(
    t,
    fc.property(days, fc.integer({ min: -4000, max: 4000 }), (day, number) => {
      return addDays(day, number) === temporal(day).add({ days: number }).toString()
    }),
  )
})

t.test(
  'The middle of a span is as far from its first day as from its last, or one day nearer to the first',
  async (t) => {
    assertAlways(
      t,
      fc.property(days, fc.integer({ min: 0, max: 800 }), (from, length) => {
        const middle = temporal(findMiddle({ from, to: addDays(from, length) }))
        const before = temporal(from).until(middle).days
        return before === length - before || before === length - before - 1
      }),
    )
  },
)

t.test('addMonths agrees with Temporal on any day and number', async (t) => {
  assertAlways(
    t,
    fc.property(days, fc.integer({ min: -240, max: 240 }), (day, number) => {
      return addMonths(day, number) === temporal(day).add({ months: number }).toString()
    }),
  )
})

t.test('quarterAfter agrees with Temporal on any exit and number', async (t) => {
  assertAlways(
    t,
    fc.property(days, fc.integer({ min: -8, max: 8 }), (exitedOn, n) => {
      const exit = temporal(exitedOn)
      const from = exit.with({ day: 1, month: exit.month - ((exit.month - 1) % 3) }).add({ months: 3 * n })
      const to = from.add({ months: 3 }).subtract({ days: 1 })
      const span = quarterAfter(exitedOn, n)
      return span.from === from.toString() && span.to === to.toString()
    }),
  )
})

t.test('A day is in the quarter after exit that quartersAfterExit says', async (t) => {
  assertAlways(
    t,
    fc.property(days, days, (exitedOn, day) => {
      const { from, to } = quarterAfter(exitedOn, quartersAfterExit(exitedOn, day))
      return from <= day && day <= to
    }),
  )
})

t.test('classifyTerm agrees with Temporal on any two days', async (t) => {
  assertAlways(
    t,
    fc.property(days, fc.integer({ min: 0, max: 800 }), (from, length) => {
      const dueOn = temporal(from).add({ days: length })
      const within = (months: number) => Temporal.PlainDate.compare(dueOn, temporal(from).add({ months })) <= 0
      return classifyTerm(from, dueOn.toString()) === (within(6) ? 'short' : within(18) ? 'intermediate' : 'long')
    }),
  )
})
