/** The rulebook as answered: each rule with its statement, citation, the policy values it reads, and complete examples. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { getCitation } from '../findings/finding.ts'
import { english } from '../findings/message.ts'
import { itemsAnswers, sendItems } from '../http/list.ts'
import { answers } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { notFound } from '../problem.ts'
import { allRules as rules } from '../rules/index.ts'
import { buildDocument, buildOthers } from '../rules/lib/example.ts'
import type { Example, FailingExample, Rule as RuleDefinition } from '../rules/lib/rule.ts'
import { Rule } from './rules-schemas.ts'

const shownExample = (example: Example) => ({
  name: example.name,
  recordedOn: example.recordedOn,
  document: buildDocument(example),
  others: buildOthers(example),
  policy: example.policy ?? {},
})

const shownHolds = ({ holds }: FailingExample, { severity: own }: RuleDefinition) =>
  holds.map(({ message = null, subject, from, until = null, severity = own }) => ({
    ...{ subject, from, until, severity, message },
  }))

const shown = (rule: RuleDefinition) => ({
  name: rule.name,
  title: english.titleOf(rule.name),
  about: rule.about,
  severity: rule.severity,
  statement: rule.statement,
  citation: getCitation(rule.name),
  also: (rule.also ?? []).map(({ label, url = null, level }) => ({ label, url, level })),
  on: !rule.off,
  yieldsTo: rule.yieldsTo ?? [],
  reads: rule.reads ?? [],
  examples: {
    passes: rule.examples.passes.map(shownExample),
    fails: rule.examples.fails.map((example) => ({ ...shownExample(example), holds: shownHolds(example, rule) })),
  },
})

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const texts = new Map(rules.map((rule) => [rule.name, JSON.stringify(shown(rule))]))
  const config = { access: 'any', persons: 'none' } as const

  app.get(
    '/v1/rules',
    {
      config,
      schema: {
        operationId: 'listRules',
        tags: ['Rules'],
        summary: 'List the rules',
        description: 'The whole rulebook, on one page.',
        response: itemsAnswers(Rule, 'The rulebook.'),
      },
    },
    async (request, reply) => sendItems(request, reply, Rule, [...texts.values()]),
  )

  app.get(
    '/v1/rules/:rule',
    {
      config,
      schema: {
        operationId: 'getRule',
        tags: ['Rules'],
        summary: 'Read a rule',
        description: 'Statement, severity, citation, the policy values that it reads, and examples of one rule.',
        params: Type.Object(
          {
            rule: Type.String({
              maxLength: 100,
              description: 'The name of the rule.',
              examples: ['milestone-overdue'],
            }),
          },
          { additionalProperties: false },
        ),
        response: answers({ 200: ref(Rule) }),
      },
    },
    async (request, reply) => {
      const rule = texts.get(request.params.rule)
      if (!rule) throw notFound()
      return reply.header('content-type', 'application/json; charset=utf-8').send(rule)
    },
  )
}

export default routes
