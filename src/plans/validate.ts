/** Checks a plan document against the rules without storing anything. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { v7 as newId } from 'uuid'
import { findingUnstored, holdsOn } from '../findings/finding.ts'
import { Validation } from '../findings/schemas.ts'
import { answers } from '../http/operation.ts'
import { day, ref } from '../http/schema.ts'
import { evaluate } from '../rules/index.ts'
import { NewPlanDocument, newDocument } from './document.ts'

/** The ids that the caller gave to items; an item without one is named by its pointer. */
function sentIds({ goals, barriers, gaps }: NewPlanDocument): Set<string> {
  return new Set([goals, barriers, gaps].flatMap((items) => (items as { id?: string }[]).flatMap(({ id }) => id ?? [])))
}

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/plans/validate',
    {
      config: { access: 'plans:read' },
      schema: {
        operationId: 'validatePlan',
        tags: ['Findings'],
        summary: 'Validate a plan document',
        description:
          'What the rules say of a plan document on a day. Nothing is stored. Subjects are named by externalId, by the id ' +
          'that the caller gave, or by pointer.',
        querystring: Type.Object(
          {
            asOf: Type.Optional(day('The day that is asked for; today in the agency when left out.', '2026-01-31')),
            recordedOn: Type.Optional(
              day('The day on which the document counts as recorded; today when left out.', '2026-01-05'),
            ),
          },
          { additionalProperties: false },
        ),
        body: ref(NewPlanDocument),
        response: answers({ 200: ref(Validation) }),
      },
    },
    async (request) => {
      const today = request.today()
      const { asOf = today, recordedOn = today } = request.query
      const input = request.body as NewPlanDocument
      const ids = sentIds(input)
      const facts = newDocument(input, { at: new Date().toISOString(), today: recordedOn, newId })
      const findings = evaluate(facts, request.policy.values)
      app.metrics.findings.inc(findings.length)
      return {
        asOf,
        findings: findings.filter((finding) => holdsOn(finding, asOf)).map((finding) => findingUnstored(finding, ids)),
      }
    },
  )
}

export default routes
