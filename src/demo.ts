/** Fills the demo agency of a development server. */
import type { FastifyInstance } from 'fastify'
import { addDays } from './calendar.ts'
import { demoPlans, demoWaiver } from './demo-plans.ts'
import { demoAgency, developmentKey, signToken } from './issuer.ts'

/** Fills the demo agency through the API, once. */
export async function fillDemo(app: FastifyInstance, dataDir: string): Promise<void> {
  const token = await signToken(await developmentKey(dataDir), { agencyId: demoAgency, clientId: 'demo' })
  const headers = { authorization: `Bearer ${token}` }
  const listed = await app.inject({ url: '/v1/plans?limit=1', headers })
  if ((listed.json() as { items: unknown[] }).items.length > 0) return
  const today = new Date().toISOString().slice(0, 10)
  const on = (days: number) => addDays(today, days)
  const ids = new Map<string, string>()
  const post = async (url: string, payload: object) => {
    const answer = await app.inject({ method: 'POST', url, headers, payload })
    if (answer.statusCode !== 201) throw new Error(`the demo caseload was refused: ${answer.body}`)
    return answer.json() as { id: string; externalId: string }
  }
  for (const plan of demoPlans(on)) {
    const { id, externalId } = await post('/v1/plans', plan)
    ids.set(externalId, id)
  }
  const waiver = demoWaiver(on)
  await post(`/v1/plans/${ids.get(waiver.subject.id)}/waivers`, waiver)
}
