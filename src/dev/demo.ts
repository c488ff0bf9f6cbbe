/** Fills the demo agency of a development server. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { addDays } from '../calendar.ts'
import { demoPlans, demoWaiver } from './demo-plans.ts'
import { demoAgency, developmentKey, signToken } from './issuer.ts'

/** Fills the demo agency through the API, once; if interrupted, it finishes at the next start. */
export async function fillDemo(app: FastifyInstance, dataDir: string): Promise<void> {
  const isFilled = join(dataDir, 'demo-is-filled')
  if (existsSync(isFilled)) return
  const token = await signToken(await developmentKey(dataDir), { agencyId: demoAgency, clientId: 'demo' })
  const ask = async <T>(method: 'GET' | 'PUT' | 'POST', url: string, payload?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    if (answer.statusCode >= 300) throw new Error(`the demo caseload was refused: ${answer.body}`)
    return answer.json()
  }
  const today = new Date().toISOString().slice(0, 10)
  const on = (days: number) => addDays(today, days)
  const ids = new Map<string, string>()
  for (const plan of demoPlans(on)) {
    const { id } = await ask<{ id: string }>('PUT', `/v1/plans/by-external-id/${plan.externalId}`, plan)
    ids.set(plan.externalId, id)
  }
  const waiver = demoWaiver(on)
  const waivers = `/v1/plans/${ids.get(waiver.subject.id)}/waivers`
  const { items } = await ask<{ items: unknown[] }>('GET', waivers)
  if (items.length === 0) await ask('POST', waivers, waiver)
  writeFileSync(isFilled, '')
}
