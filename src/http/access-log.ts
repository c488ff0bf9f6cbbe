/**
 * Who read which person: a line for every answer that holds something about persons, with their ids and those of their
 * plans, and nothing else. An answer of many has several lines, each of limited length. A refusal has none, because
 * nothing was read; the log of requests has it. Writes have none either: history says who wrote what.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import pino from 'pino'
import type { Row } from '../database/db.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Writes a line. */
    accessLog: (members: object) => void
  }
}

/** A stream of lines. */
export type Lines = { write: (line: string) => void }

/** So many ids of one kind fill a line: those of the largest page. */
const idsPerLine = 200

/** What an answer is about, as it is read. */
export type Reads = {
  add: (participantId: string | null | undefined, planIds: readonly (string | null | undefined)[]) => void
  /** Writes what has not been written yet. */
  write: () => void
}

/** Collects whom an answer is about, and writes a line whenever one is full. */
export function openReads({ actor, id: requestId, routeOptions, server }: FastifyRequest): Reads {
  const people = new Set<string>()
  const plans = new Set<string>()
  const write = () => {
    if (people.size + plans.size === 0) return
    const { agencyId, subject, clientId } = actor
    const by = { requestId, agencyId, clientId, subject, operation: routeOptions.schema?.operationId }
    server.accessLog({ ...by, participantIds: [...people], planIds: [...plans] })
    people.clear()
    plans.clear()
  }
  return {
    write,
    add(participantId, planIds) {
      if (participantId) people.add(participantId)
      for (const planId of planIds) if (planId) plans.add(planId)
      if (people.size >= idsPerLine || plans.size >= idsPerLine) write()
    },
  }
}

/** Notes that an answer is about one person, and about plans of the person. */
export function noteRead(request: FastifyRequest, participantId: string, ...planIds: readonly string[]): void {
  const reads = openReads(request)
  reads.add(participantId, planIds)
  reads.write()
}

/** Notes whom rows are about, whose last two columns are the participant and the plan. */
export function noteRows(request: FastifyRequest, rows: readonly Row[]): void {
  const reads = openReads(request)
  for (const row of rows) reads.add(row.at(-2), [row.at(-1)])
  reads.write()
}

export default fp(async (app: FastifyInstance, { lines }: { lines?: Lines | undefined }) => {
  const log = lines && pino({ base: { log: 'access' } }, lines)
  app.decorate('accessLog', (members) => log?.info(members, 'read'))
})
