import { readFileSync } from 'node:fs'
import t from 'tap'
import { type LimitName, limitSettings, toVariable } from '../src/http/limits/settings.ts'
import { startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

t.test('The request in the README gives the answer in the README', async (t) => {
  const readme = readFileSync('README.md', 'utf8')
  const [, path, body] = /curl -s http:\/\/127\.0\.0\.1:3000(\S+) [\s\S]*? -d '([\s\S]*?)'/.exec(readme) ?? []
  const [, answer] = /```json\n([\s\S]*?)```/.exec(readme) ?? []
  const client = await service.client()
  const response = await client.post((path as string).replaceAll('\\', ''), body)
  t.equal(response.status, 200)
  t.same(response.body, JSON.parse(answer as string))
})

t.test('The README lists every limit with its default', async (t) => {
  const readme = readFileSync('README.md', 'utf8')
  for (const [name, [value, meaning]] of Object.entries(limitSettings))
    t.ok(readme.includes(`| \`${toVariable(name as LimitName)}\` | \`${value}\` | ${meaning} |`), name)
})
