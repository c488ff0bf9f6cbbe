/** How long the event loop of this process is kept from everything else. */

/** The time that this thread has worked, so that a busy machine, which lets it wait, is not taken for a busy service. */
function workedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const knownWorkMs = 10

/**
 * How much slower this machine is at the moment than a quiet one that does the known work in 10 ms; at least 1. What
 * others do in the meantime can make it many times slower, and time that a hypervisor takes away counts as work.
 */
export function slowness(): number {
  const start = workedMs()
  let sum = 0
  for (let n = 0; n < 10_000_000; n++) sum += n % 7
  if (sum === 0) throw new Error('so that the sum is needed')
  return Math.max(1, (workedMs() - start) / knownWorkMs)
}

/** Watches the loop; answers the longest time, in ms, that it worked between two looks, since that was last asked. */
export function watchLoop(): { longest: () => number; end: () => void } {
  let longest = 0
  let before = workedMs()
  const look = () => {
    const now = workedMs()
    longest = Math.max(longest, now - before)
    before = now
  }
  const looking = setInterval(look, 1)
  return {
    longest: () => {
      look()
      const found = longest
      longest = 0
      return found
    },
    end: () => clearInterval(looking),
  }
}
