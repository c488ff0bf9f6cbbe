/** When services are known, and given. Pure. */
import { type Day, latestDay } from '../../calendar.ts'
import type { PersonFacts, Subjects } from '../../document/facts.ts'

type Service = Subjects['service']

/** The first day on which a service is known of: of its recording, or of its start where that was before. */
export const firstKnownOn = ({ startedOn, recordedOn }: Service): Day =>
  startedOn !== null && startedOn < recordedOn ? startedOn : recordedOn

/** The days from the first career or training service of a person to the last, which may be planned; null where one goes on. */
export type Served = { from: Day; until: Day | null }

/** The days on which a person takes part in career or training services; undefined where none has started. */
export function findServed({ services, period }: Pick<PersonFacts, 'services' | 'period'>): Served | undefined {
  const qualifying = services.filter(({ kind }) => kind !== 'supportive' && kind !== 'follow_up')
  const started = qualifying.filter(({ startedOn }) => startedOn !== null)
  const [from = period.enteredOn] = started.map(({ startedOn }) => startedOn as Day).sort()
  if (!from) return undefined
  if (started.some(({ endedOn }) => endedOn === null)) return { from, until: null }
  const planned = qualifying.map(({ startedOn, plannedStartOn }) => (startedOn === null ? plannedStartOn : null))
  const until = latestDay([
    from,
    ...started.map(({ endedOn }) => endedOn),
    ...planned,
    period.lastServiceOn,
    period.nextServiceOn,
  ])
  return { from, until }
}
