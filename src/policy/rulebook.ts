/** Everything that findings and periods follow from, besides the plan and the policy, as one short text. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname } from 'node:path'

const extension = extname(import.meta.filename) // .ts in the sources, .js where they were built
const sources = new URL('../', import.meta.url)
const places = ['rules', 'document', 'outcomes', 'writing', 'policy/profiles', `calendar${extension}`]
const applied = ['evaluate-plan', 'apply-waivers'].map((name) => `findings/${name}${extension}`)

const filesIn = (place: string): string[] =>
  statSync(new URL(place, sources)).isFile()
    ? [place]
    : readdirSync(new URL(place, sources), { recursive: true, encoding: 'utf8' })
        .filter((name) => extname(name) === extension)
        .toSorted()
        .map((name) => `${place}/${name}`)

/** Caseloads that were evaluated under another one are evaluated anew, in the background, when a process starts. */
export const rulebookHash = [...places, ...applied]
  .flatMap(filesIn)
  .reduce((hash, file) => hash.update(file).update(readFileSync(new URL(file, sources))), createHash('sha256'))
  .digest('hex')
  .slice(0, 16)
