/** Lines of CSV (RFC 4180) that a spreadsheet can open without running what somebody wrote into a text. */

/** How a text begins that a spreadsheet takes for a formula, also in the full-width forms of East Asian keyboards. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return quoted(formula.test(text) ? `'${text}` : text)
}

/** A cell with quotes where it needs them; for files that only systems read, which take every character literally. */
export const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The line of a record. */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(cellOf).join(',')}\r\n`
