/** A hash of everything besides the plan and the policy that findings and periods depend on. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname } from 'node:path'

const extension = extname(import.meta.filename) // .ts in the sources, .js in the build
const sources = new URL('../', import.meta.url)
const places = ['rules', 'document', 'outcomes', 'writing', 'policy/profiles', `calendar${extension}`]
const applied = ['evaluate-person', 'apply-waivers'].map((name) => `findings/${name}${extension}`)

const filesIn = (place: string): string[] =>
  statSync(new URL(place, sources)).isFile()
    ? [place]
    : readdirSync(new URL(place, sources), { recursive: true, encoding: 'utf8' })
        .filter((name) => extname(name) === extension)
        .toSorted()
        .map((name) => `${place}/${name}`)

/** When a process starts, caseloads evaluated under another hash are evaluated again in the background. */
export const rulebookHash = [...places, ...applied]
  .flatMap(filesIn)
  .reduce((hash, file) => hash.update(file).update(readFileSync(new URL(file, sources))), createHash('sha256'))
  .digest('hex')
  .slice(0, 16)
