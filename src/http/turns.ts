/**
 * Turns of the event loop. Long work that never waits is done in pieces, only one piece at a time across all such work, with
 * a pause after each long piece. However much of it there is, other requests proceed between the pieces, and the answers
 * they await from the database arrive during the pauses.
 */

const waiting: (() => void)[] = []
/** How long a piece, and the pause after it, may last. */
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

/** Waits for a turn. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(next)
  })

/** Waits for the next turn if this one has lasted long enough; for loops that would otherwise keep others waiting. */
export const giveWay = async (): Promise<void> => {
  if (performance.now() - began > pieceMs) await turn()
}
