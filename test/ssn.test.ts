/** A Social Security number is refused wherever it is put, in whatever way it is written, and nothing else is. */
import t from 'tap'
import { ssnIn } from '../src/http/ssn.ts'
import { idMembers } from '../src/http/text.ts'
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { buildExample, listOperations, makeSubjects } from './fixtures/operations.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { fullest, listMembers, withAt } from './fuzz/members.ts'
import { refusals, refused } from './support/refusal.ts'
import { startService } from './support/service.ts'
import { checksum } from './support/state.ts'
import { sendRaw } from './support/wire.ts'

const service = await startService()
t.teardown(service.close)
const client = await service.client()
const subjects = await makeSubjects(client, 'own')
const operations = listOperations(service.openapi).filter(({ isPublic }) => !isPublic)
const refusal = { status: 422, code: 'ssn-not-accepted' }
// never issued: it stood on a pamphlet of the Social Security Board
const number = '219-09-9999'

const written = {
  'with hyphens': number,
  'with spaces': '219 09 9999',
  'with dots': '219.09.9999',
  'with en dashes': '219–09–9999',
  'with em dashes': '219—09—9999',
  'with hyphens that do not break': '219‑09‑9999',
  'with minus signs': '219−09−9999',
  'with spaces that do not break': '219\u00a009\u00a09999',
  'with two hyphens each': '219--09--9999',
  'with colons': '219:09:9999',
  'with bullets': '219 • 09 • 9999',
  'with soft hyphens': '219\u00ad09\u00ad9999',
  'with two kinds of separators': '219-09 9999',
  'with spaces around the hyphens': '219 - 09 - 9999',
  'with slashes': '219/09/9999',
  'with underscores': '219_09_9999',
  'with invisible characters': '219\u200b-09-\u200b9999',
  'with parentheses': '(219) 09 9999',
  'with brackets': '[219] 09-9999',
  'digit by digit': '2 1 9 0 9 9 9 9 9',
  'digit by digit with hyphens': '2-1-9-0-9-9-9-9-9',
  'with full-width digits': '２１９－０９－９９９９',
  'with Arabic-Indic digits': '٢١٩-٠٩-٩٩٩٩',
  'with Devanagari digits': '२१९-०९-९९९९',
  'with mathematical digits': '𝟐𝟏𝟗-𝟎𝟗-𝟗𝟗𝟗𝟗',
  'with circled digits': '②①⑨-⓪⑨-⑨⑨⑨⑨',
  'with keycaps': '2️⃣1️⃣9️⃣-0️⃣9️⃣-9️⃣9️⃣9️⃣9️⃣',
  'after its name': 'SSN219099999',
  'after its name and a space': 'SSN 219099999',
  'after its name and a colon': 'ssn:219099999',
  'after its name and a sign': 'ssn#219-09-9999',
  'after its name and a verb': 'The SSN is 219099999.',
  'after its name in words': 'social security number 219099999',
  'after its name in words, in short': 'Social Security No. 219099999',
  'in a sentence': 'His number is 219-09-9999, he says.',
  'in parentheses': '(219-09-9999)',
  'after a letter': 'x219-09-9999',
  'after a word': 'SSN is219-09-9999',
  'before a letter': '219-09-9999x',
  'after an underscore': 'id_219-09-9999',
  'after a number that nobody has': '000-12-3456, 219-09-9999',
  'on the next line': 'Number:\n219-09-9999\n',
  'of a taxpayer without one': '912-70-1234',
  'of a taxpayer, after its name': 'ITIN 912701234',
}

/** What may be one, and may be the key of another system. */
const bare = {
  'nine digits': '219099999',
  'nine digits in quotation marks': '"219099999"',
  'nine digits after a sign': '#219099999',
  'nine digits of a taxpayer': '912701234',
  'nine Arabic-Indic digits': '٢١٩٠٩٩٩٩٩',
}

