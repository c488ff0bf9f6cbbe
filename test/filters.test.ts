import t from 'tap'
import { someFollowUp, someMilestone, somePlan } from './fixtures/plans.ts'
import { type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const client = await service.client()
const documents = [
  {
    ...{ externalId: 'A', type: 'individual_employment_plan', careerPlanner: 'staff-1', office: 'north' },
    participant: { id: 'P-1', programs: ['adult', 'dislocated_worker'] },
    milestones: [
      someMilestone({ externalId: 'A-1', dueOn: '2026-03-01', kind: 'training' }),
      someMilestone({ externalId: 'A-2', dueOn: '2026-03-31', status: 'in_progress' }),
    ],
    followUps: [someFollowUp({ externalId: 'A-f', dueOn: '2026-03-31' })],
  },
  {
    ...{ externalId: 'B', type: 'individual_service_strategy', careerPlanner: 'staff-1', office: 'south' },
    ...{ participant: { id: 'P-2', programs: ['youth'] }, completedOn: '2026-01-09' },
    milestones: [someMilestone({ externalId: 'B-1' }), someMilestone({ externalId: 'B-2', dueOn: '2026-04-01' })],
    followUps: [
      someFollowUp({ externalId: 'B-f', dueOn: '2026-04-01', kind: 'post_exit' }),
      someFollowUp({ externalId: 'B-g', dueOn: '2026-05-01', status: 'declined' }),
    ],
  },
  { externalId: 'C', participant: { id: 'P-1', programs: ['adult'] }, careerPlanner: 'staff-2', office: 'north' },
]
const made: Record<string, Json> = {}
for (const document of documents) made[document.externalId] = (await client.post('/v1/plans', somePlan(document))).body
await client.post(
  `/v1/plans/${made.C.id}/close`,
  { closedOn: '2026-02-01', closeReason: 'withdrawn' },
  { ifMatch: '*' },
)
const { updatedAt } = (await client.get(`/v1/plans/${made.C.id}`)).body
// another agency with the same documents must never show
const other = await service.client()
for (const document of documents) await other.post('/v1/plans', somePlan(document))

/** Holds what a list answers, by externalId, for each query. */
async function holds(t: Pick<typeof client, never> & Json, list: string, expected: Record<string, string>) {
  for (const [query, names] of Object.entries(expected)) {
    const { status, body } = await client.get(`${list}?${query}`)
    t.equal(status, 200, query)
    t.equal(body.items.map(({ externalId }: Json) => externalId).join(' '), names, query)
  }
}

t.test('GET /v1/plans filters by each of its parameters and by all together', (t) =>
  holds(t, '/v1/plans', {
    '': 'A B C',
    'status=draft': 'A',
    'status=active': 'B',
    'status=closed': 'C',
    'type=individual_employment_plan': 'A',
    'type=career_action_plan': 'C',
    'program=adult': 'A C',
    'program=dislocated_worker': 'A C',
    'program=youth': 'B',
    'program=other': '',
    'participantId=P-1': 'A C',
    'participantId=P-': '',
    'careerPlanner=staff-1': 'A B',
    'careerPlanner=%20staff-1%20': 'A B',
    'office=north': 'A C',
    'externalId=B': 'B',
    'externalId=b': '',
    [`updatedSince=${updatedAt}`]: 'C',
    'updatedSince=2000-01-01T00:00:00Z': 'A B C',
    'updatedSince=2200-01-01T00:00:00.000Z': '',
    'finding=milestone-without-timeframe': 'B',
    'finding=milestone-unlinked': 'A B',
    'finding=no-such-rule': '',
    'participantId=P-1&office=north&program=adult&status=draft&careerPlanner=staff-1': 'A',
    'finding=milestone-unlinked&status=active': 'B',
    'office=north&careerPlanner=staff-1&program=youth': '',
  }),
)

t.test('GET /v1/participants filters by the office of a plan', async (t) => {
  for (const [query, ids] of Object.entries({ '': 'P-1 P-2', 'office=north': 'P-1', 'office=east': '' })) {
    const { items } = (await client.get(`/v1/participants?${query}`)).body
    t.equal(items.map(({ id }: Json) => id).join(' '), ids, query)
  }
})

t.test('GET /v1/milestones filters by each of its parameters and by all together', (t) =>
  holds(t, '/v1/milestones', {
    '': 'A-1 A-2 B-1 B-2',
    'status=in_progress': 'A-2',
    'kind=training': 'A-1',
    'dueFrom=2026-03-31': 'A-2 B-2',
    'dueTo=2026-03-31': 'A-1 A-2',
    'dueFrom=2026-03-02&dueTo=2026-03-31': 'A-2',
    'dueFrom=2026-04-02': '',
    'careerPlanner=staff-1': 'A-1 A-2 B-1 B-2',
    'careerPlanner=staff-2': '',
    'office=south': 'B-1 B-2',
    'participantId=P-2': 'B-1 B-2',
    'participantId=P-2&office=north': '',
    'program=dislocated_worker': 'A-1 A-2',
    'program=youth&office=south&careerPlanner=staff-1&status=planned&kind=job_search&dueFrom=2026-01-01': 'B-2',
  }),
)

t.test('GET /v1/follow-ups filters by each of its parameters and by all together', (t) =>
  holds(t, '/v1/follow-ups', {
    '': 'A-f B-f B-g',
    'status=declined': 'B-g',
    'kind=post_exit': 'B-f',
    'dueFrom=2026-04-01': 'B-f B-g',
    'dueTo=2026-04-01': 'A-f B-f',
    'office=north': 'A-f',
    'participantId=P-1': 'A-f',
    'careerPlanner=staff-2': '',
    'program=youth': 'B-f B-g',
    'program=youth&status=scheduled&kind=post_exit&dueFrom=2026-04-01&dueTo=2026-04-01': 'B-f',
  }),
)

t.test('The lists of a plan have only what is in it, and the same filters but those by plan', async (t) => {
  const path = `/v1/plans/${made.B.id}`
  await holds(t, `${path}/milestones`, { '': 'B-1 B-2', 'dueTo=2026-12-31': 'B-2', 'status=completed': '' })
  await holds(t, `${path}/follow-ups`, { '': 'B-f B-g', 'status=declined': 'B-g', 'kind=post_exit': 'B-f' })
  for (const part of ['milestones', 'follow-ups'])
    t.match(await client.get(`${path}/${part}?office=south`), {
      status: 400,
      body: { errors: [{ pointer: '/office' }] },
    })
})

t.test('GET /v1/findings filters by each of its parameters and by all together', async (t) => {
  const expected = {
    'rule=milestone-without-timeframe': 'B-1',
    'severity=error&subjectType=milestone': 'A-1 A-1 A-2 A-2 B-1 B-1 B-2 B-2',
    'subjectType=follow_up&asOf=2026-04-01': 'A-f',
    'rule=milestone-unlinked&office=south': 'B-1 B-2',
    'rule=milestone-unlinked&careerPlanner=staff-2': '',
    'rule=milestone-unlinked&participantId=P-2': 'B-1 B-2',
    'rule=milestone-unlinked&program=dislocated_worker': 'A-1 A-2',
    'subjectType=milestone&asOf=2026-04-02&office=south&program=youth&careerPlanner=staff-1&severity=warning': 'B-2',
  }
  const asOf = (query: string) => (query.includes('asOf') ? query : `${query}&asOf=2150-01-01`)
  for (const [query, names] of Object.entries(expected)) {
    const { items } = (await client.get(`/v1/findings?${asOf(query)}&known=now`)).body
    const found = items.map(({ subject }: Json) => subject.externalId).filter((name: string) => name !== null)
    t.equal(found.toSorted().join(' '), names, query)
  }
})

t.test('A parameter that is not known, not one of its words, or given twice is refused', async (t) => {
  const wrong = {
    plans: ['color=red', 'status=open', 'status=', 'type=plan', 'program=none', 'updatedSince=2026-01-01', 'office='],
    milestones: ['statuses=planned', 'status=draft', 'kind=other_thing', 'dueFrom=2026-02-30', 'dueTo=tomorrow'],
    'follow-ups': ['status=missed', 'kind=call', 'dueFrom=1899-12-31', 'office=a&office=a', 'planId=x'],
    findings: ['asOf=2201-01-01', 'severity=fatal', 'subjectType=strength', 'from=2026-01-01'],
    'findings/summary': ['limit=1', 'asOf=now', 'groupBy=plan', 'program=x'],
    changes: ['after=-1', 'after=x', 'since=1'],
  }
  for (const [list, queries] of Object.entries(wrong))
    for (const query of queries) t.match(await client.get(`/v1/${list}?${query}`), { status: 400 }, `${list} ${query}`)
})
