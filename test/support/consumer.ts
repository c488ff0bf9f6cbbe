/**
 * A consumer of the feed as a process of its own, which may be killed at any moment. It writes down every change that it
 * is told, and only then what it keeps; when it starts again it asks behind what it has kept.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const [url, token, file, query, accept] = process.argv.slice(2) as [string, string, string, string, string]
const keptFile = `${file}.kept`

let kept = existsSync(keptFile) ? Number(readFileSync(keptFile, 'utf8')) : 0
appendFileSync(file, `\n${JSON.stringify({ startedAfter: kept })}\n`) // on a new line, where the last one was cut

function keep(seq: number): void {
  writeFileSync(`${keptFile}.new`, String(seq))
  renameSync(`${keptFile}.new`, keptFile)
  kept = seq
}

for (;;) {
  const headers = { authorization: `Bearer ${token}`, accept }
  const response = await fetch(`${url}/v1/changes?after=${kept}&include=resource&${query}`, { headers })
  if (response.status === 503) {
    await pause(50)
    continue
  }
  if (!response.ok) throw new Error(`answered ${response.status}`)
  if (accept === 'application/json') {
    const { items, head, next } = (await response.json()) as { items: { seq: number }[]; head: number; next?: string }
    for (const item of items) appendFileSync(file, `${JSON.stringify(item)}\n`)
    keep(next ? (items.at(-1)?.seq as number) : head)
  } else {
    const lines = (await response.text()).split('\n').slice(0, -1)
    for (const line of lines) appendFileSync(file, `${line}\n`)
    if (lines.length > 0) keep(JSON.parse(lines.at(-1) as string).seq)
    await pause(20)
  }
}