const others = {
  'a phone number': '312-555-0142',
  'a phone number with an area code in brackets': '(312) 555-0142',
  'a phone number with dots': '312.555.0142',
  'a phone number with a country code': '+1 312 555 0142',
  'a phone number that is free of charge': '1-800-555-0142',
  'ten digits': '3125550142',
  'eight digits': '20260105',
  'ten digits, one by one': '1 2 3 4 5 6 7 8 9 0',
  'a ZIP code': '60601',
  'a ZIP+4 code': '60601-1234',
  'a FEIN': '12-3456789',
  'a date': '2026-01-05',
  'a date in American order': '01-05-2026',
  'a date with slashes': '1/05/2026',
  'an instant': '2026-01-05T15:04:05.123Z',
  'a UUID': '019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17',
  'a UUID of digits': '12345678-1234-4123-8123-123456789012',
  'an amount': '$1,234,567.89',
  'an amount without commas': '$1234567.89',
  'a large amount': '$123,456,789',
  'an amount and a year': '$150.50 2026',
  'an occupation': '47-2061.00',
  'an industry': '622110',
  'a program of study': '51.3801',
  'an address': '192.168.10.102',
  'a room and a month': 'Room 219, 09/2026',
  'hours and a phone number': 'Open 9-17, 312 555 0142',
  'a case number': '2024-123-4567',
  'the number of a license': 'License number 204718836.',
  'a license of somebody who has a card': 'Brought a social security card and license 204718836.',
  'the number of a class': 'classnumber 204718836',
  'a group that no number begins with': '000-12-3456',
  'another one': '666-12-3456',
  'a group of no taxpayer': '912-34-5678',
  'nine digits that nobody has': '000123456',
  'a longer number': '219-09-99991',
  'a number in a word': 'ab219099999',
}

t.test('texts with a Social Security number are told apart from texts without one', async (t) => {
  for (const [name, text] of Object.entries(written)) t.equal(ssnIn(text), 'surely', name)
  for (const [name, text] of Object.entries(bare)) t.equal(ssnIn(text), 'perhaps', name)
  for (const [name, text] of Object.entries(others)) t.equal(ssnIn(text), undefined, name)
})

/** A test that only sends what must be refused, and finds no number in the log. */
const neverLogged = (name: string, work: Parameters<typeof refusals>[2]): void =>
  refusals(service, name, async (t) => {
    await work(t)
    t.notMatch(service.logged(), /219.?09.?9999/)
  })

neverLogged('it is refused in every text of every body', async (t) => {
  for (const operation of operations.filter(({ body }) => body)) {
    const { method, path, headers } = buildExample(operation, subjects)
    const body = fullest(service.openapi, operation.body)
    for (const { pointer } of listMembers(service.openapi, operation.body, body).filter(
      ({ value }) => typeof value === 'string',
    )) {
      const answer = await client.send(method, path, withAt(body, pointer, `Note ${number}`), { headers })
      refused(t, answer, { ...refusal, pointer }, `${operation.id} ${pointer}`)
      t.notMatch(answer.text, number)
    }
  }
})

neverLogged('it is refused however it is written', async (t) => {
  for (const [name, text] of Object.entries(written)) {
    const document = somePlan({ goals: [someGoal({ statement: text })] })
    refused(t, await client.post('/v1/plans', document), { ...refusal, pointer: '/goals/0/statement' }, name)
  }
  const escaped = JSON.stringify(somePlan({ office: '@' })).replace('@', '\\u0032\\u0031\\u0039-09-9999')
  refused(t, await client.post('/v1/plans', escaped), { ...refusal, pointer: '/office' }, 'as escapes')
})

neverLogged('it is refused as an id, and as the name of a member', async (t) => {
  const document = somePlan({
    participant: { id: number, programs: ['adult'] },
    milestones: [someMilestone({ externalId: '219099999' })],
  })
  const answer = await client.post('/v1/plans', document)
  refused(t, answer, { ...refusal, pointer: '/participant/id' }, 'the id of a participant')
  refused(t, answer, { ...refusal, pointer: '/milestones/0/externalId' }, 'the id of a milestone')
  refused(t, await client.post('/v1/plans', somePlan({ [number]: 1 })), refusal, 'the name of a member')
})

