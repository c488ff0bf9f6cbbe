import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import t from 'tap'
import { generatedDocuments, outdated } from '../src/dev/docs.ts'
import { allRules as rules } from '../src/rules/index.ts'

const documents = await generatedDocuments()
const rulebook = documents['src/rules/README.md'] as string

/** A copy of the sources in a folder of its own, so that a test may spoil it. */
function copySources(t: Pick<typeof import('tap').t, 'teardown'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'docs-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['src', 'openapi', 'migrations', 'package.json'])
    cpSync(name, join(folder, name), { recursive: true })
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  return folder
}

function runDocs(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/dev/docs.ts', ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

t.test('the committed documents are what npm run docs writes', async (t) => {
  t.strictSame(outdated(documents), [])
})

t.test('the documents are the same every time', async (t) => {
  t.strictSame(await generatedDocuments(), documents)
})

t.test(
  'npm run docs -- --check names each document that differs or is missing, and npm run docs mends it',
  async (t) => {
    const folder = copySources(t)
    const rulebook = join(folder, 'src/rules/README.md')
    appendFileSync(rulebook, 'A line by hand.\n')
    rmSync(join(folder, 'openapi/openapi.json'))
    const stderr = ['openapi/openapi.json', 'src/rules/README.md']
      .map((path) => `${path} is not what the code says; run npm run docs\n`)
      .join('')
    t.strictSame(runDocs(folder, '--check'), { status: 1, stdout: '', stderr })
    t.strictSame(runDocs(folder), {
      status: 0,
      stdout: 'wrote openapi/openapi.json\nwrote src/rules/README.md\n',
      stderr: '',
    })
    t.equal(readFileSync(rulebook, 'utf8'), documents['src/rules/README.md'])
    t.strictSame(runDocs(folder, '--check'), { status: 0, stdout: '', stderr: '' })
  },
)

const findSection = (rule: string) => rulebook.split('\n## ').find((text) => text.startsWith(`${rule}\n`)) ?? ''

t.test('the rulebook has a row for each rule', async (t) => {
  const rows = rules.map(({ name, severity, about, statement, citation: { label, url, level } }) => {
    const text = url ? `[${label}](${url})` : label
    return [`[${name}](${name}.ts)`, severity, about.replace('_', '-'), statement, text, level].join(' | ')
  })
  const shown = rulebook.match(/(?<=^\| )\[.+(?= \|$)/gm)?.map((row) =>
    row.replace(/\((.+?)\.ts\)/, (link) => {
      t.ok(existsSync(join('src/rules', link.slice(1, -1))), link)
      return `(${basename(link)}`
    }),
  )
  t.strictSame(shown, rows)
})

t.test('the rulebook names every example in the section of its rule', async (t) => {
  const missing = rules.flatMap(({ name, examples }) =>
    [...examples.passes, ...examples.fails].filter((example) => !findSection(name).includes(`\n- ${example.name} (`)),
  )
  t.strictSame(missing, [])
})

t.test('an example that fails is shown with the days on which it holds and its severity', async (t) => {
  const section = findSection('milestone-overdue')
  t.match(
    section,
    / {2}- `m-1` from 2026-06-01 until 2026-07-01: warning, “Due May 31, 2026; 1 day late\. .*”\n {2}- `m-1` from 2026-07-01 on: error\n/,
  )
  t.match(section, 'with `overdueErrorDays` 10)')
})
