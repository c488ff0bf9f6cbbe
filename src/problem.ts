/** Everything the service answers with 4xx or 5xx, in the form of RFC 9457 problem details. */

type Kind = { status: number; title: string; meaning: string }

/** The registry of problems by slug, which is the last part of `type` and the `code` member. Part of the contract. */
export const problems = {
  malformed: {
    status: 400,
    title: 'The request cannot be read',
    meaning:
      'The body or the URL is not well-formed: broken or duplicate JSON names, bytes that are no UTF-8, characters that are not accepted, nesting that is too deep, more than 20,000 members and elements.',
  },
  invalid: {
    status: 400,
    title: 'The request does not fit its schema',
    meaning:
      'A member, parameter or header is unknown, missing, of the wrong type, or outside its limits. Each entry of errors names one by its JSON pointer.',
  },
  unauthenticated: {
    status: 401,
    title: 'A valid access token is needed',
    meaning:
      'The Authorization header is missing, or its token is forged, expired, of another issuer or audience, or lacks a claim.',
  },
  forbidden: {
    status: 403,
    title: 'The token does not allow this',
    meaning:
      'The token is valid, but it lacks the scope that the operation needs, or it is limited to one participant or one office; detail says which.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such resource',
    meaning: 'Nothing with this address exists in the agency of the token.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The resource does not support this method',
    meaning: 'The Allow header lists the methods that it supports.',
  },
  'not-acceptable': {
    status: 406,
    title: 'The answer cannot be given in an accepted form',
    meaning: 'The Accept header lists no form in which the operation answers.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request was not sent in time',
    meaning: 'Its headers did not arrive within 8 seconds, or its body within 10. Send it again on another connection.',
  },
  conflict: {
    status: 409,
    title: 'The state of the resource does not allow this',
    meaning: 'For example a closed plan cannot be written; detail says what to do first.',
  },
  duplicate: {
    status: 409,
    title: 'The externalId is already in use',
    meaning: 'Another resource of the agency has the same externalId; errors names the member.',
  },
  gone: {
    status: 410,
    title: 'What the request goes on from is no longer there',
    meaning:
      'A position of the feed or a cursor of a list is from before the database was restored, or from another one. Of a list, begin again with its first page; of the feed, export again and follow from the Feed-Position of the export. An Idempotency-Key gets this answer when its request was about a person who has since been erased.',
  },
  stale: {
    status: 412,
    title: 'The resource has changed since it was read',
    meaning:
      'The If-Match header names another version than the current one. Read the resource again and repeat the change.',
  },
  'precondition-required': {
    status: 428,
    title: 'An If-Match header is needed',
    meaning: 'Send the ETag of the version that the change is made to, or * to change whichever is current.',
  },
  'too-large': {
    status: 413,
    title: 'The body is too large',
    meaning: 'A body, or a line of an import, may have 1 MiB at most, and an import 100,000 lines.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is of a media type that is not supported',
    meaning: 'Send application/json, application/merge-patch+json with PATCH, and application/x-ndjson to import.',
  },
  unprocessable: {
    status: 422,
    title: 'The request is well-formed but wrong in itself',
    meaning:
      'For example a goalId that is no goal of the plan, an exit before the entry, or a milestone that would be its own ancestor. Each entry of errors names one fault.',
  },
  'ssn-not-accepted': {
    status: 422,
    title: 'Social Security numbers are not accepted',
    meaning:
      'A text looks like a Social Security number, or like the ITIN of a taxpayer. The service never stores one; send an opaque id or leave it out. Ids of nine digits are accepted where the policy of the agency says nineDigitIds: accepted.',
  },
  'idempotency-mismatch': {
    status: 422,
    title: 'The idempotency key was used for another request',
    meaning: 'The same Idempotency-Key came with another body or address within seven days.',
  },
  'idempotency-in-progress': {
    status: 409,
    title: 'A request with this idempotency key is still running',
    meaning: 'Wait for the time in Retry-After and repeat the request.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    meaning:
      'A limit of the client, of its agency or of the service was reached; detail and RateLimit-Policy say which one. Nothing was done: wait for the time in Retry-After and repeat the request.',
  },
  unavailable: {
    status: 503,
    title: 'The service cannot answer at the moment',
    meaning:
      'The database or the issuer of tokens is out of reach, or the service is overloaded. Nothing was written unless a repeat with the same Idempotency-Key says so. Wait for the time in Retry-After and repeat the request.',
  },
  internal: {
    status: 500,
    title: 'The service has a defect',
    meaning: 'The request id in instance identifies the log line.',
  },
} as const satisfies Record<string, Kind>
export type Slug = keyof typeof problems

/** One fault of a request: where it is (a JSON pointer, or a slash and a parameter or header), and what would be right. */
export type Fault = { pointer: string; detail: string }

/** A refusal, thrown anywhere and answered by the error handler. Its texts never hold a submitted value. */
export class Problem extends Error {
  readonly slug: Slug
  readonly faults: readonly Fault[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    slug: Slug,
    detail: string,
    faults: readonly Fault[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
    this.slug = slug
    this.faults = faults
    this.headers = headers
  }
}

export const malformed = (detail: string, faults: Fault[] = []) => new Problem('malformed', detail, faults)
export const invalid = (faults: Fault[]) =>
  new Problem('invalid', 'The request does not fit its schema; see errors.', faults)
export const notFound = () => new Problem('not-found', 'Nothing with this address exists in the agency of the token.')
export const forbidden = (detail: string) => new Problem('forbidden', detail)
export const conflict = (detail: string, faults: readonly Fault[] = []) => new Problem('conflict', detail, [...faults])
export const duplicate = (faults: Fault[]) =>
  new Problem('duplicate', 'An externalId is already in use in the agency.', faults)
export const stale = () => new Problem('stale', 'The resource has changed since the version in If-Match was read.')
export const preconditionRequired = () =>
  new Problem('precondition-required', 'Send If-Match with the ETag of the version that is to be changed.')
export const unprocessable = (faults: Fault[]) =>
  new Problem('unprocessable', 'The request is wrong in itself; see errors.', faults)
export const unavailable = (detail: string) => new Problem('unavailable', detail, [], { 'retry-after': '2' })

/** Throws if there are faults. */
export function refuse(faults: Fault[]): void {
  if (faults.length > 0) throw unprocessable(faults)
}
