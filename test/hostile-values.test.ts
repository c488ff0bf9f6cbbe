/** Values of the wrong kind, in every member of every body and every parameter of the OpenAPI document. */
import t from 'tap'
import { buildExample, listOperations, makeSubjects, type Operation } from './fixtures/operations.ts'
import { someFollowUp, someGoal, someMilestone, somePlan } from './fixtures/plans.ts'
import { fullest, listMembers, type Member, withAt } from './fuzz/members.ts'
import { refusals, refused, secret } from './support/refusal.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)
const client = await service.client()
const subjects = await makeSubjects(client, 'own')
const operations = listOperations(service.openapi)
// two operations that take the same body would say the same twice
const withBody = operations.filter(
  ({ body }, at) => body && operations.findIndex((one) => one.body?.$ref === body.$ref) === at,
)
const buildBody = ({ body }: Operation) => fullest(service.openapi, body)
const allMembers = (operation: Operation) => listMembers(service.openapi, operation.body, buildBody(operation))
const invalid = { status: 400, code: 'invalid' }

/** Sends the fullest body of an operation with another value in one place. */
function sendWith(operation: Operation, pointer: string, value: unknown) {
  const { method, path, headers } = buildExample(operation, subjects)
  return client.send(method, path, JSON.stringify(withAt(buildBody(operation), pointer, value)), { headers })
}

t.test('the fullest body of each operation is itself no fault of form', async (t) => {
  for (const operation of withBody) {
    const { method, path, headers } = buildExample(operation, {
      draft: subjects.closed,
      closed: subjects.draft,
      spare: subjects.spare,
    })
    const { status, body } = await client.send(method, path, buildBody(operation), { headers })
    t.not(status, 400, operation.id, { body })
  }
})

const examplesByType: Record<string, Json> = {
  string: secret,
  integer: 42,
  number: 42.5,
  boolean: true,
  object: {},
  array: [],
  null: null,
}
/** What looks like the right type: a lenient reader would take it. */
const lookalikes: Record<string, Json[]> = {
  number: ['42', '', true],
  integer: ['42', '4.2', 4.2, true],
  boolean: ['true', 'false', '', 1, 0, 'yes'],
  string: [42, true, 0, [secret], { value: secret }],
  array: ['', secret, { 0: secret }, { length: 0 }],
  object: [[], [{}], '{}', '[object Object]'],
}

function wrongValues({ types }: Member): Json[] {
  const accepts = (type: string) => types.includes(type) || (type === 'integer' && types.includes('number'))
  const others = Object.entries(examplesByType).flatMap(([type, value]) => (accepts(type) ? [] : [value]))
  const alike = types.flatMap((type) => lookalikes[type] ?? [])
  return [...others, ...alike.filter((value) => !(types.includes('string') && typeof value === 'string'))]
}

for (const operation of withBody)
  refusals(
    service,
    `${operation.id}: a value of the wrong type is refused where it stands, never made to fit`,
    async (t) => {
      for (const member of allMembers(operation))
        for (const value of wrongValues(member)) {
          const answer = await sendWith(operation, member.pointer, value)
          refused(t, answer, { ...invalid, pointer: member.pointer }, `${member.pointer} as ${JSON.stringify(value)}`)
        }
    },
  )

refusals(service, 'a member that is not known is refused in every object of every body', async (t) => {
  for (const operation of withBody)
    for (const { pointer, value } of allMembers(operation)) {
      if (value === null || typeof value !== 'object' || Array.isArray(value)) continue
      const named = await sendWith(operation, pointer, { ...value, nickname: secret })
      refused(t, named, { ...invalid, pointer: `${pointer}/nickname` }, `${operation.id} ${pointer}`)
      const odd = await sendWith(operation, pointer, { ...value, [`${secret} 1`]: 1 })
      refused(t, odd, { ...invalid, pointer }, `${operation.id} ${pointer}, not a name`)
    }
})

refusals(service, 'a word that is not on the list is refused', async (t) => {
  for (const operation of withBody)
    for (const { pointer, schema, value } of allMembers(operation).filter(({ schema }) => schema.enum))
      for (const word of typeof value === 'string' ? [secret, '', `${value}s`, ` ${value},`, '42'] : [-1, 2])
        refused(
          t,
          await sendWith(operation, pointer, word),
          { ...invalid, pointer },
          `${pointer} as ${word}, not ${schema.enum}`,
        )
})

const wrongDays = [
  '0000-01-01',
  '0001-01-01',
  '1899-12-31',
  '2201-01-01',
  '9999-12-31',
  '10000-01-01',
  '2026-02-29',
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '2026-01-32',
  '2026-1-5',
  '20260105',
  '2026-01-05T00:00:00Z',
  '05/01/2026',
  '2026-W01-1',
  '-2026-01-05',
  '٢٠٢٦-٠١-٠٥',
  'today',
  '',
]

