/** Holds every answer that a test gets against the OpenAPI document. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

type Schema = Record<string, unknown>
type Media = { schema?: Schema }
type Operation = { operationId: string; responses: Record<string, { content?: Record<string, Media> }> }
export type OpenApi = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** A check of answers: returns what is wrong with one, or undefined. */
export type Conformance = (
  method: string,
  path: string,
  status: number,
  type: string,
  body: unknown,
) => string | undefined

const formats = { uuid: true, date: true, 'date-time': true, 'uri-reference': true } as const

/** The values of newline-delimited JSON. */
export const parseLines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

/** Makes the check for a document. */
export function createConformance(document: OpenApi): Conformance {
  const ajv = new Ajv2020({ strict: false, formats, validateFormats: false })
  ajv.addSchema({ $id: 'openapi', ...document })
  const routes = Object.entries(document.paths).map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    path,
    operations,
    isExact: !path.includes('{'),
  }))
  const validators = new Map<string, ValidateFunction>()

  function getValidator(path: string, method: string, key: string, type: string): ValidateFunction {
    const token = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1')
    const pointer = `openapi#/paths/${[path, method, 'responses', key, 'content', type].map(token).join('/')}/schema`
    const known = validators.get(pointer) ?? ajv.compile({ $ref: encodeURI(pointer) })
    validators.set(pointer, known)
    return known
  }

  return (method, path, status, type, body) => {
    const matching = routes.filter(({ pattern }) => pattern.test(path.split('?')[0] as string))
    const route = matching.find(({ isExact }) => isExact) ?? matching[0]
    const operation = route?.operations[method.toLowerCase()]
    if (!route || !operation) return undefined
    const key = [String(status), `${String(status)[0]}XX`].find((one) => one in operation.responses)
    if (!key) return `${operation.operationId} does not declare ${status}`
    const content = operation.responses[key]?.content
    if (!content || status === 204 || status === 304)
      return body ? `${operation.operationId} answers ${status} with a body` : undefined
    const media = type.split(';')[0] as string
    if (!(media in content)) return `${operation.operationId} does not declare ${media} for ${status}`
    const validate = getValidator(route.path, method.toLowerCase(), key, media)
    const wrong =
      media === 'application/x-ndjson'
        ? (typeof body === 'string' ? parseLines(body) : ((body ?? []) as unknown[])).some((line) => !validate(line))
        : !validate(body)
    return wrong ? `${operation.operationId} ${status}: ${JSON.stringify(validate.errors?.slice(0, 3))}` : undefined
  }
}
