/** Limits the requests per second of each client and of each agency; a large request counts as several. */
import type { Actor } from '../auth.ts'
import { openBuckets } from './buckets.ts'
import { buildClientKey } from './in-flight.ts'
import type { Quota } from './refusal.ts'
import type { Limits } from './settings.ts'

export type Pace = {
  /** The policies, as a structured field. */
  policy: string
  /** Lets a request through and returns what is left, as a structured field, or returns the quota that is used up. */
  pass: (actor: Actor) => string | Quota
  /** Counts the bytes of a request or answer: this one has passed, but the next ones may have to wait. */
  weigh: (actor: Actor, bytes: number) => void
}

/** This many bytes take as much time as one request. */
export const bytesPerRequest = 2 ** 15

function buildLimit(name: string, who: string, rate: number, burst: number) {
  const quota: Quota = {
    name,
    policy: `"${name}";q=${burst};w=${Math.ceil(burst / rate)}`,
    detail: `${who} more than ${rate} requests a second; a large one counts as several. Wait, then send fewer at a time.`,
    retryAfter: Math.ceil(1 / rate),
  }
  return { quota, rate, buckets: openBuckets(burst, rate) }
}

/** Watches the pace at which requests come. */
export function openPace({ clientRate, clientBurst, agencyRate, agencyBurst }: Limits): Pace {
  const client = buildLimit('client-rate', 'This client sends', clientRate, clientBurst)
  const agency = buildLimit('agency-rate', 'The clients of your agency send', agencyRate, agencyBurst)
  const take = (actor: Actor, requests: number) => {
    const now = performance.now()
    client.buckets.take(buildClientKey(actor), now, requests)
    agency.buckets.take(actor.agencyId, now, requests)
  }
  return {
    policy: `${client.quota.policy}, ${agency.quota.policy}`,
    pass: (actor) => {
      const now = performance.now()
      const ofClient = client.buckets.left(buildClientKey(actor), now)
      const ofAgency = agency.buckets.left(actor.agencyId, now)
      const [left, { quota, rate }] = ofAgency < ofClient ? [ofAgency, agency] : [ofClient, client]
      if (left < 1) return { ...quota, retryAfter: Math.ceil((1 - left) / rate) }
      take(actor, 1)
      return `"${quota.name}";r=${left - 1};t=${quota.retryAfter}`
    },
    weigh: (actor, bytes) => {
      if (bytes >= bytesPerRequest) take(actor, Math.floor(bytes / bytesPerRequest))
    },
  }
}
