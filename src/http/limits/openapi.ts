/** Limits in the OpenAPI document: every operation that needs a token declares their headers and the refusal. */

const header = (description: string, schema: object, example: string | number) => ({ description, schema, example })

const headers = {
  RateLimitPolicy: header(
    'The limits on requests, or the one that was reached (draft-ietf-httpapi-ratelimit-headers).',
    { type: 'string' },
    '"client-rate";q=400;w=2, "agency-rate";q=800;w=2',
  ),
  RateLimit: header(
    'How much is left of the limit that is nearest, and in how many seconds there is more.',
    { type: 'string' },
    '"client-rate";r=399;t=1',
  ),
  RetryAfter: header('After how many seconds to repeat the request.', { type: 'integer', minimum: 1 }, 1),
}

const to = (name: keyof typeof headers) => ({ $ref: `#/components/headers/${name}` })
const standing = { 'RateLimit-Policy': to('RateLimitPolicy'), RateLimit: to('RateLimit') }

type Response = { headers?: object }
type Operation = { security?: unknown; responses: Record<string, Response> }
type Document = { paths: Record<string, Record<string, Operation>>; components: { headers?: object } }

const refused = {
  description: 'A limit was reached: code is rate-limited, and detail says which limit it was and what to do.',
  headers: { ...standing, 'Retry-After': to('RetryAfter') },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** Declares the limits of every operation that needs a token. */
export function declareLimits({ paths, components }: Document): void {
  components.headers = headers
  for (const { security, responses } of Object.values(paths).flatMap((path) => Object.values(path))) {
    if (security) continue // public, without limits
    for (const [status, response] of Object.entries(responses))
      if (status.startsWith('2')) response.headers = { ...response.headers, ...standing }
    responses['429'] = refused
  }
}
