/** Chooses the media type of an answer: the one the caller prefers of those the operation offers (RFC 9110, 12.5.1). */

type Range = { type: string; quality: number }

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => /^q=[01](\.\d{0,3})?$/.test(parameter))
  return { type, quality: quality ? Number(quality.slice(2)) : 1 }
}

/** Ranges that match a media type, closest first; a caller that asks for problems in JSON can read JSON. */
const matching = (offer: string): string[] => [
  offer,
  ...(offer === 'application/json' ? ['application/problem+json'] : []),
  `${offer.split('/')[0]}/*`,
  '*/*',
]

const findQuality = (offer: string, ranges: readonly Range[]): number =>
  matching(offer).flatMap((range) => ranges.filter(({ type }) => type === range))[0]?.quality ?? 0

/** The preferred offer, the first one on a tie; undefined if none is accepted. */
export function negotiate(accept: string | undefined, offers: readonly string[]): string | undefined {
  if (accept === undefined) return offers[0]
  const ranges = accept.split(',').map(parseRange)
  const [best] = offers
    .map((offer) => ({ offer, quality: findQuality(offer, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  return best?.offer
}
