/** References between the items of a plan: each must lead to something in the same plan. */
import type { Fault } from '../../problem.ts'
import type { Facts } from '../facts.ts'
import type { Plan } from './schemas.ts'

type Named = readonly { id: string }[]
const collectIds = (items: Named) => new Set(items.map(({ id }) => id))

/** The ids of milestones by id and externalId. */
const mapNamesToIds = (milestones: Facts['milestones']): ReadonlyMap<string | null, string> =>
  new Map([
    ...milestones.map(({ id, externalId }) => [externalId, id] as const),
    ...milestones.map(({ id }) => [id, id] as const),
  ])

/** Finds references that lead nowhere; `at` is the location of the list. */
function checkIds(ids: readonly string[], known: ReadonlySet<string>, at: string, noun: string, faults: Fault[]): void {
  ids.forEach((id, index) => {
    if (!known.has(id)) faults.push({ pointer: `${at}/${index}`, detail: `is no ${noun} of the plan` })
  })
}

/** Checks what strengths, barriers, services, and attainments refer to; returns the plan with milestones named by id. */
export function linkedPlan(plan: Plan, milestones: Facts['milestones'], faults: Fault[]): Plan {
  const [goals, barriers, services] = [collectIds(plan.goals), collectIds(plan.barriers), collectIds(plan.services)]
  const names = mapNamesToIds(milestones)
  const resolved = (refs: readonly string[], at: string, noun: string, isOther = (_: string) => false) =>
    refs.map((ref, index) => {
      const id = isOther(ref) ? ref : names.get(ref)
      if (id === undefined) faults.push({ pointer: `${at}/${index}`, detail: `is no ${noun} of the plan` })
      return id ?? ref
    })
  plan.strengths.forEach(({ goalIds }, at) => {
    checkIds(goalIds, goals, `/strengths/${at}/goalIds`, 'goal', faults)
  })
  return {
    ...plan,
    barriers: plan.barriers.map((barrier, at) => {
      const affects = resolved(barrier.affects, `/barriers/${at}/affects`, 'goal and no milestone', (ref) =>
        goals.has(ref),
      )
      return { ...barrier, affects }
    }),
    services: plan.services.map((service, at) => {
      checkIds(service.goalIds, goals, `/services/${at}/goalIds`, 'goal', faults)
      checkIds(service.barrierIds, barriers, `/services/${at}/barrierIds`, 'barrier', faults)
      return { ...service, milestoneIds: resolved(service.milestoneIds, `/services/${at}/milestoneIds`, 'milestone') }
    }),
    attainments: plan.attainments.map((attainment, at) => {
      const { milestoneId, serviceId } = attainment
      const id = names.get(milestoneId)
      if (milestoneId !== null && id === undefined)
        faults.push({ pointer: `/attainments/${at}/milestoneId`, detail: 'is no milestone of the plan' })
      if (serviceId !== null && !services.has(serviceId))
        faults.push({ pointer: `/attainments/${at}/serviceId`, detail: 'is no service of the plan' })
      return { ...attainment, milestoneId: milestoneId === null ? null : (id ?? milestoneId) }
    }),
  }
}

/** Refuses to remove items that a milestone refers to. */
export function checkReferred({ plan, milestones }: Pick<Facts, 'plan' | 'milestones'>, faults: Fault[]): void {
  const referred = {
    goals: new Set(milestones.flatMap(({ goalId }) => goalId ?? [])),
    barriers: new Set(milestones.flatMap(({ mitigates }) => mitigates)),
    gaps: new Set(milestones.flatMap(({ closes }) => closes)),
  }
  for (const name of ['goals', 'barriers', 'gaps'] as const) {
    const kept = collectIds(plan[name])
    if ([...referred[name]].some((id) => !kept.has(id)))
      faults.push({ pointer: `/${name}`, detail: 'must keep every item that a milestone refers to' })
  }
}
