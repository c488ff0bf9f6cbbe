/** Every report against a slow, obvious count. A failure prints its seed; `TEST_SEED=<seed>` repeats it. */
import t from 'tap'
import { reports } from '../src/reports/index.ts'
import { createRandom, seed } from './fuzz/random.ts'
import { randomDocument } from './fuzz/random-caseload.ts'
import { all, readPresent } from './oracle/invariants.ts'
import { getFirstCounseling, getLastPlan, listPeriods, type Slow, slowRows } from './oracle/slow-reports.ts'
import { type Client, type Json, startService } from './support/service.ts'

const service = await startService()
t.teardown(service.close)

const random = createRandom(seed)
const results = ['numerator', 'denominator', 'excluded', 'unknown', 'pending'] as const

/** One whose wages of quarter 2 are known, which chance does not always bring. */
const withWages = {
  externalId: 'with-wages',
  type: 'career_action_plan',
  participant: { id: 'P-with-wages', programs: ['adult'], enteredOn: '2024-05-01', exitedOn: '2024-11-15' },
  followUps: [
    {
      ...{ externalId: 'q2', kind: 'post_exit', dueOn: '2025-08-01', status: 'completed', completedOn: '2025-08-01' },
      outcome: { quarter: 2, employment: 'employed', source: 'supplemental', wagesPaid: 7000 },
    },
  ],
}

/** Somebody who has no plan in any of two periods. */
const withoutPlans = {
  periods: [
    {
      programs: [{ program: 'youth', enteredOn: '2023-05-01', exitedOn: '2024-02-15' }],
      firstCounselingOn: '2023-05-02',
    },
    { programs: [{ program: 'adult', enteredOn: '2024-05-06' }], firstCounselingOn: '2024-05-07' },
  ],
}

/** An agency with plans, of which some were entered in error and some milestones were moved; and its periods. */
async function caseload(plans: number) {
  const client = await service.client()
  const documents = [withWages, ...Array.from({ length: plans }, (_, number) => randomDocument(random, number))]
  const lines = documents.map((document) => `${JSON.stringify(document)}\n`)
  const headers = { 'content-type': 'application/x-ndjson' }
  const { body } = await client.send('POST', '/v1/import', lines.join(''), { headers })
  const refused = body.filter(({ result }: Json) => result === 'failed')
  if (refused.length > 0) throw new Error(JSON.stringify(refused[0]))
  for (const { planId, milestones = [] } of await readDocuments(client)) {
    const [milestone] = milestones
    if (milestone?.dueOn && random.chance(0.3))
      await client.patch(
        `/v1/plans/${planId}/milestones/${milestone.id}`,
        { dueOn: '2025-05-05', rescheduleReason: 'The provider moved it.' },
        { ifMatch: '*' },
      )
    const closing = { closedOn: '2026-06-01', closeReason: random.chance(0.5) ? 'entered_in_error' : 'exited' }
    if (random.chance(0.15)) await client.post(`/v1/plans/${planId}/close`, closing, { ifMatch: '*' })
  }
  await client.send('PUT', '/v1/participants/P-without-plans', withoutPlans)
  const present = await readPresent(client)
  return {
    client,
    periods: listPeriods(
      await all(client, '/v1/participants?limit=200'),
      present.plans.map(({ plan, participant, milestones, followUps, findings }) => ({
        ...{ ...plan, participant, milestones, followUps, findings },
      })),
    ),
  }
}

const readDocuments = async (client: Client): Promise<Json[]> =>
  Promise.all(
    (await all(client, '/v1/plans?limit=200')).map(async ({ id: planId }) => ({
      planId,
      milestones: (await client.get(`/v1/plans/${planId}/milestones`)).body.items,
    })),
  )

const spans = [
  ['2024-01-01', '2025-12-31'],
  ['2025-01-01', '2025-03-31'],
  ['2024-05-06', '2024-05-13'],
] as const

/** A cohort of a report, all that there are or a random one: its parameters, and whether a period is of it. */
function someCohort(
  kind: string,
  isWide: boolean,
): { query: string; year: number; span: { from: string; to: string }; has: (period: Slow['period']) => boolean } {
  const [from, to] = isWide ? spans[0] : random.pick(spans)
  const isIn = (day: string | null) => day !== null && from <= day && day <= to
  const year = isWide ? 2024 : random.pick([2024, 2024, 2025, 2027])
  const asked = { year, span: { from, to } }
  if (kind === 'programYear') return { ...asked, query: `programYear=${year}`, has: () => true }
  if (kind === 'due') return { ...asked, query: `dueFrom=${from}&dueTo=${to}`, has: () => true }
  if (kind === 'counseling')
    return {
      ...asked,
      query: `counseledFrom=${from}&counseledTo=${to}`,
      has: (period) => isIn(getFirstCounseling(period)),
    }
  return { ...asked, query: `exitedFrom=${from}&exitedTo=${to}`, has: ({ exitedOn }) => isIn(exitedOn) }
}

