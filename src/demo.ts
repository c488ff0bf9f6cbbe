/** Fills the demo agency of a development server. */
import type { FastifyInstance } from 'fastify'
import { addDays } from './calendar.ts'
import { demoPlans } from './demo-plans.ts'
import { demoAgency, developmentKey, signToken } from './issuer.ts'

/** Fills the demo agency through the API, once. */
export async function fillDemo(app: FastifyInstance, dataDir: string): Promise<void> {
  const token = await signToken(await developmentKey(dataDir), { agencyId: demoAgency, clientId: 'demo' })
  const headers = { authorization: `Bearer ${token}` }
  const listed = await app.inject({ url: '/v1/plans?limit=1', headers })
  if ((listed.json() as { items: unknown[] }).items.length > 0) return
  const today = new Date().toISOString().slice(0, 10)
  for (const payload of demoPlans((days) => addDays(today, days))) {
    const answer = await app.inject({ method: 'POST', url: '/v1/plans', headers, payload })
    if (answer.statusCode !== 201) throw new Error(`the demo caseload was refused: ${answer.body}`)
  }
}
