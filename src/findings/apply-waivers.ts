/** Applies waivers to findings. Pure, and for all days at once: when a waiver ends, its finding is back without any job. */
import { addDays, type Day } from '../calendar.ts'
import type { Waiver } from '../document/waiver/schemas.ts'
import type { Finding } from '../rules/evaluate.ts'
import type { CutFinding } from './store.ts'

type About = Pick<Finding, 'rule'> & { subject: Waiver['subject'] }

const buildKey = ({ rule, subject: { type, id } }: About): string => `${rule} ${type} ${id}`

/** Whether both are about the same rule and subject. */
export const isAlike = (one: About, other: About): boolean => buildKey(one) === buildKey(other)

const isBefore = (day: Day, until: Day | null) => until === null || day < until

/** One finding, cut where waivers, sorted by day, begin and end. */
function cut(finding: Finding, waivers: readonly Waiver[]): CutFinding[] {
  const pieces: CutFinding[] = []
  let from = finding.from
  for (const { id, waivedOn, until: lastDay } of waivers) {
    const begin = from < waivedOn ? waivedOn : from
    const next = addDays(lastDay, 1)
    const until = isBefore(next, finding.until) ? next : finding.until
    if (!isBefore(begin, until)) continue
    if (from < begin) pieces.push({ ...finding, from, until: begin, waivedBy: null })
    pieces.push({ ...finding, from: begin, until, waivedBy: id })
    if (until === finding.until) return pieces
    from = next
  }
  return [...pieces, { ...finding, from, waivedBy: null }]
}

/** Findings, with waived days split off; the waivers of one subject and rule never overlap. */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[]): CutFinding[] {
  const inOrder = waivers.toSorted((a, b) => (a.waivedOn < b.waivedOn ? -1 : 1))
  const about = Map.groupBy(inOrder, buildKey)
  return findings.flatMap((finding) => cut(finding, about.get(buildKey(finding)) ?? []))
}
