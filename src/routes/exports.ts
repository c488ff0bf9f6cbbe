import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { type Day, quarterAfter, quarterNamed } from '../calendar.ts'
import { planQuery } from '../document/plan/store.ts'
import { buildRecord, type Given, giveDay } from '../exports/as-of.ts'
import { type Element, elements, formatCsv, header, toJson, version } from '../exports/pirl.ts'
import { PirlElement, PirlRecord } from '../exports/schemas.ts'
import { openReads } from '../http/access-log.ts'
import { itemsAnswers, listTexts, sendItems, sendStream, streamHeaders } from '../http/list.ts'
import { answers } from '../http/operation.ts'
import { choice, day, ref } from '../http/schema.ts'
import { addPlaced, type Cohort, isAmong, knownQuery, type Placed, streamPeriods } from '../outcomes/cohort.ts'
import { type Fault, invalid } from '../problem.ts'
import { pastDays, readKnowledge, readPolicyOf } from './known.ts'

const Query = Type.Object(
  {
    asOf: Type.Optional(
      day(
        'The day of the report; what is dated later is left out. The end of the last calendar quarter when left out.',
        '2026-09-30',
      ),
    ),
    ...knownQuery,
    exitedFrom: Type.Optional(day('Only periods that ended on this day or later.', '2025-01-01')),
    exitedTo: Type.Optional(day('Only periods that ended on this day or earlier.', '2025-12-31')),
    exitQuarter: Type.Optional(
      Type.String({
        pattern: '^(19|20|21)\\d{2}-Q[1-4]$',
        description: 'Only periods that ended in this calendar quarter, in place of exitedFrom and exitedTo.',
        examples: ['2025-Q1'],
      }),
    ),
    ...planQuery,
  },
  { additionalProperties: false },
)
type Query = Static<typeof Query>

/** The periods that a query asks for. An exit that is not certain on the day of the report does not count yet. */
function readCohort({ exitedFrom, exitedTo, exitQuarter }: Query, { certainTo }: Given): Cohort {
  const faults: Fault[] = []
  if (exitQuarter && (exitedFrom || exitedTo))
    faults.push({ pointer: '/exitQuarter', detail: 'must be left out with exitedFrom or exitedTo' })
  if (exitedFrom && exitedTo && exitedTo < exitedFrom)
    faults.push({ pointer: '/exitedTo', detail: 'must not be before exitedFrom' })
  if (faults.length > 0) throw invalid(faults)
  if (!exitQuarter && !exitedFrom && !exitedTo) return { by: 'participant' }
  const { from, to } = exitQuarter
    ? quarterNamed(exitQuarter)
    : { from: exitedFrom ?? '1900-01-01', to: exitedTo ?? certainTo }
  return { by: 'exit', span: { from, to: to < certainTo ? to : certainTo } }
}

/** Whether a period had begun by the day and matches the query. */
const isAsked =
  (query: Query, asOf: Day) =>
  (placed: Placed): boolean =>
    (placed.period.enteredOn ?? '') <= asOf && isAmong(placed, query)

/** An element as it is answered. */
const describeElement = ({ value: _, isCurrent: __, ...element }: Element) => ({
  ...element,
  definitionVersion: version,
})

const definitionVersion = { 'definition-version': version }
const response = {
  200: {
    description:
      'A record a period of participation. As text/csv (RFC 4180, UTF-8) a header line with the numbers of the elements, then a line a record; values stand as the layout has them, without apostrophes against formulas, because systems read them. A stream that ends before its last chunk is not whole.',
    headers: {
      ...streamHeaders,
      'Definition-Version': Type.String({
        description: 'The version of the map by which the records were made.',
        examples: [version],
      }),
      'As-Of': day('The day of the report.', '2026-09-30'),
      Known: choice(
        ['now', 'then'],
        'Whether it is written by what is known now, or as it was known at the end of that day.',
      ),
    },
    content: {
      'text/csv': { schema: Type.String({ description: 'A header line, then a line a record.' }) },
      'application/x-ndjson': { schema: ref(PirlRecord) },
    },
  },
}

const tags = ['Exports']

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const shown = elements.map((element) => JSON.stringify(describeElement(element)))

  app.get(
    '/v1/exports/pirl',
    {
      config: { access: 'records:read' },
      schema: {
        operationId: 'exportPirl',
        tags,
        summary: 'Export the PIRL',
        description:
          'A record of the Participant Individual Record Layout (ETA-9172) for each period of participation, ordered by participant, or with an exit asked for by exit. Plans of one period are one record, and so is a period without a plan; a plan that was entered in error adds nothing. The office and the career planner of a period are those of its latest plan on the day of the report. Which elements there are, from which source, and what is written into each: GET /v1/exports/pirl/elements. ' +
          pastDays,
        querystring: Query,
        response: answers(response),
      },
    },
    async (request, reply) => {
      const { query, actor } = request
      query.asOf ??= quarterAfter(await request.today(), -1).to
      const knowledge = await readKnowledge(request)
      const { asOf, known } = knowledge
      const { policy } = await readPolicyOf(request, knowledge)
      const given = giveDay(asOf, policy.exit.quietDays)
      const cohort = readCohort(query, given)
      const isCsv = request.responseType === 'text/csv'
      const formatLine = isCsv ? formatCsv : toJson
      const isWanted = isAsked(query, asOf)
      const reads = openReads(request)
      const formatPeriod = (placed: Placed) => {
        if (!isWanted(placed)) return ''
        addPlaced(reads, placed)
        return formatLine(buildRecord(placed.period, given))
      }
      async function* texts() {
        try {
          for await (const batch of streamPeriods(app.db, actor.agencyId, cohort, knowledge))
            yield* listTexts(batch, formatPeriod)
        } finally {
          reads.write()
        }
      }
      reply.headers({ ...definitionVersion, 'as-of': asOf, known })
      return sendStream(request, reply, isCsv ? header : '', texts())
    },
  )

  app.get(
    '/v1/exports/pirl/elements',
    {
      config: { access: 'records:read', persons: 'none' },
      schema: {
        operationId: 'listPirlElements',
        tags,
        summary: 'List the elements of the PIRL',
        description:
          'The map by which the PIRL is exported, on one page: each element that a source names, in the order of the numbers.',
        response: itemsAnswers(PirlElement, 'The elements of the PIRL.'),
      },
    },
    async (request, reply) => sendItems(request, reply, PirlElement, shown),
  )
}

export default routes
