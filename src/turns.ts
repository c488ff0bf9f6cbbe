/**
 * Turns of the event loop. Work that takes long without waiting for anything is done in pieces, and of all such work one
 * piece at a time: however many want to, between two pieces every other request can go on.
 */

const waiting: (() => void)[] = []
/** So long a piece may last. */
const pieceMs = 8
let began = 0

function next(): void {
  began = performance.now()
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(next)
}

/** Waits for a turn of its own. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(next)
  })

/** Waits for the next turn where this one has lasted long enough; for a loop that would otherwise keep others waiting. */
export const giveWay = async (): Promise<void> => {
  if (performance.now() - began > pieceMs) await turn()
}
