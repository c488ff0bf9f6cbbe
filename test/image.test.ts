import { readFileSync } from 'node:fs'
import t from 'tap'
import { usualPatience } from '../src/http/close.ts'

t.test('The image starts the service as npm start does', (t) => {
  const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? []
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.equal(JSON.parse(command).join(' '), scripts.start)
  t.end()
})

/** The parts of the compose file by name, as text. */
function splitParts(text: string): Map<string, string> {
  const [, services = ''] = /^services:\n([\s\S]*?)^\S/m.exec(text) ?? []
  return new Map(services.split(/^ {2}(?=\w)/m).map((part) => [part.split(':')[0] as string, part]))
}

t.test(
  'The compose file requires its secrets, limits memory and processes, and stops later than the service',
  async (t) => {
    const text = readFileSync('docker-compose.yml', 'utf8')
    const [, image = ''] = /^x-image: &image\n([\s\S]*?)^\S/m.exec(text) ?? []
    const parts = splitParts(text)
    t.notMatch(text, /\$\{\w+(:?-|\})/, 'no setting has a default, or is empty unnoticed')
    for (const name of [
      'POSTGRES_PASSWORD',
      'SERVICE_PASSWORD',
      'PUBLIC_URL',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
      'JWKS_URL',
    ])
      t.match(text, `\${${name}:?`)
    for (const limits of [image, parts.get('db')]) t.match(limits, /^ +mem_limit: \d+[mg]\n +pids_limit: \d+$/m)
    for (const name of ['migrate', 'service']) t.match(parts.get(name), /<<: \*image\n/)
    const [, grace] = /stop_grace_period: (\d+)s/.exec(parts.get('service') ?? '') ?? []
    t.ok(Number(grace) * 1000 > 5_000 + usualPatience.maxMs + 5_000)
  },
)
