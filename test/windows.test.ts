import t from 'tap'
import { addDays } from '../src/calendar.ts'
import { apart, listWindows } from '../src/rules/lib/windows.ts'

const quarterly = { cadence: 'quarterly', months: 12 } as const
const monthly = { cadence: 'monthly', months: 12 } as const
const formatWindows = (...given: Parameters<typeof listWindows>) =>
  listWindows(...given).map(({ number, opensOn, dueOn }) => `${number} ${opensOn}..${dueOn}`)

t.test('Quarterly windows after exit are the calendar quarters after the quarter of exit', async (t) => {
  for (const exitedOn of ['2025-01-01', '2025-03-31'])
    t.strictSame(formatWindows('exit', exitedOn, quarterly), [
      '1 2025-04-01..2025-06-30',
      '2 2025-07-01..2025-09-30',
      '3 2025-10-01..2025-12-31',
      '4 2026-01-01..2026-03-31',
    ])
})

t.test('Quarterly windows of an employment run from its first day to a year after it', async (t) => {
  t.strictSame(formatWindows('employment', '2025-11-30', quarterly), [
    '1 2025-11-30..2026-02-28',
    '2 2026-03-01..2026-05-30',
    '3 2026-05-31..2026-08-30',
    '4 2026-08-31..2026-11-30',
  ])
})

t.test('Monthly windows follow each other without a gap, after exit from the day after it', async (t) => {
  for (const [clock, opensOn] of [['exit', '2026-02-01'] as const, ['employment', '2026-01-31'] as const]) {
    const windows = listWindows(clock, '2026-01-31', monthly)
    t.match(windows[0], { number: 1, opensOn, dueOn: '2026-02-28' })
    t.match(windows[1], { number: 2, opensOn: '2026-03-01', dueOn: '2026-03-31' })
    t.match(windows.at(-1), { number: 12, dueOn: '2027-01-31' })
    for (const [index, { dueOn }] of windows.slice(0, -1).entries())
      t.equal(windows[index + 1]?.opensOn, addDays(dueOn, 1))
  }
})

t.test('Quarters cover at least the months that policy requires', async (t) => {
  t.equal(listWindows('exit', '2026-01-31', { ...quarterly, months: 13 }).length, 5)
  t.equal(listWindows('employment', '2026-01-31', { ...quarterly, months: 1 }).length, 1)
})

t.test('Spans that overlap are cut where one begins or ends', async (t) => {
  const spans = [
    { from: '2026-10-01', until: '2027-02-01', what: 1 },
    { from: '2027-01-01', until: undefined, what: 2 },
    { from: '2027-04-01', until: '2027-04-01', what: 3 },
  ]
  t.strictSame(apart(spans), [
    { from: '2026-10-01', until: '2027-01-01', what: [1] },
    { from: '2027-01-01', until: '2027-02-01', what: [1, 2] },
    { from: '2027-02-01', until: undefined, what: [2] },
  ])
  t.strictSame(apart([]), [])
})
