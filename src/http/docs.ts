/** The page that shows the OpenAPI document, without using any other host, and the document itself. */
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Type } from 'typebox'
import { buildOpenapi } from './openapi.ts'
import { answers } from './operation.ts'

type Operation = { parameters?: { in: string; example?: unknown }[] }

/** The document for the page, without the examples of filters: the page would fill them all in and find nothing. */
function withoutSuggestions(document: Record<string, unknown>): Record<string, unknown> {
  const copy = structuredClone(document) as { paths: Record<string, Record<string, Operation>> }
  for (const operation of Object.values(copy.paths).flatMap((path) => Object.values(path)))
    for (const parameter of operation.parameters ?? []) if (parameter.in !== 'path') delete parameter.example
  return copy
}

/** The address under the title is the page's own copy; the description names the document. */
const css = '.swagger-ui .info hgroup.main > a { display: none }'

export default fp(async (app: FastifyInstance) => {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    transformStaticCSP: () =>
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    uiConfig: {
      layout: 'BaseLayout', // without the bar that loads other documents
      docExpansion: 'list',
      tryItOutEnabled: true,
      persistAuthorization: false,
    },
    theme: { title: 'Career Action Plans', css: [{ filename: 'page.css', content: css }] },
    transformSpecification: () => withoutSuggestions(buildOpenapi(app)),
    transformSpecificationClone: false,
    uiHooks: {
      onRequest: (_request, reply, next) => {
        reply.headers({
          'referrer-policy': 'no-referrer',
          'x-frame-options': 'DENY',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'permissions-policy': 'camera=(), geolocation=(), microphone=()',
        })
        next()
      },
    },
  })
  app.get(
    '/openapi.json',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'getOpenapi',
        tags: ['Service'],
        summary: 'This document',
        description: 'The OpenAPI 3.1 description of the service, for code generators and other tools.',
        response: answers({ 200: Type.Object({}, { additionalProperties: true, description: 'The document.' }) }),
      },
    },
    async () => buildOpenapi(app),
  )
})
