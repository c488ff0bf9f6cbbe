/** The limits on what is in progress for a client, an agency, and all agencies, and the refusals beyond them. */
import type { Quota } from './refusal.ts'
import type { Limits } from './settings.ts'

/** A limit on one thing: whether `more` is too much for a holder of `own` when all holders together have `all`. */
export type Bound = { quota: Quota; isBeyond: (own: number, all: number, more: number) => boolean }

/** The kinds of requests that limits distinguish. */
export type Kind = 'requests' | 'imports' | 'streams' | 'waits'
/** What is counted: requests of each kind per agency, ordinary requests also per client, and bytes. */
export type Counted = Kind | 'clientRequests' | 'bytes'

const concurrent = 'concurrent-requests'

const buildQuota = (name: string, max: number, detail: string, unit = concurrent, retryAfter = 1): Quota => ({
  name,
  policy: `"${name}";q=${max};qu="${unit}"`,
  detail,
  retryAfter,
})

/** Each holder may have this much. */
const each = (max: number, quota: Quota): Bound => ({ quota, isBeyond: (own, _all, more) => own + more > max })

/** Each holder may have as much as it leaves for others, so that a heavy user is refused before a light one. */
const shared = (max: number, quota: Quota): Bound => ({ quota, isBeyond: (own, all, more) => own + more > max - all })

const again = 'Wait until one ends, then send this one again.'
const mebibyte = 2 ** 20

/** All bounds. An agency without a stream is never refused one; it waits its turn for a connection. */
export function buildBounds(limits: Limits): Record<Counted, readonly Bound[]> {
  const { clientRequests, agencyRequests, agencyImports, agencyStreams, serviceStreams } = limits
  const { agencyWaits, serviceWaits, agencyMegabytes, serviceMegabytes } = limits
  const limitRequests = (name: string, who: string, max: number) =>
    each(max, buildQuota(name, max, `${who} already has ${max} requests in progress. ${again}`))
  const limitLong = (name: string, noun: string, max: number) =>
    each(max, buildQuota(name, max, `Your agency already has ${max} ${noun}. ${again}`, concurrent, 5))
  const lastStream = shared(
    serviceStreams,
    buildQuota(
      'service-streams',
      serviceStreams,
      `The service is streaming to as many agencies as it can, and your agency already has a stream. ${again}`,
      concurrent,
      5,
    ),
  )
  const limitBytes = (bound: typeof each, name: string, max: number, detail: string) =>
    bound(
      max * mebibyte,
      buildQuota(name, max * mebibyte, `${detail} Read your answers, and send this again.`, 'content-bytes'),
    )
  return {
    clientRequests: [limitRequests('client-requests', 'This client', clientRequests)],
    requests: [limitRequests('agency-requests', 'Your agency', agencyRequests)],
    imports: [limitLong('imports', 'imports running', agencyImports)],
    streams: [
      limitLong('streams', 'streams running', agencyStreams),
      { ...lastStream, isBeyond: (own, all, more) => own > 0 && lastStream.isBeyond(own, all, more) },
    ],
    waits: [
      limitLong('waits', 'requests waiting for changes', agencyWaits),
      shared(
        serviceWaits,
        buildQuota(
          'service-waits',
          serviceWaits,
          'Too many requests are waiting for changes. Ask without wait.',
          concurrent,
          5,
        ),
      ),
    ],
    bytes: [
      limitBytes(
        each,
        'bytes',
        agencyMegabytes,
        `Your agency has ${agencyMegabytes} MiB of bodies and answers in progress.`,
      ),
      limitBytes(
        shared,
        'service-bytes',
        serviceMegabytes,
        'The service has as many bytes in progress as it can hold.',
      ),
    ],
  }
}
