/** The reports: their definitions, their numbers, and the rows behind those. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { batchBytes, type Row } from '../database/db.ts'
import { knowledge } from '../findings/schemas.ts'
import { openReads } from '../http/access-log.ts'
import { itemsAnswers, listAnswers, sendItems, sendRows } from '../http/list.ts'
import { answers } from '../http/operation.ts'
import { behind, readCursor, readEpoch, readLimit, requireSameDatabase, sendPage } from '../http/paging.ts'
import { ref } from '../http/schema.ts'
import { addPlaced, type Placed } from '../outcomes/cohort.ts'
import { shownCounts } from '../reports/answer.ts'
import { countRows } from '../reports/count.ts'
import { definitionsText, shownDefinition } from '../reports/definitions.ts'
import { readGroupings } from '../reports/groups.ts'
import { reports } from '../reports/index.ts'
import { type Asked, buildCounted, buildPlace, selectPeriods, toJson, wantedPeriods } from '../reports/rows.ts'
import { ReportNumbers, ReportRow, Report as ReportSchema } from '../reports/schemas.ts'
import { pastDays, tellKnown } from './known.ts'
import { NumbersQuery, params, type Request, RowsQuery, readAsked } from './report-question.ts'

const config = { access: 'reports:read' } as const
const tags = ['Reports']

/** A page of rows; it reads as many periods as it needs. */
async function sendRowPage(request: Request, reply: FastifyReply, asked: Asked): Promise<FastifyReply> {
  const limit = readLimit(request.query)
  const after = await readCursor(request)
  const epoch = await readEpoch(request)
  requireSameDatabase(request, epoch)
  const { agencyId } = request.actor
  const rows: { json: string; position: string[]; placed: Placed }[] = []
  for await (const batch of wantedPeriods(
    request.server.db.stream(agencyId, selectPeriods(agencyId, asked, after), batchBytes.digested),
    asked,
  )) {
    for (const placed of batch) {
      const counted = buildCounted(asked, placed, after)
      toJson(counted).forEach((json, index) => {
        const row = counted.rows[index]
        if (row) rows.push({ json, position: buildPlace(asked, placed, row), placed })
      })
    }
    if (rows.length > limit) break
  }
  const page = rows.slice(0, limit)
  const reads = openReads(request)
  for (const { placed } of page) addPlaced(reads, placed)
  reads.write()
  const last = rows.length > limit ? page.at(-1) : undefined
  const next = last && { limit: String(limit), ...behind(request, last.position, epoch) }
  const { call, read } = await tellKnown(request)
  const [first] = await request.server.db.read(agencyId, call)
  return sendPage(request, reply, { items: page.map(({ json }) => json), next, more: read(first) })
}

async function* formatRows(
  request: FastifyRequest,
  batches: AsyncIterable<Row[]>,
  asked: Asked,
): AsyncGenerator<Iterable<string>, void> {
  const reads = openReads(request)
  function* formatBatch(batch: Iterable<Placed>): Generator<string, void> {
    for (const placed of batch) {
      const counted = buildCounted(asked, placed)
      if (counted.rows.length > 0) addPlaced(reads, placed)
      yield* toJson(counted)
    }
  }
  try {
    for await (const batch of wantedPeriods(batches, asked)) yield formatBatch(batch)
  } finally {
    reads.write()
  }
}

const whole = `Answers 503 while a release that brings reports is still reading what was written before it. ${pastDays}`

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const definitions = reports.map((report) => JSON.stringify(shownDefinition(report)))

  app.get(
    '/v1/reports',
    {
      config: { ...config, persons: 'none' },
      schema: {
        operationId: 'listReports',
        tags,
        summary: 'List the reports',
        description: 'The definition of every report, with citation and a worked example, on one page.',
        response: itemsAnswers(ReportSchema, 'The reports.'),
      },
    },
    async (request, reply) => sendItems(request, reply, ReportSchema, definitions),
  )

  app.get(
    '/v1/reports/:report',
    {
      config,
      schema: {
        operationId: 'getReport',
        tags,
        summary: 'Read the numbers of a report',
        description: `Numerator, denominator, excluded by reason, unknown and pending of each measure, of all and by group. They are the count of the rows. A person counts once per period of participation. ${whole}\n\n${definitionsText()}\n\n`,
        params,
        querystring: NumbersQuery,
        response: answers({ 200: ref(ReportNumbers) }),
      },
    },
    async (request) => {
      const asked = await readAsked(request)
      const { agencyId } = request.actor
      const { groupBy, suppressBelow, program = null, office = null, careerPlanner = null } = request.query
      const rows = app.db.stream(agencyId, selectPeriods(agencyId, asked), batchBytes.digested)
      const periods = wantedPeriods(rows, asked)
      const groupings = readGroupings(groupBy)
      const counts = await countRows(periods, asked, groupings)
      const { report, knowledge, cohort } = asked
      const { call, read } = await tellKnown(request)
      const [first] = await app.db.read(agencyId, call)
      return {
        report: report.name,
        definitionVersion: report.definitionVersion,
        ...read(first),
        ...{ asOf: knowledge.asOf, known: knowledge.known },
        cohort: { by: cohort.by, ...cohort.span },
        ...{ program, office, careerPlanner, groupBy: groupings, suppressBelow: suppressBelow ?? null },
        ...shownCounts(report, counts, { suppressBelow, isWhole: cohort.span.to <= knowledge.asOf }),
      }
    },
  )

  app.get(
    '/v1/reports/:report/rows',
    {
      config: { access: 'records:read' },
      schema: {
        operationId: 'listReportRows',
        tags,
        summary: 'List the rows behind the numbers of a report',
        description: `Each row says what it counts as, and why; their count by measure and result is the number. In the order of the cohort: by day of exit where it has one, then by participant, period, measure and item. Rows name people, so nothing in them can be suppressed. ${whole}`,
        params,
        querystring: RowsQuery,
        response: listAnswers(ReportRow, 'A page of rows.', knowledge),
      },
    },
    async (request, reply) => {
      const asked = await readAsked(request)
      if (request.responseType === 'application/json') return sendRowPage(request, reply, asked)
      const { agencyId } = request.actor
      return sendRows(request, reply, {
        items: ReportRow,
        select: () => selectPeriods(agencyId, asked),
        toItems: (batches) => formatRows(request, batches, asked),
      })
    },
  )
}

export default routes
