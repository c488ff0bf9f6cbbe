/**
 * Loaded into the service before its own code. It measures the longest turn of the event loop, which is how long every
 * other request was kept waiting, and says so when it is asked. Plain JavaScript, because a service that takes types away
 * holds 20 MB more.
 */
import { isMainThread } from 'node:worker_threads'

const everyMs = 5
const usedMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

if (isMainThread && process.channel) {
  let [at, used] = [performance.now(), usedMs()]
  let longest = { elapsed: 0, busy: 0 }
  setInterval(() => {
    const [nowAt, nowUsed] = [performance.now(), usedMs()]
    longest = {
      elapsed: Math.max(longest.elapsed, nowAt - at - everyMs),
      busy: Math.max(longest.busy, nowUsed - used),
    }
    ;[at, used] = [nowAt, nowUsed]
  }, everyMs).unref()
  process.on('message', () => {
    process.send?.(longest)
    longest = { elapsed: 0, busy: 0 }
  })
  process.channel.unref()
}
