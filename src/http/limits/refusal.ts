/** A refusal because of a limit, in words and in the headers of draft-ietf-httpapi-ratelimit-headers. */
import { Problem } from '../../problem.ts'

/** A limit as callers see it. */
export type Quota = {
  /** Its name in headers and metrics. */
  name: string
  /** The policy, as a structured field: how much, of what, in what time. */
  policy: string
  /** Which limit was reached, and what to do. */
  detail: string
  /** The seconds after which it is worth trying again. */
  retryAfter: number
}

/** The problem for a request beyond a quota. */
export const beyond = ({ name, policy, detail, retryAfter }: Quota): Problem =>
  new Problem('rate-limited', detail, [], {
    'retry-after': String(retryAfter),
    'ratelimit-policy': policy,
    ratelimit: `"${name}";r=0;t=${retryAfter}`,
  })
