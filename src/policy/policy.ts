/** What a policy may say, and how it is set. */

import { isDeepStrictEqual } from 'node:util'
import type { FastifyRequest } from 'fastify'
import { appendChanges } from '../changes/store.ts'
import { requireMatch } from '../http/etag.ts'
import { type Fault, refuse } from '../problem.ts'
import { isLaw, isOn } from '../rules/evaluate.ts'
import { allRules, writingRules } from '../rules/index.ts'
import { isMilder } from '../rules/lib/severity.ts'
import type { PolicyValues } from '../rules/policy-values.ts'
import { selectCaseload, startEvaluation } from './evaluation.ts'
import { rulebookHash } from './rulebook.ts'
import type { NewPolicy } from './schemas.ts'
import { currentPolicy, type KeptPolicy, underPolicy, writePolicy } from './store.ts'

/** Whether this names a time zone; offsets like +01:00, which JavaScript also accepts, do not. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** Rule settings that are not allowed. */
function ruleFaults({ rules }: PolicyValues): Fault[] {
  return allRules.flatMap((rule) => {
    const { on = true, severity } = rules[rule.name] ?? {}
    const at = `/values/rules/${rule.name}`
    const faults: Fault[] = []
    if (!on && isLaw(rule) && rule.severity === 'error')
      faults.push({ pointer: `${at}/on`, detail: 'must be true: federal texts ask for it' })
    if (severity && isLaw(rule) && isMilder(severity, rule.severity))
      faults.push({ pointer: `${at}/severity`, detail: `must not be below ${rule.severity}: federal texts ask for it` })
    if (severity && severity !== 'info' && writingRules.includes(rule))
      faults.push({ pointer: `${at}/severity`, detail: 'must be info: wording is never more than that' })
    return faults
  })
}

/** Values below what federal texts ask for. */
function floorFaults({ exit, followUp: { youth } }: PolicyValues): Fault[] {
  const faults: Fault[] = []
  const require = (isMet: boolean, path: string, detail: string) => {
    if (!isMet) faults.push({ pointer: `/values/${path}`, detail })
  }
  require(exit.quietDays >=
    90, 'exit/quietDays', 'must be 90 or more: TEGL 10-16, Change 3, p. 22, “The date of exit cannot be determined until 90 days have elapsed”')
  require(youth.months >=
    12, 'followUp/youth/months', 'must be 12 or more: 20 CFR 681.460(a)(9), “not less than 12 months after the completion of participation”')
  require(youth.clock !==
    'placement', 'followUp/youth/clock', 'must be exit or later: 29 USC 3164(c)(2)(I), “after the completion of participation”')
  return faults
}

/** Refuses an unknown time zone, and values that contradict each other. */
function requireSound(values: PolicyValues): void {
  const { timeZone, followUp, exit } = values
  const faults = ruleFaults(values)
  if (!isTimeZone(timeZone))
    faults.push({ pointer: '/values/timeZone', detail: 'is no time zone of the IANA database' })
  for (const name of ['methods', 'dates'] as const)
    if (followUp[name] > followUp.attempts)
      faults.push({ pointer: `/values/followUp/${name}`, detail: 'must not be more than attempts' })
  faults.push(...floorFaults(values))
  if (exit.warnDays > exit.quietDays)
    faults.push({ pointer: '/values/exit/warnDays', detail: 'must not be more than quietDays' })
  refuse(faults)
}

/** Whether any rule about wording was switched on. */
const readsMore = (before: PolicyValues, after: PolicyValues) =>
  writingRules.some((rule) => isOn(rule, after) && !isOn(rule, before))

/** Sets an agency's policy and has its caseload evaluated again. A policy that says the same gets no new version. */
export const setPolicy = (request: FastifyRequest, { profile, values }: NewPolicy): Promise<KeptPolicy> => {
  const { agencyId, subject, clientId } = request.actor
  const { db } = request.server
  return underPolicy(db, agencyId, async () => {
    const before = await currentPolicy(db, agencyId)
    requireMatch(request, before)
    requireSound(values)
    if (before.profile === profile && isDeepStrictEqual(before.values, values)) return before
    const at = new Date().toISOString()
    const after: KeptPolicy = { profile, version: before.version + 1, values, updatedAt: at }
    const what = {
      op: 'update',
      type: 'policy',
      id: agencyId,
      participantId: null,
      planId: null,
      planVersion: null,
    } as const
    const who = { subject, clientId, requestId: request.id, reason: null }
    await db.inAgency(agencyId, async ({ run, commit }) => {
      const [caseload] = await run(selectCaseload(agencyId))
      const start = { policyVersion: after.version, at, rereads: readsMore(before.values, values) }
      await commit(
        startEvaluation(agencyId, start, caseload),
        ...writePolicy(agencyId, after),
        ...appendChanges(agencyId, { policyVersion: after.version, rulebook: rulebookHash }, [
          { ...what, version: after.version, at, ...who, before, after },
        ]),
      )
    })
    return after
  })
}
