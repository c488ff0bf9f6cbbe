/**
 * Turns of the event loop. Work that takes long without waiting for anything is done in pieces, one piece of all such work
 * at a time, with a pause behind each long one. However much of it there is, every other request goes on between two
 * pieces, and the answer it waits for from the database arrives within the pause.
 */

const waiting: (() => void)[] = []
/** How long a piece may last, and the pause. */
const pieceMs = 4
const pauseMs = 2
let began = 0

function next(): void {
  began = performance.now()
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(rest)
}

function rest(): void {
  if (performance.now() - began > pauseMs) setTimeout(next, pauseMs)
  else next()
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
