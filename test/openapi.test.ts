import { spawnSync } from 'node:child_process'
import t from 'tap'
import { generatedDocuments } from '../src/dev/docs.ts'

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema }
type Media = { schema?: Schema }
type Operation = {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: unknown[]
  parameters?: { name: string; in: string; description?: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description?: string; content?: Record<string, Media> }>
}
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
  tags: { name: string }[]
}

const document = JSON.parse((await generatedDocuments())['openapi/openapi.json'] as string) as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
)

/** The contract's table of operations (design/api.md), written out. */
const contract = `
  GET /v1/participants
  GET /v1/participants/{participantId}
  PUT /v1/participants/{participantId}
  PATCH /v1/participants/{participantId}
  DELETE /v1/participants/{participantId}
  POST /v1/participants/{participantId}/merge
  POST /v1/participants/{participantId}/follow-up-schedule
  GET /v1/participants/{participantId}/record
  GET /v1/participants/{participantId}/history
  GET /v1/participants/{participantId}/outcomes
  POST /v1/participants/{participantId}/periods
  PATCH /v1/participants/{participantId}/periods/{periodId}
  DELETE /v1/participants/{participantId}/periods/{periodId}
  POST /v1/plans
  GET /v1/plans
  GET /v1/plans/{planId}
  PATCH /v1/plans/{planId}
  DELETE /v1/plans/{planId}
  POST /v1/plans/{planId}/complete
  POST /v1/plans/{planId}/close
  POST /v1/plans/{planId}/reopen
  POST /v1/plans/{planId}/move
  POST /v1/caseload/hand-over
  GET /v1/caseload/hand-over/{handOverId}
  POST /v1/plans/{planId}/milestones
  GET /v1/plans/{planId}/milestones
  GET /v1/plans/{planId}/milestones/{milestoneId}
  PATCH /v1/plans/{planId}/milestones/{milestoneId}
  DELETE /v1/plans/{planId}/milestones/{milestoneId}
  POST /v1/plans/{planId}/follow-ups
  GET /v1/plans/{planId}/follow-ups
  GET /v1/plans/{planId}/follow-ups/{followUpId}
  PATCH /v1/plans/{planId}/follow-ups/{followUpId}
  DELETE /v1/plans/{planId}/follow-ups/{followUpId}
  POST /v1/plans/{planId}/follow-ups/{followUpId}/attempts
  POST /v1/plans/{planId}/waivers
  GET /v1/plans/{planId}/waivers
  GET /v1/plans/{planId}/waivers/{waiverId}
  DELETE /v1/plans/{planId}/waivers/{waiverId}
  GET /v1/milestones
  GET /v1/follow-ups
  GET /v1/participants/{participantId}/findings
  GET /v1/plans/{planId}/findings
  GET /v1/findings
  GET /v1/findings/summary
  GET /v1/reports
  GET /v1/reports/{report}
  GET /v1/reports/{report}/rows
  GET /v1/caseload
  GET /v1/exports/pirl
  GET /v1/exports/pirl/elements
  PUT /v1/plans/by-external-id/{externalId}
  POST /v1/import
  POST /v1/plans/validate
  GET /v1/rules
  GET /v1/rules/{rule}
  GET /v1/policy
  PUT /v1/policy
  GET /v1/policy/history
  GET /v1/policy/profiles
  GET /v1/plans/{planId}/history
  GET /v1/changes`

/** Operations of the service itself, for which no token is needed; the page at /docs is for people. */
const service = `
  GET /.well-known/oauth-protected-resource
  GET /health/live
  GET /health/ready
  GET /metrics
  GET /openapi.json
  GET /problems/{slug}`

const splitLines = (text: string) => text.trim().split(/\s*\n\s*/)

t.test('the operations are those of the contract', async (t) => {
  const expected = [...splitLines(contract), ...splitLines(service)].sort()
  t.strictSame(operations.map(({ name }) => name).sort(), expected)
})

t.test('exactly the operations of the service itself need no token', async (t) => {
  const open = operations.filter(({ operation }) => operation.security?.length === 0)
  t.strictSame(open.map(({ name }) => name).sort(), splitLines(service).sort())
})

/** The names of the operations that do not pass a check. */
const without = (check: (operation: Operation, name: string) => boolean) =>
  operations.filter(({ name, operation }) => !check(operation, name)).map(({ name }) => name)

t.test('each operation has an id of its own, a summary, a description and a known tag', async (t) => {
  const tags = document.tags.map(({ name }) => name)
  const ids = operations.map(({ operation }) => operation.operationId)
  t.equal(new Set(ids).size, ids.length, 'ids are unique')
  const none: string[] = []
  t.strictSame(
    without(({ operationId = '' }) => /^[a-z]+([A-Z][a-z]+)+$/.test(operationId)),
    none,
  )
  t.strictSame(
    without(({ summary = '' }) => /^[A-Z].{3,60}[^.]$/.test(summary)),
    none,
  )
  t.strictSame(
    without(({ description = '' }) => /^[A-Z].{10,}\.$/s.test(description)),
    none,
  )
  t.strictSame(
    without((operation) => operation.tags?.length === 1 && tags.includes(operation.tags[0] as string)),
    none,
  )
})

