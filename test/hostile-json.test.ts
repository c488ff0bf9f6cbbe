/** Bodies that are no JSON, or JSON that cannot be kept as it is. */
import t from 'tap'
import { someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { refusals, refused, secret } from './support/refusal.ts'
import { type Client, startService } from './support/service.ts'
import { sendBytes, sendRaw } from './support/wire.ts'

const service = await startService()
t.teardown(service.close)
const client: Client = await service.client()
const malformed = { status: 400, code: 'malformed' }
const plan = JSON.stringify(somePlan())
/** The text of a plan with more members. */
const planWith = (members: string) => `${plan.slice(0, -1)},${members}}`

refusals(service, 'a body that is no JSON', async (t) => {
  const bodies = [
    '{',
    '',
    '{"type":}',
    "{'type':'x'}",
    `${plan}x`,
    `${plan}${plan}`,
    '{"a":1,}',
    '[1,]',
    'NaN',
    '{"a":Infinity}',
    '\u0000',
    `${plan}\u0000`,
    '{"a":01}',
    '{"a":"\n"}',
    '\ufeff\ufeff{}',
    secret,
  ]
  for (const body of bodies) refused(t, await client.post('/v1/plans', body), { status: 400 }, JSON.stringify(body))
})

refusals(service, 'a body that is no object', async (t) => {
  for (const body of ['null', '42', '"text"', 'true', '[]', `[${plan}]`])
    refused(t, await client.post('/v1/plans', body), { status: 400, code: 'invalid', pointer: '' }, body)
})

refusals(service, 'a body that is missing', async (t) => {
  refused(t, await client.post('/v1/plans'), { status: 400 }, 'none')
  refused(
    t,
    await client.post('/v1/plans', undefined, { headers: { 'content-type': 'application/json' } }),
    { status: 400 },
    'an empty one',
  )
})

refusals(service, 'a name that appears twice in an object, however it is written', async (t) => {
  const twice: [string, string][] = [
    [planWith('"type":"career_action_plan"'), '/type'],
    [planWith('"\\u0074ype":"career_action_plan"'), '/type'],
    [planWith('"participant" : {}'), '/participant'],
    [planWith('"goals":[{"id":"a","id":"b"}]'), '/id'],
    [planWith('"office":"a","o\\u0066fice":"b"'), '/office'],
    [planWith('"milestones":[{"responsible":{"name":"a","name":"b"}}]'), '/name'],
    [planWith(`"x-${secret}":1,"x-${secret}":2`), '/'],
  ]
  for (const [body, pointer] of twice) refused(t, await client.post('/v1/plans', body), { ...malformed, pointer }, body)
})

t.test('the same name in two objects, and a text that looks like a name, are fine', async (t) => {
  const document = somePlan({
    milestones: [someMilestone({ statement: '{"a":1,"a":2}' }), someMilestone({ statement: '"kind":' })],
    followUps: [someFollowUp({ note: 'statement", "statement": {{[[\\' })],
  })
  t.equal((await client.post('/v1/plans', document)).status, 201)
})

refusals(service, 'bytes that are not UTF-8', async (t) => {
  const [before, after] = planWith('"office":"@"').split('@') as [string, string]
  for (const bytes of [
    [0xff],
    [0xc3, 0x28],
    [0xed, 0xa0, 0x80],
    [0xc0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
  ]) {
    const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
    refused(t, await client.post('/v1/plans', body), malformed, String(bytes))
  }
  refused(t, await client.post('/v1/plans', Buffer.from(plan, 'utf16le')), { status: 400 }, 'UTF-16')
})

refusals(service, 'control characters and lone surrogates in any text', async (t) => {
  const places: [string, string][] = [
    ['"office":"@"', '/office'],
    ['"participant":{"id":"@","programs":["adult"]}', '/participant/id'],
    ['"goals":[{"statement":"@","kind":"decided"}]', '/goals/0/statement'],
    [
      '"followUps":[{"kind":"appointment","dueOn":"2026-01-01","attempts":[{"note":"@"}]}]',
      '/followUps/0/attempts/0/note',
    ],
  ]
  const { participant: _, ...rest } = somePlan()
  for (const escaped of [
    '\\u0000',
    '\\u0001',
    '\\u001b',
    '\\u007f',
    '\\u0085',
    '\\u009f',
    '\\ud800',
    '\\udfff',
    '\\udc00\\ud800',
    '\\b',
    '\\u000b',
  ])
    for (const [member, pointer] of places) {
      const body = `${JSON.stringify(rest).slice(0, -1)},${member.replace('@', `a${escaped}b`)}}`
      refused(t, await client.post('/v1/plans', body), { ...malformed, pointer }, `${escaped} in ${pointer}`)
    }
  refused(t, await client.post('/v1/plans', planWith('"a\\u0000b":1')), { status: 400 }, 'in a name')
  refused(t, await client.post('/v1/plans', planWith('"\\ud800":1')), { status: 400 }, 'in a name')
})

refusals(service, 'a line break in what is one line', async (t) => {
  for (const escaped of ['\\n', '\\r\\n', '\\t', '\\u2028', '\\u2029'])
    refused(
      t,
      await client.post('/v1/plans', planWith(`"office":"a${escaped}b"`)),
      { status: 400, pointer: '/office' },
      escaped,
    )
})

refusals(service, 'JSON that is nested too deep', async (t) => {
  for (const depth of [33, 5_000, 100_000]) {
    const deep = '['.repeat(depth) + ']'.repeat(depth)
    refused(t, await client.post('/v1/plans', planWith(`"goals":${deep}`)), malformed, `${depth} arrays`)
    const objects = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    refused(t, await client.post('/v1/plans', planWith(`"goals":${objects}`)), malformed, `${depth} objects`)
    refused(t, await client.post('/v1/plans', '['.repeat(depth)), malformed, `${depth} that are not closed`)
  }
})

refusals(service, 'numbers that cannot be kept', async (t) => {
  const goal = (amount: string) =>
    planWith(`"goals":[{"statement":"x","kind":"decided","targetWage":{"amount":${amount},"per":"hour"}}]`)
  for (const number of ['9007199254740992', '-9007199254740993', '1e400', '-1e400', '1e308', '100000000000000000000'])
    refused(
      t,
      await client.post('/v1/plans', goal(number)),
      { status: 400, pointer: '/goals/0/targetWage/amount' },
      number,
    )
})

refusals(service, 'members that would reach the prototype of an object', async (t) => {
  const hostile = [
    '"__proto__":{"status":"active"}',
    '"constructor":{"prototype":{"status":"active"}}',
    '"\\u005f_proto__":{}',
    '"prototype":{}',
    '"toString":1',
    '"hasOwnProperty":1',
  ]
  for (const member of hostile) {
    refused(t, await client.post('/v1/plans', planWith(member)), { status: 400 }, member)
    refused(
      t,
      await client.post(
        '/v1/plans',
        `{"type":"career_action_plan","participant":{"id":"P","programs":["adult"],${member}}}`,
      ),
      { status: 400 },
      member,
    )
    refused(
      t,
      await client.post('/v1/plans', planWith(`"milestones":[{"statement":"x","kind":"other",${member}}]`)),
      { status: 400 },
      member,
    )
  }
  t.equal(({} as { status?: string }).status, undefined)
})

// Ajv takes time in the square of the faults: a body of these, within the limit, kept the service busy for ten minutes
refusals(service, 'a body with very many faults is refused with the first of them', async (t) => {
  const many = (item: string) => Array(19_900).fill(item).join(',')
  for (const [name, item] of Object.entries({ milestones: '{}', goals: '{}', followUps: '[]', barriers: 'null' })) {
    const body = planWith(`"${name}":[${many(item)}]`)
    refused(t, await client.post('/v1/plans', body), { status: 400, pointer: `/${name}` }, `${name} ${item}`)
  }
  const unknown = Array.from({ length: 19_000 }, (_, index) => `"k${index}":1`).join(',')
  refused(t, await client.post('/v1/plans', planWith(unknown)), { status: 400, code: 'invalid' }, 'unknown members')
})

refusals(service, 'a body with more than 20,000 members and elements, before anything is made of it', async (t) => {
  const fit = `[${Array(20_000).fill('[]').join(' , ')}]`
  refused(t, await client.post('/v1/plans', fit), { status: 400, code: 'invalid' }, '20,000 are read')
  const inAll = `{"a":[${Array(9_999).fill('{"b":0}').join(',')}],"c":1}`
  refused(t, await client.post('/v1/plans', inAll), { status: 400, code: 'invalid' }, '20,000 in all are read')
  for (const [name, body] of Object.entries({
    elements: `[${Array(20_001).fill('1').join(',')}]`,
    'empty arrays': `[${Array(20_001).fill('[]').join(',')}]`,
    members: `{${Array.from({ length: 20_001 }, (_, n) => `"k${n}":1`).join(',')}}`,
    'both in all': `{"a":[${Array(10_000).fill('{"b":0}').join(',')}]}`,
    'more behind what is no JSON': `[x,${Array(20_001).fill('1').join(',')}`,
  })) {
    const answer = await client.post('/v1/plans', body)
    refused(t, answer, malformed, name)
    t.match(answer.body?.detail, /20,000 members and elements/)
  }
})

refusals(service, 'more than 30 combining marks in a row, and a text that is longer than any', async (t) => {
  const marks = (count: number) => `a${'\u0316'.repeat(count)}b`
  for (const [name, text] of Object.entries({
    '31 marks': marks(31),
    'marks that are alone': '\u0301'.repeat(40),
    'marks as escapes': '\\u0301'.repeat(40),
    'very many marks': '\u0301\u0316'.repeat(100_000),
    'a text of 16,001 characters': 'a'.repeat(16_001),
    'very many spaces': ' '.repeat(500_000),
  })) {
    refused(
      t,
      await client.post('/v1/plans', planWith(`"office":"${text}"`)),
      { ...malformed, pointer: '/office' },
      name,
    )
    refused(t, await client.post('/v1/plans', planWith(`"${text}":1`)), malformed, `${name} as a name`)
  }
  const query = encodeURIComponent(marks(31))
  refused(t, await client.get(`/v1/plans?office=${query}`), { ...malformed, pointer: '/office' }, 'in a query')
})

t.test('a text with 30 combining marks in a row is kept in NFC', async (t) => {
  const statement = `e\u0301${'\u0316'.repeat(29)}`
  const milestones = [someMilestone({ statement })]
  const { status, body } = await client.post('/v1/plans', somePlan({ milestones }))
  t.equal(status, 201)
  t.equal(body.milestones[0].statement, statement.normalize('NFC'))
})

refusals(service, 'a body that is too large, with its length or without', async (t) => {
  const large = JSON.stringify(somePlan({ office: secret.repeat(210_000) }))
  refused(t, await client.post('/v1/plans', large), { status: 413, code: 'too-large' }, '2 MiB')
  const many = JSON.stringify(somePlan({ milestones: Array(30_000).fill(someMilestone()) }))
  refused(t, await client.post('/v1/plans', many), { status: 413, code: 'too-large' }, 'many milestones')
  const chunks = Array.from({ length: 32 }, () => `10000\r\n${'x'.repeat(0x10000)}\r\n`).join('')
  const headers = ['Transfer-Encoding: chunked', 'Content-Type: application/json']
  const { url } = service
  const head = [
    'POST /v1/plans HTTP/1.1',
    `Host: ${new URL(url).host}`,
    `Authorization: Bearer ${client.token}`,
    'Connection: close',
    ...headers,
  ]
  refused(
    t,
    await sendBytes(service, `${head.join('\r\n')}\r\n\r\n${chunks}0\r\n\r\n`),
    { status: 413, code: 'too-large' },
    'chunked',
  )
  const lied = await sendRaw(service, client.token, {
    method: 'POST',
    target: '/v1/plans',
    headers: ['Content-Type: application/json', 'Content-Length: 99999999'],
  })
  refused(t, lied, { status: 413, code: 'too-large' }, 'announced')
})