const places: Record<string, (period: Slow['period']) => (string | null)[]> = {
  program: ({ programs }) => programs,
  office: (period) => [getLastPlan(period)?.office ?? null],
  careerPlanner: (period) => [getLastPlan(period)?.careerPlanner ?? null],
}

const countResults = (rows: readonly Slow[], measures: readonly string[]) =>
  measures.map((measure) => {
    const of = (result: string) => rows.filter((row) => row.measure === measure && row.result === result).length
    return [measure, ...results.map(of)]
  })
const countShown = ({ measures }: Json) =>
  measures.map(({ measure, known: { numerator, denominator }, excluded, unknown, pending }: Json) => {
    const out = excluded.reduce((sum: number, { count }: Json) => sum + count, 0)
    return [measure, numerator, denominator - numerator, out, unknown, pending]
  })

/** The numbers by law: what is unknown is no success once it can no longer become known. */
const countByLaw = (rows: readonly Slow[], measures: readonly string[]) =>
  measures.map((measure) => {
    const own = rows.filter((row) => row.measure === measure)
    const numerator = own.filter(({ result }) => result === 'numerator').length
    const others = own.filter(({ result, isLate }) => result === 'denominator' || isLate).length
    return { numerator, denominator: numerator + others }
  })

const { client, periods } = await caseload(90)
t.comment(`seed ${seed}`)

for (const report of reports)
  t.test(`${report.name} is what a slow count says, in all, by group and by row`, async (t) => {
    const { values: policy } = (await client.get('/v1/policy')).body
    const measures = Object.keys(report.measures)
    const seen = new Set<string>()
    for (let turn = 0; turn < 12; turn++) {
      const { query, year, span, has } = someCohort(report.cohort, turn === 0)
      const asOf =
        turn === 0
          ? '2028-08-01'
          : random.pick(['2024-05-12', '2025-04-30', '2025-12-31', '2026-01-01', '2026-07-01', '2028-08-01'])
      const groupBy = random.pick(Object.keys(places))
      const [filter, value] =
        turn === 0
          ? ['', '']
          : random.pick([
              ['program', 'youth'],
              ['program', 'adult'],
              ['office', 'north'],
              ['careerPlanner', 'staff-1'],
              ['', ''],
              ['', ''],
            ] as const)
      const program = filter === 'program' ? value : undefined
      const wanted = periods.filter((period) => has(period) && (!filter || places[filter]?.(period).includes(value)))
      const asked = `/v1/reports/${report.name}`
      const parameters = `${query}&asOf=${asOf}${filter && `&${filter}=${value}`}`
      const { status, body } = await client.get(`${asked}?${parameters}&groupBy=${groupBy}`)
      const label = `seed ${seed}: ${parameters}&groupBy=${groupBy}`
      t.equal(status, 200, label)

      const rows = slowRows(report.name, wanted, { asOf, program, year, span, policy })
      t.strictSame(countShown(body), countResults(rows, measures), label)
      const byLaw = countByLaw(rows, measures)
      for (const [index, { federal }] of body.measures.entries())
        if (federal) t.match(federal, byLaw[index], `${label} by law`)
      for (const { measure, result } of rows) seen.add(`${measure} ${result}`)
      const groups = new Set(wanted.flatMap((period) => places[groupBy]?.(period) ?? []))
      const expected = [...groups].map((group) => {
        const own = wanted.filter((period) => places[groupBy]?.(period).includes(group))
        const as = groupBy === 'program' ? (group ?? undefined) : program
        return { group, rows: slowRows(report.name, own, { asOf, program: as, year, span, policy }) }
      })
      const shown = body.groups.map((one: Json) => [one.group[0], countShown(one)])
      const byName = (one: Json, other: Json) => (String(one[0]) < String(other[0]) ? -1 : 1)
      t.strictSame(
        shown.toSorted(byName),
        expected
          .filter(({ rows }) => rows.length > 0)
          .map(({ group, rows }) => [group, countResults(rows, measures)])
          .toSorted(byName),
        label,
      )

      const listed = (await client.get(`${asked}/rows?${parameters}`, { headers: { accept: 'application/x-ndjson' } }))
        .body
      t.strictSame(countResults(listed, measures), countResults(rows, measures), `rows of ${label}`)
      const reasons = listed.flatMap(({ reason }: Json) => reason?.split(' ') ?? [])
      const undeclared = reasons.filter((reason: string) => !report.reasons.includes(reason))
      t.strictSame([...new Set(undeclared)], [], `reasons of ${label}`)
      if (turn < 2) t.strictSame(await all(client, `${asked}/rows?limit=7&${parameters}`), listed, `pages of ${label}`)
    }
    t.comment(`${report.name}: ${[...seen].sort().join(', ')}`)
    for (const measure of measures)
      t.ok(
        [...seen].some((one) => one.startsWith(`${measure} `)),
        `${measure} has rows`,
      )
  })
