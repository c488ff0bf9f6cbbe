/** Fills agencies with plans: documents through the service's own validation and rules, rows in bulk as the owner. */
import fastify from 'fastify'
import type pg from 'pg'
import { v7 } from 'uuid'
import { addDays, type Day } from '../src/calendar.ts'
import { findingDays, findings } from '../src/findings/tables.ts'
import { followUpSchemas } from '../src/follow-ups/schemas.ts'
import { followUps } from '../src/follow-ups/tables.ts'
import { Coded } from '../src/http/schema.ts'
import validator from '../src/http/validator.ts'
import { milestoneSchemas } from '../src/milestones/schemas.ts'
import { milestones } from '../src/milestones/tables.ts'
import { documentSchemas, NewPlanDocument, newDocument } from '../src/plans/document.ts'
import { closedPlan } from '../src/plans/plan.ts'
import { planSchemas } from '../src/plans/schemas.ts'
import { plans } from '../src/plans/tables.ts'
import { careerActionPlan } from '../src/policy/profiles/career-action-plan.ts'
import { insertInto } from '../src/rows.ts'
import { evaluate, type Finding } from '../src/rules/index.ts'
import type { Facts } from '../src/rules/rule.ts'
import { makeDocument, randomFrom, type Shape } from './plans.ts'

/** The day that the benchmark calls today. */
export const today: Day = new Date().toISOString().slice(0, 10)

type Made = Facts & { findings: readonly Finding[] }
type Maker = (number: number, on: Day) => Made

/** Makes whole plans the way the service does. */
export async function planMaker(seed: number, shape: Shape): Promise<Maker> {
  const app = fastify()
  const schemas = [Coded, ...planSchemas, ...milestoneSchemas, ...followUpSchemas, ...documentSchemas]
  await app.register(validator, { schemas })
  const random = randomFrom(seed)
  return (number, on) => {
    const at = `${on}T15:00:00.000Z`
    let made = 0
    const newId = () => v7({ msecs: Date.parse(at) + (number % 80_000_000) + made++ })
    const now = { at, today: on, newId }
    const sent = makeDocument(random, `${seed}-${number}`, on, today, shape)
    const document = newDocument(app.check(NewPlanDocument, sent), now)
    const closedOn = addDays(on, 60 + Math.floor(random() * 400))
    const isClosed = closedOn < today && random() < 0.15
    const plan = isClosed ? closedPlan(document.plan, { closedOn, closeReason: 'employed' }, now) : document.plan
    const facts = { ...document, plan }
    return { ...facts, findings: evaluate(facts, careerActionPlan.values) }
  }
}

const findingRow = (plan: Facts['plan'], { subject, until, ...finding }: Finding) => ({
  id: v7({ msecs: Date.parse(plan.createdAt) }),
  planId: plan.id,
  ...finding,
  subjectType: subject.type,
  subjectId: subject.id,
  subjectExternalId: subject.externalId,
  until: until ?? 'infinity',
  foundAt: plan.createdAt,
})

const statements = {
  plans: insertInto(plans),
  milestones: insertInto(milestones),
  followUps: insertInto(followUps),
  findings: insertInto(findings),
  findingDays: insertInto(findingDays),
}

type Deltas = Map<string, { day: string; rule: string; severity: string; delta: number }>

function count(deltas: Deltas, { rule, severity, from, until }: Finding): void {
  for (const [day, sign] of [[from, 1] as const, [until, -1] as const]) {
    if (day === null) continue
    const key = `${day} ${rule} ${severity}`
    const known = deltas.get(key)
    if (known) known.delta += sign
    else deltas.set(key, { day, rule, severity, delta: sign })
  }
}

/** Fills an agency with plans made over the last two years; answers the ids of the plans. */
export async function fillAgency(client: pg.Client, agencyId: string, size: number, make: Maker): Promise<string[]> {
  const insert = async (into: ReturnType<typeof insertInto>, rows: readonly object[]) => {
    for (let at = 0; at < rows.length; at += 1000) {
      const { statement, values } = into(agencyId, rows.slice(at, at + 1000))
      await client.query(statement.text, [...values])
    }
  }
  await client.query("set synchronous_commit = off; set session_replication_role = 'replica'")
  const ids: string[] = []
  const deltas: Deltas = new Map()
  for (let first = 0; first < size; first += 1000) {
    const batch = Array.from({ length: Math.min(1000, size - first) }, (_, index) =>
      make(first + index, addDays(today, -730 + Math.floor(((first + index) / size) * 725))),
    )
    await insert(
      statements.plans,
      batch.map(({ plan }) => plan),
    )
    const of = <T>(select: (made: Made) => readonly T[]) => batch.flatMap(select)
    await insert(
      statements.milestones,
      of((made) => made.milestones),
    )
    await insert(
      statements.followUps,
      of((made) => made.followUps),
    )
    await insert(
      statements.findings,
      of((made) => made.findings.map((finding) => findingRow(made.plan, finding))),
    )
    for (const made of batch) {
      ids.push(made.plan.id)
      for (const finding of made.findings) count(deltas, finding)
    }
  }
  await insert(
    statements.findingDays,
    [...deltas.values()].filter(({ delta }) => delta !== 0),
  )
  return ids
}
