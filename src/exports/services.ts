/** The plan of services, the youth program elements, support, and follow-up. */
import { latestDay } from '../calendar.ts'
import { getLastDay, listServiceDays, type RecordAsOf } from './as-of.ts'
import { type Filling, type Fillings, formatDate } from './element.ts'

const isYouth = ({ programs }: RecordAsOf) => programs.includes('youth')
const isAdult = ({ programs }: RecordAsOf) => programs.includes('adult') || programs.includes('dislocated_worker')

/** Follow-up services are the ninth element; they come after exit. */
const followUp = 9
const support = 7

const known =
  'The last day of the service, or its first while it goes on; services outside the plans are not known here.'

/** The most recent day on which a youth received an element during participation. */
const youthElement = (element: number): Filling => ({
  note: `Of youth: a service of the kind youth_element with the element ${element}, up to exit. ${known}`,
  value: (seen) => {
    if (!isYouth(seen)) return ''
    const days = listServiceDays(seen, (service) => service.element === element, getLastDay(seen))
    return formatDate(latestDay(days), seen.asOf)
  },
})

/** The first day of the youth program. */
function firstYouthService(seen: RecordAsOf): string {
  if (!isYouth(seen)) return ''
  const isElement = ({ kind, element }: { kind: string; element: number | null }) =>
    kind === 'youth_element' && element !== followUp
  return formatDate(listServiceDays(seen, isElement, getLastDay(seen)).sort()[0], seen.asOf)
}

function supportedOn(seen: RecordAsOf): string {
  if (!isYouth(seen) && !isAdult(seen)) return ''
  const days = listServiceDays(
    seen,
    ({ kind, element }) => kind === 'supportive' || (isYouth(seen) && element === support),
    isYouth(seen) ? seen.asOf : getLastDay(seen),
  )
  return formatDate(latestDay(days), seen.asOf)
}

const listFollowUps = (seen: RecordAsOf) =>
  listServiceDays(seen, ({ kind, element }) => kind === 'follow_up' || element === followUp, seen.asOf)

/** The last day in the youth program of someone whom another program keeps longer. */
function completedYouth({ period, leftOn, asOf }: RecordAsOf): string {
  const { exitedOn } = period.programDays.find(({ program }) => program === 'youth') ?? {}
  return exitedOn && period.programDays.length > 1 && exitedOn !== leftOn ? formatDate(exitedOn, asOf) : ''
}

/** The first day on which a plan of employment was completed. */
function plannedOn({ period, programs, asOf }: RecordAsOf): string {
  const isFor = programs.some((one) => one === 'adult' || one === 'dislocated_worker' || one === 'wagner_peyser')
  if (!period.enteredOn || !isFor) return ''
  const days = period.plans
    .filter(({ type }) => type !== 'individual_service_strategy')
    .flatMap(({ completedOn }) => completedOn ?? [])
  return formatDate(days.sort()[0], asOf)
}

export const services: Fillings = {
  906: {
    note: 'Of youth: the first day of a service of the kind youth_element, follow-up aside, from program entry on. Training and support that are not recorded as an element do not count: another program may pay for them.',
    value: firstYouthService,
  },
  1202: {
    note: 'Of adults, dislocated workers, and participants in Wagner-Peyser: completedOn of the first plan that is not an individual service strategy, which has no element in the layout.',
    value: plannedOn,
  },
  1206: youthElement(11),
  1402: youthElement(1),
  1403: youthElement(2),
  1405: youthElement(3),
  1407: youthElement(5),
  1408: youthElement(6),
  1409: {
    note: `Of participants in title I: a service of the kind supportive, or of youth the element 7; of youth also after exit. ${known}`,
    value: supportedOn,
  },
  1410: {
    note: `Of youth: a service of the kind youth_element with the element 8, also after exit. ${known}`,
    value: (seen) =>
      isYouth(seen)
        ? formatDate(latestDay(listServiceDays(seen, ({ element }) => element === 8, seen.asOf)), seen.asOf)
        : '',
  },
  1411: youthElement(10),
  1412: {
    note: 'Of youth, after exit: the last day of a service of the kind follow_up or of the element 9, or of a follow-up that was completed in both directions and with a service.',
    value: (seen) => {
      const { leftOn } = seen
      if (!isYouth(seen) || !leftOn) return ''
      return formatDate(latestDay(listFollowUps(seen).filter((on) => on > leftOn)), seen.asOf)
    },
  },
  1413: youthElement(12),
  1414: youthElement(13),
  1415: youthElement(14),
  1416: {
    note: 'Of co-enrolled youth: exitedOn of the youth program, if it is not the exit of the period.',
    value: completedYouth,
  },
  1503: {
    note: 'Of adults and dislocated workers: the last day of a service of the kind follow_up, or of a follow-up that was completed in both directions and with a service.',
    value: (seen) => (isAdult(seen) ? formatDate(latestDay(listFollowUps(seen)), seen.asOf) : ''),
  },
}
