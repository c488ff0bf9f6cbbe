/** `npm run docs`: writes the documents generated from the code; with `--check`, says which of them differ. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildApp } from '../app.ts'
import { openDb } from '../database/db.ts'
import { departures, unsaid } from '../exports/departures.ts'
import { type Element, elements, version } from '../exports/pirl.ts'
import { english } from '../findings/message.ts'
import { fixedKeys } from '../http/keys.ts'
import { buildOpenapi } from '../http/openapi.ts'
import { reportsText } from '../reports/definitions.ts'
import { allRules as rules } from '../rules/index.ts'
import type { Citation, Example, FailingExample, Rule } from '../rules/lib/rule.ts'

/** A value with the keys of every object sorted, so that the text does not depend on the order of registration. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]))
}

async function openapiText(): Promise<string> {
  const db = openDb('postgres://127.0.0.1/never-asked')
  const auth = { issuer: '', audience: '', tokenType: undefined, keys: fixedKeys({ keys: [] }) }
  const app = await buildApp({ db, auth, cursorKey: '' })
  await app.ready()
  const { paths, components, ...head } = buildOpenapi(app)
  await app.close()
  return `${JSON.stringify({ ...head, paths: sorted(paths), components: sorted(components) }, null, 2)}\n`
}

const cell = (text: string) => text.replaceAll('|', '\\|')
const words = (name: string) => name.replaceAll('_', '-')
const article = (word: string) => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
const absolute = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const ruleFiles = readdirSync(absolute('src/rules'), { recursive: true, encoding: 'utf8' })
const linkFile = ({ name }: Rule) => `[${name}](${ruleFiles.find((file) => file.endsWith(`/${name}.ts`))})`
const linkText = ({ label, url }: Citation) => (url ? `[${label}](${url})` : label)
const getCitation = ({ citation }: Rule) => linkText(citation)
const listAlso = ({ also = [] }: Rule) => (also.length > 0 ? ` Also: ${also.map(linkText).join('; ')}.` : '')

const row = (rule: Rule) =>
  `| ${[linkFile(rule), rule.severity, words(rule.about), rule.statement, getCitation(rule), rule.citation.level].map(cell).join(' | ')} |`

function describePolicy({ policy = {} }: Example): string {
  const values = Object.entries(policy).map(([name, value]) => `\`${name}\` ${JSON.stringify(value)}`)
  return values.length > 0 ? `, with ${values.join(' and ')}` : ''
}

const describeOthers = ({ others = [] }: Example) =>
  others.length > 0
    ? `, after ${others.length === 1 ? 'another plan' : `${others.length} other plans`} of the person`
    : ''

const exampleLine = (example: Example) =>
  `- ${example.name} (recorded ${example.recordedOn}${describeOthers(example)}${describePolicy(example)})`

const nameSubject = (subject: string, { about }: Rule) => {
  if (about === 'participant') return 'the participant'
  return subject === '' ? 'the plan' : `\`${subject}\``
}

const holdLines = ({ holds }: FailingExample, rule: Rule) =>
  holds.map(({ subject, from, until, severity = rule.severity, message }) => {
    const days = until ? `from ${from} until ${until}` : `from ${from} on`
    return `  - ${nameSubject(subject, rule)} ${days}: ${severity}${message ? `, “${message}”` : ''}`
  })

const describeReads = ({ reads = [] }: Rule) =>
  reads.length > 0 ? ` Reads ${reads.map((path) => `\`${path}\``).join(', ')} of the policy.` : ''

const section = (rule: Rule) =>
  [
    `## ${rule.name}`,
    '',
    `**${english.titleOf(rule.name)}**: ${rule.severity}, about ${article(words(rule.about))}${rule.off ? ', off unless policy switches it on' : ''}. ${rule.statement}`,
    '',
    `Rests on: ${getCitation(rule)} (${rule.citation.level}).${listAlso(rule)}${describeReads(rule)}`,
    '',
    'Passes:',
    '',
    ...rule.examples.passes.map(exampleLine),
    '',
    'Fails:',
    '',
    ...rule.examples.fails.flatMap((example) => [exampleLine(example), ...holdLines(example, rule)]),
    '',
  ].join('\n')

const rulebookText = () => `<!-- Written by \`npm run docs\` from the rules in this folder; a test compares it. -->

# The rulebook

A rule is one statement with a citation. What it finds holds on the day *from* and every day after it, and no longer on the day
*until*. What is found in a plan ends at the latest when the plan is closed. What is found about the participant is found
once, whatever the number of plans in the period of participation, and goes on after exit: it ends with its fault, or when
each of these plans was replaced, transferred, or withdrawn. *error* contradicts a must, *warning* is local policy or risk,
*info* is about quality. The level says where the statement comes from: *federal*, *state*, or *local* texts, the Career
Action Plan standard (*seed*), or no text (*assumed*). The tests run the examples; \`GET /v1/rules\` answers them with their
whole documents.

| rule | severity | about | statement | citation | level |
|---|---|---|---|---|---|
${rules.map(row).join('\n')}

${rules.map(section).join('\n')}`

const listCodes = ({ codes }: Element) => codes.map(({ code, meaning }) => `${code} = ${meaning}`).join('; ')
const describeType = ({ type, formatOf: of }: Element) => `${type}${of ? ` (as published for ${of})` : ''}`
const getSource = ({ source, contradiction }: Element) => [source, contradiction].filter(Boolean).join('. ')

/** A table of the elements of one kind. */
const elementTable = (exported: Element['exported'], heads: readonly string[], cells: (one: Element) => string[]) =>
  [
    `| ${heads.join(' | ')} |`,
    `|${heads.map(() => '---').join('|')}|`,
    ...elements.filter((one) => one.exported === exported).map((one) => `| ${cells(one).map(cell).join(' | ')} |`),
  ].join('\n')

