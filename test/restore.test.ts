/** A database that was restored is another feed, whatever its numbers say: nobody misses a change without being told. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { someMilestone, somePlan } from './fixtures/plans.ts'
import { all } from './oracle/invariants.ts'
import { positionAt } from './support/feed.ts'
import { backups, databaseUnder } from './support/restore.ts'
import { type Answer, type Client, type Json, type Service, startService } from './support/service.ts'

const gone = { status: 410, body: { code: 'gone', detail: /Export again|first page/ } }
const ndjson = { headers: { accept: 'application/x-ndjson' } }

async function startedService(): Promise<{ service: Service; client: Client }> {
  const service = await startService()
  t.teardown(service.close)
  return { service, client: await service.client() }
}

/** Writes until the feed of the agency has so many changes, three a plan; asks again while connections are being replaced. */
async function writeUpTo(client: Client, head: number): Promise<void> {
  const send = async (participant: object): Promise<Answer> => {
    const answer = await client.post('/v1/plans', somePlan({ participant, milestones: [someMilestone()] }))
    return answer.status === 503 ? send(participant) : answer
  }
  for (let at = (await client.get('/v1/changes')).body.head; at < head; at += 3)
    await send({ id: randomUUID(), programs: ['adult'] })
}

/** Everything that somebody may have kept of an agency to go on from: each is an address. */
async function collectKept(client: Client): Promise<Record<string, string>> {
  const { body: page } = await client.get('/v1/changes?limit=200')
  const { headers } = await client.get('/v1/plans', ndjson)
  const { body: plans } = await client.get('/v1/plans?limit=2')
  const { body: milestones } = await client.get('/v1/milestones?limit=2')
  const { body: history } = await client.get(`/v1/plans/${plans.items[0].id}/history?limit=1`)
  return {
    'the position of a page': `/v1/changes?after=${page.position}`,
    'the position of a change': `/v1/changes?after=${page.items[3].position}`,
    'the position of an export': `/v1/changes?after=${headers.get('feed-position')}`,
    'next of the feed': (await client.get('/v1/changes?limit=3')).body.next,
    'a cursor of plans': plans.next,
    'a cursor of milestones': milestones.next,
    'a cursor of a history': history.next,
  }
}

for (const [name, backUp] of Object.entries(await backups())) {
  t.test(`After a restore from ${name} whoever was ahead is told, and given no fewer changes`, async (t) => {
    const { service, client } = await startedService()
    await writeUpTo(client, 9)
    const early = await positionAt(client)
    const restore = await backUp(await databaseUnder(service))
    await writeUpTo(client, 18)
    const kept = await collectKept(client)
    for (const [what, address] of Object.entries(kept)) t.equal((await client.get(address)).status, 200, what)
    await restore()
    await client.get('/v1/plans') // connections that ended are found out
    t.equal((await client.get('/v1/changes')).body.head, 9)
    await writeUpTo(client, 21)
    for (const [what, address] of Object.entries(kept)) t.match(await client.get(address), gone, what)
    t.match(await client.get(kept['the position of a page'] as string, ndjson), gone, 'a stream')
    t.match(await client.get(`/v1/changes?after=${early}`), gone, 'also from before the backup')

    const { body, headers } = await client.get('/v1/milestones', ndjson)
    t.equal(body.length, 7)
    const rest = await all(client, `/v1/changes?after=${headers.get('feed-position')}`)
    t.strictSame(rest, [], 'an export is followed from its position')
    const seqs = (await all(client, '/v1/changes?limit=11')).map(({ seq }) => seq)
    t.strictSame(
      seqs,
      Array.from({ length: 21 }, (_, index) => index + 1),
    )
  })
}

/** Takes the last changes of an agency away, as recovery to an earlier moment does: the database stays the same one. */
async function lose({ db }: Service, { agencyId }: Client, head: number): Promise<void> {
  await db.pool.query('delete from changes where agency_id = $1 and seq > $2', [agencyId, head])
  await db.pool.query('update agencies set last_seq = $2 where agency_id = $1', [agencyId, head])
}

t.test('A number that stands for another change after a loss is not a position', async (t) => {
  const { service, client } = await startedService()
  await writeUpTo(client, 9)
  const early = await positionAt(client)
  await writeUpTo(client, 18)
  const [late, seenLate] = [await positionAt(client), await positionAt(client, 4)]
  await lose(service, client, 9)
  t.match(await client.get(`/v1/changes?after=${late}`), gone, 'before there are others')
  await writeUpTo(client, 21)
  t.match(await client.get(`/v1/changes?after=${late}`), gone)
  t.match(
    await client.get(`/v1/changes?after=${seenLate}`),
    gone,
    'resources that came with it may be of what was lost',
  )
  const { items } = (await client.get(`/v1/changes?after=${early}`)).body
  t.strictSame([items[0].seq, items.at(-1).seq], [10, 21], 'who was not ahead goes on')
})

t.test('A waiting caller is told when the last changes are lost', async (t) => {
  const { service, client } = await startedService()
  await writeUpTo(client, 6)
  const waiting = client.get(`/v1/changes?after=${await positionAt(client)}&wait=30`)
  await pause(100)
  await lose(service, client, 3)
  t.match(await waiting, gone)
})

t.test('Positions and cursors of another database are gone in this one', async (t) => {
  const [one, two] = [await startedService(), await startedService()]
  const same = await two.service.client({ agencyId: one.client.agencyId })
  for (const client of [one.client, same]) await writeUpTo(client, 9)
  for (const [what, address] of Object.entries(await collectKept(one.client)))
    if (!what.includes('history')) t.match(await same.get(address), gone, what)
})

t.test('A problem that is gone says what to do', async (t) => {
  const { client } = await startedService()
  const { body }: { body: Json } = await client.get('/v1/changes?after=1.1.000000000000')
  t.match(body, { type: '/problems/gone', status: 410, detail: /Export again, and follow from the Feed-Position/ })
})
