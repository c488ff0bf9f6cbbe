/**
 * The clock of the tests. They tell of a year and more after exit, which has to have passed: a day of something that happened is
 * refused while it is in the future. So it is later for a test than for the rest of the world, and goes on as fast.
 */
const real = globalThis.Date
const start = real.now()
const later = real.parse('2029-03-01T12:00:00Z') - start

globalThis.Date = class extends real {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(real.now() + later)
    else super(...(given as [number]))
  }
  static override now = () => real.now() + later
} as DateConstructor
