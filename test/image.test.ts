import { readFileSync } from 'node:fs'
import t from 'tap'

t.test('The image starts the service as npm start does', (t) => {
  const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? []
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.equal(JSON.parse(command).join(' '), scripts.start)
  t.end()
})