neverLogged('it is refused in every query parameter and every path', async (t) => {
  for (const operation of operations) {
    const { method, path, headers, body } = buildExample(operation, subjects)
    const bare = path.split('?')[0]
    for (const { name } of operation.parameters.filter((parameter) => parameter.in === 'query'))
      refused(
        t,
        await client.send(method, `${bare}?${name}=${number}`, body, { headers }),
        { ...refusal, pointer: `/${name}` },
        `${operation.id} ${name}`,
      )
    for (const [param] of operation.path.matchAll(/\{\w+\}/g)) {
      const filled = operation.path.replace(param, number).replace(/\{\w+\}/g, subjects.draft.planId)
      refused(
        t,
        await client.send(method, filled, body, { headers }),
        { ...refusal, pointer: `/${param.slice(1, -1)}` },
        `${operation.id} ${param}`,
      )
    }
  }
  refused(
    t,
    await client.get('/v1/plans?office=%32%31%39%20%30%39%20%39999'),
    { ...refusal, pointer: '/office' },
    'percent-encoded',
  )
  refused(t, await client.get('/v1/plans?office=219+09+9999'), { ...refusal, pointer: '/office' }, 'with plus signs')
})

neverLogged('it is refused as an idempotency key', async (t) => {
  for (const operation of operations.filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'idempotency-key'),
  ))
    for (const key of [number, `"${number}"`, '219099999', '"219099999"', `k-${number}`]) {
      const { method, path, headers, body } = buildExample(operation, subjects)
      const answer = await client.send(method, path, body, { headers, key })
      refused(t, answer, { ...refusal, pointer: '/Idempotency-Key' }, `${operation.id} ${key}`)
    }
})

t.test('a request id that looks like one is not repeated, logged or kept', async (t) => {
  const answer = await client.post('/v1/plans', somePlan(), { headers: { 'x-request-id': number } })
  t.equal(answer.status, 201)
  t.not(answer.headers.get('x-request-id'), number)
  t.notMatch(service.logged(), number)
  const { rows } = await service.db.pool.query('select request_id from changes')
  t.notOk(rows.some(({ request_id }) => request_id === number))
})

neverLogged('it is not logged from a header, a path or a query that no operation reads', async (t) => {
  const headers = [
    `User-Agent: ${number}`,
    `Referer: http://x/${number}`,
    `Cookie: id=${number}`,
    `X-Forwarded-For: ${number}`,
  ]
  for (const target of [
    '/v1/rules',
    `/${number}`,
    `/v1/plans/${number}/${number}`,
    `/v1/plans?x=${number}`,
    `/v1/%ff${number}`,
    `/health/live?${number}`,
  ]) {
    const { text } = await sendRaw(service, client.token, { target, headers })
    t.notMatch(text, number, target)
  }
})

t.test('what only vaguely resembles one is stored as it is', async (t) => {
  const before = await checksum(service)
  const texts = Object.values(others)
  const document = somePlan({
    goals: texts.map((statement, index) => someGoal({ id: `g-${index}`, statement })),
    milestones: texts.slice(0, 10).map((doneWhen) => someMilestone({ doneWhen })),
    followUps: [
      someFollowUp({ externalId: '312-555-0142', outcome: { employer: { name: '$123,456,789', fein: '12-3456789' } } }),
    ],
  })
  const { status, body } = await client.post('/v1/plans', document)
  t.equal(status, 201)
  t.strictSame(
    body.goals.map(({ statement }: { statement: string }) => statement),
    texts,
  )
  t.not(await checksum(service), before)
})

/** A policy that takes ids of nine digits. */
const accepting = { profile: 'career-action-plan', values: { ...careerActionPlan.values, nineDigitIds: 'accepted' } }
const setting = /nineDigitIds: accepted/
const withIds = (id: string) =>
  somePlan({
    externalId: id,
    participant: { id, programs: ['adult'] },
    careerPlanner: id,
    office: id,
    goals: [someGoal({ id })],
    milestones: [someMilestone({ externalId: id, goalId: id })],
    followUps: [
      someFollowUp({ externalId: id, milestoneId: id, outcome: { employer: { name: id, fein: '12-3456789' } } }),
    ],
    attainments: [{ credential: 'occupational_license', name: id, attainedOn: '2026-01-05' }],
  })

