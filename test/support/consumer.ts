/**
 * A consumer of the feed as a process of its own, which may be killed at any moment. It writes down every change that it
 * is told, and only then what it keeps; when it starts again it asks behind what it has kept.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const [url, token, file, query, accept] = process.argv.slice(2) as [string, string, string, string, string]
const keptFile = `${file}.kept`

let kept = existsSync(keptFile) ? readFileSync(keptFile, 'utf8') : undefined
const startedAfter = Number(kept?.split('.')[0] ?? 0)
appendFileSync(file, `\n${JSON.stringify({ startedAfter })}\n`) // on a new line, where the last one was cut

function keep(position: string): void {
  writeFileSync(`${keptFile}.new`, position)
  renameSync(`${keptFile}.new`, keptFile)
  kept = position
}

for (;;) {
  const headers = { authorization: `Bearer ${token}`, accept }
  const response = await fetch(`${url}/v1/changes?${kept ? `after=${kept}&` : ''}include=resource&${query}`, {
    headers,
  })
  if (response.status === 503) {
    await pause(50)
    continue
  }
  if (!response.ok) throw new Error(`answered ${response.status}`)
  if (accept === 'application/json') {
    const { items, position } = (await response.json()) as { items: object[]; position: string }
    for (const item of items) appendFileSync(file, `${JSON.stringify(item)}\n`)
    keep(position)
  } else {
    const lines = (await response.text()).split('\n').slice(0, -1)
    for (const line of lines) appendFileSync(file, `${line}\n`)
    if (lines.length > 0) keep(JSON.parse(lines.at(-1) as string).position)
    await pause(20)
  }
}
