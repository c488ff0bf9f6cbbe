/** The keys that verify tokens: the issuer's, from its JWKS, or the development issuer's. */
import { createLocalJWKSet, type JSONWebKeySet, type JWK, type JWTVerifyGetKey } from 'jose'

/** Where verification keys come from. */
export type KeySource = {
  /** The current key set; waits for the first one, and throws if there was never one. */
  current: () => Promise<JWTVerifyGetKey>
  /** Asks the issuer again because a token names an unknown key; true if the keys have changed. */
  refresh: () => Promise<boolean>
  /** Rises when the keys change, so that verified tokens are verified again. */
  generation: () => number
  /** How often the keys could not be read. */
  failures: () => number
  close: () => void
}

/** Keys that never change. */
export const fixedKeys = (keys: JSONWebKeySet): KeySource => {
  const set = createLocalJWKSet(keys)
  return {
    current: async () => set,
    refresh: async () => false,
    generation: () => 1,
    failures: () => 0,
    close: () => undefined,
  }
}

/** How tokens may be signed. */
export const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA']

const maxBytes = 1024 * 1024

/** Whether the key can verify a token, judged as jose selects and imports keys. */
async function canVerify(key: JWK): Promise<boolean> {
  const { kid } = key
  if (typeof kid !== 'string') return false
  const set = createLocalJWKSet({ keys: [key] })
  const tries = algorithms.map((alg) => set({ alg, kid }))
  return Promise.any(tries).then(
    () => true,
    () => false,
  )
}

/** Parses a key set; throws if none of its keys can verify a token. */
async function readSet(text: string): Promise<JWTVerifyGetKey> {
  const { keys } = JSON.parse(text) as JSONWebKeySet
  const set = createLocalJWKSet({ keys })
  for (const key of keys) if (await canVerify(key)) return set
  throw new Error('the issuer answered without a key that verifies')
}

/** Reads an answer of up to 1 MiB. */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let size = 0
  let text = ''
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new Error('the issuer answered with too much')
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}

export type RemoteOptions = { everyMs?: number; cooldownMs?: number; timeoutMs?: number }

/**
 * Keys from a JWKS address: read now, every five minutes, and when a token names an unknown key, but at most once in ten
 * seconds. While the issuer is down, or has no key that can verify, the last known keys stay in use.
 */
export function remoteKeys(
  url: string,
  { everyMs = 300_000, cooldownMs = 10_000, timeoutMs = 5_000 }: RemoteOptions = {},
): KeySource {
  let set: JWTVerifyGetKey | undefined
  let text = ''
  let generation = 0
  let failures = 0
  let askedAt = 0
  let asking: Promise<boolean> | undefined

  async function ask(): Promise<boolean> {
    askedAt = Date.now()
    const response = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
      headers: { accept: 'application/json' },
    })
    if (!response.ok) throw new Error('the issuer did not answer with keys')
    const answer = await readText(response)
    if (answer === text) return false
    set = await readSet(answer)
    text = answer
    generation += 1
    return true
  }
  const askOnce = () => {
    asking ??= ask()
      .catch((error) => {
        failures += 1
        throw error
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }
  const timer = setInterval(() => void askOnce().catch(() => false), everyMs)
  timer.unref()
  void askOnce().catch(() => false)

  return {
    current: async () => {
      if (set) return set
      if (asking || Date.now() - askedAt > 1_000) await askOnce()
      if (!set) throw new Error('the keys of the issuer were never read')
      return set
    },
    refresh: async () => {
      if (Date.now() - askedAt < cooldownMs) return asking ? asking.catch(() => false) : false
      return askOnce().catch(() => false)
    },
    generation: () => generation,
    failures: () => failures,
    close: () => clearInterval(timer),
  }
}