refusals(
  service,
  'a day that does not exist, or is out of range, is refused in every member that is a date',
  async (t) => {
    for (const operation of withBody)
      for (const { pointer } of allMembers(operation).filter(({ schema }) => schema.format === 'date')) {
        const [first, ...others] = wrongDays
        const tried = operation.id === 'createPlan' || operation.id.startsWith('update') ? [first, ...others] : [first]
        for (const day of tried)
          refused(
            t,
            await sendWith(operation, pointer, day),
            { ...invalid, pointer },
            `${operation.id} ${pointer} ${day}`,
          )
      }
  },
)

refusals(service, 'a text that is too long is refused, counted in code points', async (t) => {
  for (const operation of withBody)
    for (const { pointer, schema } of allMembers(operation).filter(({ schema }) => schema.maxLength))
      refused(
        t,
        await sendWith(operation, pointer, '😀'.repeat(schema.maxLength + 1)),
        { ...invalid, pointer },
        `${operation.id} ${pointer}`,
      )
})

t.test('a text as long as it may be is kept, in NFC and trimmed', async (t) => {
  const goal = someGoal({ statement: `  ${'😀'.repeat(998)}e\u0301 ` })
  const { status, body } = await client.post('/v1/plans', somePlan({ goals: [goal] }))
  t.equal(status, 201)
  t.equal(body.goals[0].statement, `${'😀'.repeat(998)}\u00e9`)
})

refusals(service, 'numbers outside their limits are refused', async (t) => {
  for (const operation of withBody)
    for (const { pointer, schema } of allMembers(operation).filter(({ schema }) => schema.minimum !== undefined))
      for (const number of [schema.minimum - 1, schema.maximum + 1, -1e15, 1e15, 2 ** 31, Number.MAX_SAFE_INTEGER])
        if (number < schema.minimum || number > schema.maximum)
          refused(
            t,
            await sendWith(operation, pointer, number),
            { ...invalid, pointer },
            `${operation.id} ${pointer} ${number}`,
          )
})

refusals(service, 'too many items, and the same item twice, are refused', async (t) => {
  for (const operation of withBody)
    for (const { pointer, schema, value } of allMembers(operation).filter(({ schema }) => schema.items)) {
      const many = Array(schema.maxItems + 1).fill(value[0])
      refused(t, await sendWith(operation, pointer, many), { ...invalid, pointer }, `${operation.id} ${pointer}`)
      if (schema.uniqueItems)
        refused(t, await sendWith(operation, pointer, [value[0], value[0]]), { ...invalid, pointer }, pointer)
    }
})

refusals(service, 'what is wrong in itself is refused with the member that is wrong', async (t) => {
  const { participantId, periodId, planId, milestoneId, followUpId } = subjects.draft
  const any = { ifMatch: '*' }
  const unprocessable = { status: 422, code: 'unprocessable' }
  const days = { enteredOn: '2026-01-02', exitedOn: '2026-01-01' }
  const period = await client.patch(`/v1/participants/${participantId}/periods/${periodId}`, days, any)
  refused(t, period, { ...unprocessable, pointer: '/exitedOn' }, 'exit before entry')
  const participant = { id: 'own-new', programs: ['adult'], ...days }
  refused(
    t,
    await client.post('/v1/plans', somePlan({ participant })),
    { ...unprocessable, pointer: '/participant/exitedOn' },
    'exit before entry, in a plan document',
  )
  const due = await client.patch(
    `/v1/plans/${planId}/milestones/${milestoneId}`,
    { startOn: '2026-02-01', dueOn: '2026-01-31' },
    any,
  )
  refused(t, due, { ...unprocessable, pointer: '/dueOn' }, 'due before it starts')
  const opens = await client.patch(`/v1/plans/${planId}/follow-ups/${followUpId}`, { opensOn: '2027-01-01' }, any)
  refused(t, opens, { ...unprocessable, pointer: '/dueOn' }, 'due before it opens')
  const { closed } = subjects
  for (const ref of [closed.milestoneId, closed.planId, 'own-2-milestone']) {
    const parent = await client.post(`/v1/plans/${planId}/milestones`, someMilestone({ parentId: ref }))
    refused(t, parent, { ...unprocessable, pointer: '/parentId' }, `a parent of another plan, ${ref}`)
    const checked = await client.post(`/v1/plans/${planId}/follow-ups`, someFollowUp({ milestoneId: ref }))
    refused(t, checked, { ...unprocessable, pointer: '/milestoneId' }, `a milestone of another plan, ${ref}`)
  }
  const goal = await client.post(`/v1/plans/${planId}/milestones`, someMilestone({ goalId: 'own-2-goal' }))
  refused(t, goal, { ...unprocessable, pointer: '/goalId' }, 'a goal of another plan')
  const fault = somePlan({
    milestones: [someMilestone({ goalId: 'none' })],
    followUps: [someFollowUp({ milestoneId: 'none' })],
  })
  refused(
    t,
    await client.post('/v1/plans', fault),
    { ...unprocessable, pointer: '/milestones/0/goalId' },
    'a goal that is none',
  )
})
