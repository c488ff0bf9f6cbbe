/** Lines of CSV (RFC 4180) that a spreadsheet can open without running formulas hidden in texts. */

/** How a text that a spreadsheet takes for a formula begins, including full-width forms of East Asian keyboards. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

function formatCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return quoted(formula.test(text) ? `'${text}` : text)
}

/** A cell, quoted if needed; for files read only by systems, which take every character literally. */
export const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The line of a record. */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(formatCell).join(',')}\r\n`