t.test('each operation declares and describes its success, and problems for the rest', async (t) => {
  const problem = JSON.stringify({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } })
  const isProblem = ({ responses }: Operation, status: string) => JSON.stringify(responses[status]?.content) === problem
  t.strictSame(
    without(({ responses }) => Object.keys(responses).some((status) => /^2\d\d$/.test(status))),
    [],
  )
  t.strictSame(
    without((operation) => isProblem(operation, '4XX') && isProblem(operation, '5XX')),
    [],
  )
  t.strictSame(
    without(({ responses }) =>
      Object.values(responses).every(({ description = '' }) => description && !description.startsWith('Default')),
    ),
    [],
  )
})

t.test('each parameter is described, and required only where it has no default', async (t) => {
  t.strictSame(
    without(({ parameters = [] }) => parameters.every(({ description }) => description)),
    [],
  )
  t.strictSame(
    without(({ parameters = [] }) => parameters.every(({ required, schema }) => !(required && 'default' in schema))),
    [],
  )
})

const hasHeader = ({ parameters = [] }: Operation, name: string) =>
  parameters.some((parameter) => parameter.in === 'header' && parameter.name === name)

t.test('exactly the changes of an existing resource take If-Match', async (t) => {
  const isChange = (name: string) =>
    /^(PATCH|PUT|DELETE) |^POST .*\/(complete|close|reopen|move|merge|follow-up-schedule|periods)$/.test(name)
  t.strictSame(
    without((operation, name) => hasHeader(operation, 'if-match') === isChange(name)),
    [],
  )
})

t.test(
  'exactly the POSTs that store something take an Idempotency-Key, but for the import, which may be sent again',
  async (t) => {
    const stores = (name: string) => name.startsWith('POST ') && !/\/(validate|import)$/.test(name)
    t.strictSame(
      without((operation, name) => hasHeader(operation, 'idempotency-key') === stores(name)),
      [],
    )
  },
)

/** Every schema that is the value of a member, below a schema, with the path to it. */
function listMembers(schema: Schema, path: string): { path: string; schema: Schema }[] {
  const own = Object.entries(schema.properties ?? {}).map(([name, member]) => ({
    path: `${path}.${name}`,
    schema: member,
  }))
  const below = [
    ...own,
    ...(schema.items ? [{ path: `${path}[]`, schema: schema.items }] : []),
    ...['anyOf', 'oneOf', 'allOf'].flatMap((word) =>
      ((schema[word] ?? []) as Schema[]).map((part) => ({ path, schema: part })),
    ),
  ]
  return [...own, ...below.flatMap(({ path, schema }) => listMembers(schema, path))]
}

/** Whether a value of the schema can be imagined without an example: what it lists, refers to, or consists of. */
function speaksForItself(schema: Schema): boolean {
  const types = [schema.type].flat()
  return ['$ref', 'enum', 'const', 'anyOf'].some((word) => word in schema) || /object|array|boolean/.test(types.join())
}

/** The schemas to check: components, and what answers hold that is no component. */
const schemas = [
  ...Object.entries(document.components.schemas),
  ...operations.flatMap(({ name, operation }) =>
    Object.values(operation.responses).flatMap(({ content = {} }) =>
      Object.values(content).map(({ schema = {} }) => [name, schema] as const),
    ),
  ),
]
const members = schemas
  .flatMap(([name, schema]) => listMembers(schema, name))
  .filter(({ schema }) => !('$ref' in schema))

t.test('each component has a description', async (t) => {
  const undescribed = Object.entries(document.components.schemas).filter(([, { description }]) => !description)
  t.strictSame(undescribed, [])
})

t.test('each member of a component or an answer has a description', async (t) => {
  t.ok(members.length > 300, 'there is something to check')
  t.strictSame(
    members.filter(({ schema }) => !schema.description).map(({ path }) => path),
    [],
  )
})

t.test('each member that does not speak for itself has an example', async (t) => {
  const unclear = members.filter(({ schema }) => !speaksForItself(schema) && !('examples' in schema))
  t.strictSame(
    unclear.map(({ path }) => path),
    [],
  )
})

t.test('redocly finds nothing to say', async (t) => {
  const { stdout } = spawnSync('redocly', ['lint', 'openapi/openapi.json', '--format=json'], { encoding: 'utf8' })
  const { totals, problems } = JSON.parse(stdout) as { totals: object; problems: { message: string }[] }
  t.match(totals, { errors: 0, warnings: 0, ignored: 0 }, problems.map(({ message }) => message).join('\n'))
})
