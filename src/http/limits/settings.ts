/** How much one client, one agency, and all agencies together may ask of the service at a time. */

/** Each limit's default and meaning. Its environment variable is LIMIT_ plus its name. */
export const limitSettings = {
  clientRate: [200, 'requests per second from one client, on average'],
  clientBurst: [400, 'requests that one client may send at once after a quiet time'],
  agencyRate: [400, 'requests per second from all clients of an agency, on average'],
  agencyBurst: [800, 'requests that all clients of an agency may send at once after a quiet time'],
  clientRequests: [50, 'requests in progress from one client'],
  agencyRequests: [100, 'requests in progress from all clients of an agency'],
  agencyImports: [2, 'imports in progress for an agency'],
  agencyStreams: [2, 'lists being streamed to an agency'],
  serviceStreams: [4, 'lists being streamed to all agencies; an agency that has none waits its turn'],
  agencyWaits: [100, 'requests in which an agency waits for changes'],
  serviceWaits: [1000, 'requests in which all agencies wait for changes'],
  agencyMegabytes: [16, 'MiB of request bodies and large responses in progress for an agency'],
  serviceMegabytes: [64, 'MiB of request bodies and large responses in progress for all agencies'],
} as const satisfies Record<string, readonly [value: number, meaning: string]>

export type LimitName = keyof typeof limitSettings
export type Limits = Readonly<Record<LimitName, number>>

const names = Object.keys(limitSettings) as LimitName[]

/** The environment variable of a limit. */
export const toVariable = (name: LimitName): string =>
  `LIMIT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

/** All limits: those given, and defaults for the rest. */
export const completeLimits = (given: Partial<Limits> = {}): Limits =>
  Object.fromEntries(names.map((name) => [name, given[name] ?? limitSettings[name][0]])) as Limits

/** Reads the limits set in the environment; `fail` gets a sentence that says what is wrong. */
export function readLimits(
  env: Readonly<Record<string, string | undefined>>,
  fail: (reason: string) => never,
): Partial<Limits> {
  const set = names.filter((name) => env[toVariable(name)])
  return Object.fromEntries(
    set.map((name) => {
      const value = env[toVariable(name)] as string
      if (!/^[1-9]\d{0,6}$/.test(value)) fail(`${toVariable(name)} must be a whole number from 1 to 9999999`)
      return [name, Number(value)]
    }),
  )
}
