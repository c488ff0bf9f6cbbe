/** The OpenAPI document, made from the schemas of the routes added after this plugin. */
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { declareLimits } from './limits/openapi.ts'

const description = `Keeps Career Action Plans under the Workforce Innovation and Opportunity Act, and says what is wrong with them, on the right day.

**Writes.** \`If-Match\` with the ETag is required on PATCH, DELETE and the actions. \`Idempotency-Key\` makes any POST safe to repeat for seven days; a PUT and an import are safe to repeat by themselves. A write, its findings and its number in the feed are one transaction.

**Lists.** \`next\` is the address of the next page and absent on the last one; a page ends at its limit or at 4 MiB. After a restore of the database what was kept to go on from (cursors, positions of the feed) is answered with 410 \`gone\`. Each list also answers all its rows as a stream: \`Accept: application/x-ndjson\` for a line of JSON an item, \`Accept: text/csv\` for a table. \`Feed-Position\` says from which change on \`/v1/changes\` keeps what was streamed up to date.

**Limits.** Each client, and each agency, has its share of the service: requests a second, and requests, imports and streams in progress. \`RateLimit\` says what is left. Beyond a limit the answer is 429 with \`Retry-After\`, and nothing was done.

**Problems** are RFC 9457 problem details; \`errors\` names each fault by its JSON pointer. No answer repeats a submitted value.

This document: [/openapi.json](/openapi.json).`

const tags = [
  {
    name: 'Participants',
    description: 'People, known only by an opaque id, and their periods of participation, which the law counts.',
  },
  { name: 'Plans', description: 'Career Action Plans, IEPs and ISSs.' },
  { name: 'Milestones', description: 'Action steps with a date, tied to a goal.' },
  { name: 'Follow-ups', description: 'Planned contacts, and what came of them.' },
  { name: 'Outcomes', description: 'What is known of a participant after exit, and the reports that are asked of it.' },
  { name: 'Findings', description: 'What rules say, on any day.' },
  { name: 'Exports', description: 'Records for the systems that report to the Department of Labor.' },
  { name: 'Waivers', description: 'Findings that may stand for a time, by decision of the agency.' },
  { name: 'Rules', description: 'The rulebook and the policy that it reads.' },
  { name: 'Reports', description: 'Ten questions, with the rows behind each number.' },
  { name: 'Changes', description: 'The history of participants, plans and the policy, and the feed of the agency.' },
  { name: 'Service', description: 'What operators and machines ask of the service itself; no token is needed.' },
]

type Operation = {
  parameters?: { in: string; name: string; required?: boolean; schema?: { default?: unknown } }[]
  security?: unknown
}

/** A parameter with a default is not required, even though the validator fills it in. */
function relaxDefaults(paths: Record<string, Record<string, Operation>>): void {
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path)))
    for (const parameter of operation.parameters ?? [])
      if (parameter.schema && 'default' in parameter.schema) parameter.required = false
}

/** Components used only for internal checks are not part of the contract. */
function dropUnused(document: { components: { schemas: Record<string, unknown> } }): void {
  const text = JSON.stringify(document)
  const { schemas } = document.components
  for (const name of Object.keys(schemas)) if (!text.includes(`"#/components/schemas/${name}"`)) delete schemas[name]
}

export default fp(async (app: FastifyInstance) => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Career Action Plans',
        version: '1.0.0',
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This service.' }],
      tags,
      security: [{ token: [] }],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description:
              'An access token of the agency’s issuer. The claim participant_id limits a token to one participant, and ' +
              'office to one office; a token with both is limited by both. What it does not reach is answered like ' +
              'what is not there, a list is limited to what it reaches, and an operation for the whole agency is ' +
              'refused with 403. A token that is limited to one participant may acknowledge a plan and report progress ' +
              'on a milestone, and writes nothing else.',
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `def-${index}`,
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access
      const note = access === 'any' || access === 'public' ? '' : ` Needs the scope \`${access}\`.`
      const description = `${(schema as { description?: string }).description ?? ''}${note}`
      // swagger has its own type for schemas
      return { schema: { ...schema, description, ...(access === 'public' && { security: [] }) }, url } as never
    },
  })
})

/** The OpenAPI document of the service. */
export function buildOpenapi(app: FastifyInstance): Record<string, unknown> {
  // its type is a union of two versions of OpenAPI
  const document = app.swagger() as unknown as Record<string, unknown>
  relaxDefaults(document.paths as Record<string, Record<string, Operation>>)
  declareLimits(document as Parameters<typeof declareLimits>[0])
  dropUnused(document as { components: { schemas: Record<string, unknown> } })
  return document
}
