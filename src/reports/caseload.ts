/** The caseload on a day: how many people, open periods of participation, and plans by status there are. */
import type { Day } from '../calendar.ts'
import type { Placed } from '../outcomes/cohort.ts'
import type { PeriodRecord } from '../outcomes/period.ts'
import { type Grouping, type GroupKey, listGroups } from './groups.ts'

/** What the caseload can be grouped by. */
export const caseloadGroupings = ['program', 'office', 'careerPlanner'] as const satisfies Grouping[]

type Tally = {
  participants: number
  openPeriods: number
  plans: Record<PeriodRecord['plans'][number]['status'], number>
}

export type Caseload = { all: Tally; groups: Map<GroupKey, Tally> }

const startTally = (): Tally => ({
  ...{ participants: 0, openPeriods: 0 },
  plans: { draft: 0, active: 0, closed: 0 },
})

const hasCome = (on: Day, ...days: (Day | null)[]) => days.some((day) => day !== null && day <= on)

/** Whether a period has begun by the end of a day: entry, or without one the first that is recorded of it. */
const hasBegun = ({ enteredOn, firstCounselingOn, exitedOn, recordedOn }: PeriodRecord, on: Day) =>
  enteredOn ? enteredOn <= on : hasCome(on, firstCounselingOn, exitedOn, recordedOn)

/** The status of a plan at the end of a day; undefined where there is nothing of it yet. */
function findStatus({ recordedOn, completedOn, closedOn }: PeriodRecord['plans'][number], on: Day) {
  if (hasCome(on, closedOn)) return 'closed'
  if (hasCome(on, completedOn)) return 'active'
  return hasCome(on, recordedOn) ? 'draft' : undefined
}

/** Adds a period to a count; people count with the first of theirs. */
function addTo(tally: Tally, { exitedOn, plans }: PeriodRecord, asOf: Day, isFirst: boolean): void {
  if (isFirst) tally.participants += 1
  if (!hasCome(asOf, exitedOn)) tally.openPeriods += 1
  for (const plan of plans) {
    const status = findStatus(plan, asOf)
    if (status) tally.plans[status] += 1
  }
}

/** The groups of a period; someone in two programs is in both. */
function groupsOf(placed: Placed, groupBy: readonly Grouping[]): GroupKey[] {
  if (groupBy.length === 0) return []
  const programs = groupBy.includes('program') ? placed.period.programs : [undefined]
  return programs.flatMap((program) => listGroups(groupBy, { placed, on: null, program }))
}

/** Counts periods in the order of their participants. */
export async function countCaseload(
  periods: AsyncIterable<Iterable<Placed>>,
  asOf: Day,
  groupBy: readonly Grouping[],
  isWanted: (placed: Placed) => boolean,
): Promise<Caseload> {
  const caseload: Caseload = { all: startTally(), groups: new Map() }
  let person: string | undefined
  let counted = new Map<Tally, Set<string>>() // of a person, whose periods all follow each other
  const add = (tally: Tally, period: PeriodRecord) => {
    const known = counted.get(tally) ?? new Set()
    const { participantId, formerId = participantId } = period
    addTo(tally, period, asOf, !known.has(formerId))
    counted.set(tally, known.add(formerId))
  }
  for await (const batch of periods)
    for (const placed of batch) {
      const { period } = placed
      if (!hasBegun(period, asOf) || !isWanted(placed)) continue
      if (period.participantId !== person) counted = new Map()
      person = period.participantId
      add(caseload.all, period)
      for (const key of groupsOf(placed, groupBy)) {
        const tally = caseload.groups.get(key) ?? startTally()
        caseload.groups.set(key, tally)
        add(tally, period)
      }
    }
  return caseload
}
