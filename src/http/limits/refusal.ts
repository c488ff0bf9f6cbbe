/** A refusal because of a limit, in words and as the headers of draft-ietf-httpapi-ratelimit-headers. */
import { Problem } from '../../problem.ts'

/** A limit as callers are told of it. */
export type Quota = {
  /** What it is called in headers and metrics. */
  name: string
  /** The policy as a structured field: how much, of what, in which time. */
  policy: string
  /** What was reached, and what to do. */
  detail: string
  /** After how many seconds it is worth trying again. */
  retryAfter: number
}

/** The problem of a request that goes beyond a quota. */
export const beyond = ({ name, policy, detail, retryAfter }: Quota): Problem =>
  new Problem('rate-limited', detail, [], {
    'retry-after': String(retryAfter),
    'ratelimit-policy': policy,
    ratelimit: `"${name}";r=0;t=${retryAfter}`,
  })