const pirlText = () => `<!-- Written by \`npm run docs\` from the map in this folder; a test compares it. -->

# The Participant Individual Record Layout

\`GET /v1/exports/pirl\` answers a record a period of participation, by the map ${version}; \`GET /v1/exports/pirl/elements\`
answers the map, with the definition of each element, when it is blank, and which programs must report it. Names, types,
and codes are the Department's, from the texts that each element names (\`layout.json\`); the current form itself could be
read only in its first rows. As CSV an element whose type is known has a column. One of which this service keeps too
little has a column that is always empty, and an empty cell there says nothing; as NDJSON it is left out. Dates are written
YYYYMMDD. What is dated after the day of the report is left out, and an exit counts from the day on which it is certain.
The day of the report is the end of the last calendar quarter, unless another is asked for.

## The numbers of the Department

The Department publishes how it computes the indicators from PIRL records (repository ETA-OPDR/opdR). A test writes that
computation anew, runs it over an export of random people, and compares each period with the rows of our reports. Where
the published code leaves something to its callers, or contradicts the guidance, the test follows the guidance:

${departures.map((text) => `- ${text}`).join('\n')}

What a PIRL of this service cannot say, so that the Department would count it otherwise:

${unsaid.map((text) => `- ${text}`).join('\n')}

## Elements that are filled

${elementTable('filled', ['number', 'name', 'type', 'codes', 'what is written', 'source'], (one) => [
  ...[one.number, one.name, describeType(one), listCodes(one), one.note],
  getSource(one),
])}

## Elements that are always empty

${elementTable('empty', ['number', 'name', 'type', 'codes', 'why', 'source'], (one) => [
  ...[one.number, one.name, describeType(one), listCodes(one), one.note],
  getSource(one),
])}

## Elements without a column

${elementTable('no', ['number', 'name', 'why', 'source'], (one) => [
  ...[one.number, one.name],
  one.isCurrent && one.type === null ? `No text that was read gives its type. ${one.note}` : one.note,
  one.source,
])}
`

/** The generated documents: texts by path. */
export const generatedDocuments = async (): Promise<Record<string, string>> => ({
  'openapi/openapi.json': await openapiText(),
  'src/exports/README.md': pirlText(),
  'src/reports/README.md': reportsText(),
  'src/rules/README.md': rulebookText(),
})

function committed(path: string): string | undefined {
  try {
    return readFileSync(absolute(path), 'utf8')
  } catch {
    return undefined
  }
}

/** The paths of the documents whose committed text is out of date. */
export const outdated = (documents: Record<string, string>): string[] =>
  Object.keys(documents).filter((path) => documents[path] !== committed(path))

if (import.meta.main) {
  const documents = await generatedDocuments()
  const differing = outdated(documents)
  if (process.argv.includes('--check')) {
    for (const path of differing) console.error(`${path} is not what the code says; run npm run docs`)
    process.exitCode = differing.length > 0 ? 1 : 0
  } else {
    for (const path of differing) {
      mkdirSync(dirname(absolute(path)), { recursive: true })
      writeFileSync(absolute(path), documents[path] as string)
      console.log(`wrote ${path}`)
    }
  }
}
