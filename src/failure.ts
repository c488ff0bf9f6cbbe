/** Whatever keeps a process from starting, as the one line it prints. */

/** A setting that is missing or wrong; the message is the one line to print. */
export class ConfigError extends Error {}

/** What an error says, in one line: never its stack, which could hold a connection string. */
export function describeError(error: unknown): string {
  const one = error instanceof AggregateError ? error.errors.at(-1) : error // with several addresses, the last
  return (one instanceof Error && one.message.split('\n')[0]) || 'the service could not start'
}

/** Ends the process with the one line that says why. */
export function fail(error: unknown): never {
  console.error(describeError(error))
  process.exit(1)
}
