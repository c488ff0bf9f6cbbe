/** A full disk of the database: known from a write that failed, and forgotten when one succeeds. */

const diskFull = '53100'

const getCode = (error: unknown) => {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: { code?: string } }
  return cause?.code ?? code
}

/**
 * Spills some 2 MB into a temporary file: it must extend a file, as writes must, but needs no table, no privilege and no
 * catalog, and leaves nothing behind.
 */
export const diskProbe = `select set_config('work_mem', '64kB', true); select count(*) from generate_series(1, 100000)`

/** Watches the disk of a database. */
export type DiskWatch = {
  /** Takes notice of an error of the database; all but a full disk are passed over. */
  noteFailure: (error: unknown) => void
  /** Whether the disk is full; asks the database only after it was. */
  isFull: () => Promise<boolean>
}

/** Watches a disk; `probe` sends `diskProbe` to the database. */
export function watchDisk(probe: () => Promise<unknown>): DiskWatch {
  let isMarked = false
  let asking: Promise<void> | undefined
  const ask = () =>
    probe()
      .then(
        () => {
          isMarked = false
        },
        () => undefined, // also where it cannot be asked: nothing says that there is room again
      )
      .finally(() => {
        asking = undefined
      })
  return {
    noteFailure: (error) => {
      isMarked ||= getCode(error) === diskFull
    },
    isFull: async () => {
      if (!isMarked) return false
      asking ??= ask()
      await asking
      return isMarked
    },
  }
}