neverLogged('nine digits are refused as an id, and the problem says which setting accepts them', async (t) => {
  const answer = await client.post('/v1/plans', withIds('219099999'))
  for (const pointer of [
    '/externalId',
    '/participant/id',
    '/careerPlanner',
    '/office',
    '/goals/0/id',
    '/milestones/0/goalId',
    '/followUps/0/outcome/employer/name',
    '/attainments/0/name',
  ])
    refused(t, answer, { ...refusal, pointer }, pointer)
  t.match(answer.body.detail, setting)
  const path = '/v1/plans/by-external-id/219099999'
  refused(t, await client.put(path, somePlan()), { ...refusal, pointer: '/externalId' }, 'in a path')
  refused(t, await client.get('/v1/plans?office=219099999'), { ...refusal, pointer: '/office' }, 'in a query')
  const headers = { 'content-type': 'application/x-ndjson' }
  const line = `${JSON.stringify(withIds('219099999'))}\n`
  const { body } = await client.send('POST', '/v1/import', line, { headers })
  t.match(body[0], { result: 'failed', externalId: null, problem: { code: 'ssn-not-accepted', detail: setting } })
})

t.test('nine digits are an id where the policy of the agency accepts them, and nowhere else', async (t) => {
  const vendor = await service.client()
  await vendor.put('/v1/policy', accepting, { ifMatch: '*' })
  const { status, body } = await vendor.post('/v1/plans', withIds('219099999'), { key: '219099998' })
  t.equal(status, 201)
  t.match(body, {
    externalId: '219099999',
    participantId: '219099999',
    milestones: [{ externalId: '219099999' }],
  })
  const pushed = await vendor.put('/v1/plans/by-external-id/219099997', withIds('219099997'))
  t.equal(pushed.status, 201)
  const found = await vendor.get('/v1/plans?participantId=219099999&office=219099999')
  t.equal(found.body.items.length, 1)
  const headers = { 'content-type': 'application/x-ndjson' }
  const imported = await vendor.send('POST', '/v1/import', JSON.stringify(withIds('219099996')), { headers })
  t.match(imported.body[0], { result: 'created', externalId: '219099996' })
  const other = await client.post('/v1/plans', withIds('219099999'))
  refused(t, other, { ...refusal, pointer: '/externalId' }, 'another agency')
})

t.test('what is surely a number is refused even where nine digits are accepted', async (t) => {
  const vendor = await service.client()
  await vendor.put('/v1/policy', accepting, { ifMatch: '*' })
  for (const [name, text] of Object.entries(written)) {
    const answer = await vendor.post('/v1/plans', somePlan({ office: text }))
    t.equal(answer.status === 422 || name === 'on the next line', true, name)
  }
  for (const [name, text] of Object.entries(bare)) {
    const answer = await vendor.post('/v1/plans', somePlan({ goals: [someGoal({ statement: text })] }))
    refused(t, answer, { ...refusal, pointer: '/goals/0/statement' }, `${name} as prose`)
    t.notMatch(answer.body.detail, setting, 'no setting accepts it there')
  }
})

t.test('the members that may hold an id of nine digits are those that hold ids, codes and names', async (t) => {
  const patterns = new Map<string, Set<string | undefined>>()
  for (const operation of operations) {
    const body = operation.body ? fullest(service.openapi, operation.body) : undefined
    const members = operation.body ? listMembers(service.openapi, operation.body, body) : []
    for (const { pointer, schema } of members) {
      if (schema.type === undefined || ![schema.type].flat().includes('string') || schema.enum || schema.format)
        continue
      const name = pointer.split('/').findLast((part) => !/^\d*$/.test(part)) as string
      patterns.set(name, (patterns.get(name) ?? new Set()).add(schema.pattern))
    }
  }
  const isId = (pattern: string | undefined) => pattern !== undefined && /^\^\[(A-Za-z0-9|\\x21)/.test(pattern)
  for (const [name, found] of patterns) {
    if ([...found].some(isId)) t.ok(idMembers.has(name), `${name} holds ids`)
    if (found.has(undefined)) t.notOk(idMembers.has(name), `${name} holds prose`)
  }
})
