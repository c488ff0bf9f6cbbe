import t from 'tap'
import { someMilestone, somePlan } from './fixtures/plans.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const sent = (externalId: string, parentId: string | null = null) => someMilestone({ externalId, parentId })

/** A plan with milestones, and their paths by externalId. */
async function planWith(...milestones: object[]) {
  const client = await service.client()
  const answer = await client.post('/v1/plans', somePlan({ milestones }))
  const path = `/v1/plans/${answer.body.id}/milestones`
  const at = Object.fromEntries(
    (answer.body.milestones ?? []).map(({ externalId, id }: Json) => [externalId, `${path}/${id}`]),
  ) as Record<string, string>
  return { client, answer, path, at }
}

t.test('Milestones of a document refer to each other in any order', async (t) => {
  const { answer } = await planWith(sent('mini', 'small'), sent('small', 'top'), sent('top'))
  t.equal(answer.status, 201)
  const [mini, small, top] = answer.body.milestones
  t.strictSame([mini.parentId, small.parentId, top.parentId], [small.id, top.id, null])
})

t.test('A document with more than three levels is refused at each milestone of the line', async (t) => {
  const { answer } = await planWith(sent('a'), sent('b', 'a'), sent('c', 'b'), sent('d', 'c'))
  t.match(answer, { status: 422, body: { code: 'unprocessable' } })
  t.match(
    answer.body.errors.map(({ pointer }: Json) => pointer),
    ['/milestones/0/parentId', '/milestones/1/parentId', '/milestones/2/parentId', '/milestones/3/parentId'],
  )
})

t.test('A document with a cycle is refused', async (t) => {
  for (const cycle of [
    [sent('a', 'a')],
    [sent('a', 'b'), sent('b', 'a')],
    [sent('a', 'c'), sent('b', 'a'), sent('c', 'b')],
  ]) {
    const { answer } = await planWith(...cycle)
    t.match(answer, { status: 422, body: { code: 'unprocessable' } })
    t.equal(answer.body.errors.length, cycle.length)
  }
})

t.test('A fourth level cannot be added', async (t) => {
  const { client, path } = await planWith(sent('a'), sent('b', 'a'), sent('c', 'b'))
  const refused = await client.post(path, sent('d', 'c'))
  t.match(refused, { status: 422, body: { errors: [{ pointer: '/parentId' }] } })
  t.equal((await client.post(path, sent('d', 'b'))).status, 201)
})

t.test('A milestone cannot be moved below itself or so that the tree grows too high', async (t) => {
  const { client, at } = await planWith(sent('a'), sent('b', 'a'), sent('c', 'b'), sent('x'), sent('y', 'x'))
  const move = (name: string, parentId: string) => client.patch(at[name] as string, { parentId }, { ifMatch: '*' })
  for (const [name, parent] of [
    ['a', 'a'],
    ['a', 'b'],
    ['a', 'c'],
    ['x', 'c'],
    ['x', 'b'],
    ['a', 'x'],
  ] as const)
    t.match(
      await move(name, parent),
      { status: 422, body: { errors: [{ pointer: '/parentId' }] } },
      `${name} to ${parent}`,
    )
  t.equal((await move('x', 'a')).status, 200, 'three levels')
  t.equal((await client.patch(at.x as string, { parentId: null }, { ifMatch: '*' })).body.parentId, null)
})

t.test('A reference by id comes before one by externalId', async (t) => {
  const { client, path, at } = await planWith(sent('a'))
  const id = at.a?.split('/').at(-1) as string
  await client.post(path, sent(id))
  t.equal((await client.post(path, someMilestone({ parentId: id }))).body.parentId, id)
})
