/** The rules as one short text, which is another one as soon as anything in their sources is. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const sources = new URL('../rules/', import.meta.url)
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[jt]s$/.test(name))

/** Caseloads that were evaluated under another one are evaluated anew, in the background, at the start of a process. */
export const rulebookHash = files
  .toSorted()
  .reduce((hash, name) => hash.update(name).update(readFileSync(new URL(name, sources))), createHash('sha256'))
  .digest('hex')
  .slice(0, 16)
