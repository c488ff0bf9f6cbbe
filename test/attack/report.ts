/** What a run prints: a line an attack and a line a fault, each with what it fails by. */
import { markdown } from '../../bench/tables.ts'
import type { Tally } from './exchange.ts'
import type { Missing, Outcome } from './passage.ts'
import type { Seen } from './probe.ts'
import type { Trial } from './trial.ts'

/** What the other agency and the service must stay within. */
export const bounds = { timesQuiet: 3, turnMs: 100, memory: 400 }

const formatTally = (tally: Tally = {}): string =>
  Object.entries(tally)
    .map(([name, times]) => `${name} × ${times}`)
    .join(', ')
const ms = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(value < 10 ? 1 : 0)
const verdict = (faults: readonly string[]) => (faults.length === 0 ? 'ok' : `FAILED: ${faults.join(', ')}`)

/** What is wrong with what came of an attack, on a machine that is so many times slower than a quiet one. */
export function listFaults({ seen, effort, gauged, failure }: Trial, slowness = 1): string[] {
  return [
    ...(failure ? [failure] : []),
    ...(seen && Object.keys(seen.errors).length > 0 ? [`B got ${formatTally(seen.errors)}`] : []),
    ...(seen && seen.streams.begun < seen.streams.asked ? [`${seen.streams.asked - seen.streams.begun} streams`] : []),
    ...(effort && effort.turn.busy > bounds.turnMs * slowness ? [`event loop ${ms(effort.turn.busy)} ms`] : []),
    ...(gauged && !gauged.ok ? [gauged.text] : []),
  ]
}

/** What is wrong with it on this machine. */
function listCosts({ seen, effort }: Trial, quiet: Seen): string[] {
  const times = (seen?.p99 ?? 0) / quiet.p99
  return [
    ...(times > bounds.timesQuiet ? [`p99 ${times.toFixed(1)} × quiet`] : []),
    ...(effort?.memory && effort.memory > bounds.memory ? [`memory ${ms(effort.memory)} MB`] : []),
  ]
}

const seenCells = (seen: Seen | undefined) => [
  seen ? String(seen.asked) : '–',
  ms(seen?.p50),
  ms(seen?.p99),
  ms(seen?.worst),
  formatTally(seen?.errors),
  seen ? `${seen.streams.begun}/${seen.streams.asked}, ${ms(seen.streams.worst)}` : '–',
]

/** The table of attacks. */
export function attackTable(quiet: Seen, trials: readonly Trial[]): string {
  const head = [
    'attack by A',
    'B asked',
    'p50 ms',
    'p99 ms',
    'worst ms',
    'B’s errors',
    'B’s streams, ms',
    'loop busy/elapsed ms',
  ]
  const more = ['peak MB', 'CPU s', 'A’s answers', 'verdict']
  const rest = ({ effort, answers, gauged }: Trial) => [
    `${ms(effort?.turn.busy)}/${ms(effort?.turn.elapsed)}`,
    ms(effort?.memory),
    effort?.cpuSeconds.toFixed(1) ?? '–',
    [formatTally(answers), gauged?.text].filter(Boolean).join('; '),
  ]
  const body = trials.map((one) => [
    `${one.name}: ${one.title}`,
    ...seenCells(one.seen),
    ...rest(one),
    verdict([...listCosts(one, quiet), ...listFaults(one)]),
  ])
  return markdown([...head, ...more], [['nobody', ...seenCells(quiet), '', '', '', '', ''], ...body])
}

/** What is wrong with what came of a fault, whatever the machine. */
export function listPassageFaults(outcome: Outcome): string[] {
  const { healed, lost, doubled, unsettled, gaps, strange, readiness, answers } = outcome
  const defects = Object.entries(answers).filter(([status]) => status === '500')
  return [
    ...(healed === undefined ? ['did not heal'] : []),
    ...readiness.wrong,
    ...Object.entries({ lost, doubled, unsettled, gaps, 'no problem': strange })
      .filter(([, times]) => times > 0)
      .map(([name, times]) => `${times} ${name}`),
    ...(defects.length > 0 ? [`${formatTally(Object.fromEntries(defects))}`] : []),
  ]
}

/** The table of faults. */
export function faultTable(outcomes: readonly (Outcome | Missing)[]): string {
  const head = ['fault', 'acknowledged', 'lost', 'doubled', 'unsettled', 'feed gaps', 'answers', 'feed answers']
  const more = ['healed after s', '/health/ready', 'note', 'verdict']
  const none = Array.from({ length: head.length + more.length - 2 }, () => '–')
  const body = outcomes.map((one) => {
    if ('skipped' in one) return [one.name, ...none, `skipped: ${one.skipped}`]
    if ('failure' in one) return [one.name, ...none, verdict([one.failure])]
    const numbers = [one.acknowledged, one.lost, one.doubled, one.unsettled, one.gaps].map(String)
    const healed = one.healed === undefined ? 'never' : one.healed.toFixed(1)
    const told = [formatTally(one.answers), formatTally(one.refusals)]
    const late = one.readiness.late > 0 ? [`late ${one.readiness.late} ×`] : []
    const said = [...one.readiness.wrong, ...late].join(', ') || 'ok'
    const faults = verdict([...listPassageFaults(one), ...late])
    return [`${one.name}: ${one.title}`, ...numbers, ...told, healed, said, one.note ?? '', faults]
  })
  return markdown([...head, ...more], body)
}
