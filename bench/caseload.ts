/** Fills agencies with plans: documents through the service's own validation and rules, rows in bulk as the owner. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import fastify from 'fastify'
import type pg from 'pg'
import { v7 } from 'uuid'
import { addDays, type Day } from '../src/calendar.ts'
import { insertInto } from '../src/database/rows.ts'
import { followUpSchemas } from '../src/document/follow-up/schemas.ts'
import { followUps } from '../src/document/follow-up/tables.ts'
import { milestoneSchemas } from '../src/document/milestone/schemas.ts'
import { milestones } from '../src/document/milestone/tables.ts'
import { participantSchemas } from '../src/document/participant/schemas.ts'
import { participants } from '../src/document/participant/tables.ts'
import type { Document } from '../src/document/parts.ts'
import { closedPlan } from '../src/document/plan/plan.ts'
import { planSchemas } from '../src/document/plan/schemas.ts'
import { plans } from '../src/document/plan/tables.ts'
import { documentSchemas, NewPlanDocument, newDocument } from '../src/document/plan-document.ts'
import { toRow } from '../src/findings/store.ts'
import { findings } from '../src/findings/tables.ts'
import { Coded } from '../src/http/schema.ts'
import validator from '../src/http/validator.ts'
import { keepPeriods } from '../src/outcomes/store.ts'
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { evaluate, type Finding } from '../src/rules/evaluate.ts'
import { withExit } from './exits.ts'
import { makeDocument, randomFrom, type Shape } from './plans.ts'

/** The day that the benchmark calls today. */
export const today: Day = new Date().toISOString().slice(0, 10)

type Made = Document & { findings: readonly Finding[] }
type Maker = (number: number, on: Day) => Made

/** Makes whole plans the way the service does. */
export async function planMaker(seed: number, shape: Shape): Promise<Maker> {
  const app = fastify()
  const schemas = [
    Coded,
    ...participantSchemas,
    ...planSchemas,
    ...milestoneSchemas,
    ...followUpSchemas,
    ...documentSchemas,
  ]
  await app.register(validator, { schemas })
  const random = randomFrom(seed)
  return (number, on) => {
    const at = `${on}T15:00:00.000Z`
    let ids = 0
    const newId = () => v7({ msecs: Date.parse(at) + (number % 80_000_000) + ids++ })
    const now = { at, today: on, newId, retentionYears: careerActionPlan.values.retentionYears }
    const made = makeDocument(random, `${seed}-${number}`, on, today, shape)
    const sent = shape.exits ? withExit(random, made, on, today) : made
    const document = newDocument(app.check(NewPlanDocument, sent), now)
    const closedOn = addDays(on, 60 + Math.floor(random() * 400))
    const isClosed = closedOn < today && random() < 0.15
    const closing = { closedOn, closeReason: 'employed', replacedBy: null } as const
    const plan = isClosed ? closedPlan(document.plan, closing, now) : document.plan
    const whole = { ...document, plan, waivers: [] }
    const person = { participant: whole.participant, plans: [whole] }
    return { ...whole, findings: evaluate(person, careerActionPlan.values) }
  }
}

/** Each finding as it stands, and another of its kind that a later write has resolved, as a caseload with a history has. */
function findingRows({ participant, plan, findings }: Made): object[] {
  const on = plan.recordedOn
  return findings.flatMap((finding, index) => {
    const row = {
      ...toRow({ ...finding, waivedBy: null }, participant.id, { at: plan.createdAt, today: on, policyVersion: 1 }),
      id: v7({ msecs: Date.parse(plan.createdAt) }),
    }
    const resolvedOn = addDays(on, 20 + ((index * 97) % 300))
    if (resolvedOn >= today) return [row]
    const knownUntil = row.until < resolvedOn ? row.until : resolvedOn
    return [
      row,
      { ...row, id: v7({ msecs: Date.parse(plan.createdAt) }), resolvedAt: `${resolvedOn}T15:00:00.000Z`, knownUntil },
    ]
  })
}

const statements = {
  participants: insertInto(participants),
  plans: insertInto(plans),
  milestones: insertInto(milestones),
  followUps: insertInto(followUps),
  findings: insertInto(findings),
}

/** The counts of an agency's findings: by day, and by month from those. */
const counts = [
  `insert into finding_days (agency_id, day, rule, severity, active_delta, started, known_delta)
  select agency_id, day, rule, severity, sum(active_delta), sum(started), sum(known_delta) from findings cross join lateral (values
    (from_on, (resolved_at is null)::int, (resolved_at is null)::int, 0),
    (until_on, -(resolved_at is null)::int, 0, 0),
    (known_from, 0, 0, (known_from < known_until)::int),
    (known_until, 0, 0, -(known_from < known_until)::int)
  ) as counted (day, active_delta, started, known_delta)
  where agency_id = $1 and day < 'infinity' group by agency_id, day, rule, severity`,
  `insert into finding_months (agency_id, month, rule, severity, active_delta, started, known_delta)
  select agency_id, date_trunc('month', day)::date, rule, severity, sum(active_delta), sum(started), sum(known_delta)
  from finding_days where agency_id = $1 group by 1, 2, 3, 4`,
]

/** Fills an agency with plans made over the last two years. */
export async function fillAgency(client: pg.Client, agencyId: string, size: number, make: Maker): Promise<void> {
  const insert = async (into: ReturnType<typeof insertInto>, rows: readonly object[]) => {
    for (const { statement, values } of into(agencyId, rows)) await client.query({ ...statement, values: [...values] })
  }
  const insertAll = async (batch: readonly Made[]) => {
    const of = <T>(select: (made: Made) => readonly T[]) => batch.flatMap(select)
    await insert(
      statements.participants,
      batch.map(({ participant }) => participant),
    )
    await insert(
      statements.plans,
      batch.map(({ plan }) => plan),
    )
    await insert(
      statements.milestones,
      of((made) => made.milestones),
    )
    await insert(
      statements.followUps,
      of((made) => made.followUps),
    )
    await insert(statements.findings, of(findingRows))
    const persons = batch.map((made) => ({ participant: made.participant, plans: [made] }))
    for (const { statement, values } of keepPeriods(agencyId, persons, today))
      await client.query(statement.text, [...values])
  }
  await client.query("set synchronous_commit = off; set session_replication_role = 'replica'")
  let inserted: Promise<void> = Promise.resolve()
  for (let first = 0; first < size; first += 500) {
    const batch: Made[] = []
    for (let number = first; number < Math.min(first + 500, size); number++) {
      batch.push(make(number, addDays(today, -730 + Math.floor((number / size) * 725))))
      await nextTurn() // those made before are written meanwhile
    }
    await inserted
    inserted = insertAll(batch)
  }
  await inserted
  for (const text of counts) await client.query(text, [agencyId])
}
