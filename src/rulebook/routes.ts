/** The rulebook as it is answered: each rule with its statement, citation and complete examples. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { citationOf } from '../findings/finding.ts'
import { answers } from '../http/operation.ts'
import { ref } from '../http/schema.ts'
import { notFound } from '../problem.ts'
import { documentOf } from '../rules/example.ts'
import { rules } from '../rules/index.ts'
import type { Example, FailingExample, Rule as RuleDefinition } from '../rules/rule.ts'
import { Rule } from './schemas.ts'

const shownExample = (example: Example) => ({
  name: example.name,
  recordedOn: example.recordedOn,
  document: documentOf(example),
  policy: example.policy ?? {},
})

const shownHolds = ({ holds }: FailingExample, { severity: own }: RuleDefinition) =>
  holds.map(({ subject, from, until = null, severity = own }) => ({ subject, from, until, severity }))

const shown = (rule: RuleDefinition) => ({
  name: rule.name,
  about: rule.about,
  severity: rule.severity,
  statement: rule.statement,
  citation: citationOf(rule.name),
  examples: {
    passes: rule.examples.passes.map(shownExample),
    fails: rule.examples.fails.map((example) => ({ ...shownExample(example), holds: shownHolds(example, rule) })),
  },
})

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const documents = new Map(rules.map((rule) => [rule.name, shown(rule)]))
  const config = { access: 'any' } as const

  app.get(
    '/v1/rules',
    {
      config,
      schema: {
        operationId: 'listRules',
        tags: ['Rules'],
        summary: 'List the rules',
        description: 'The whole rulebook, on one page.',
        response: answers({
          200: Type.Object(
            { items: Type.Array(ref(Rule), { description: 'Every rule.' }) },
            { description: 'The rulebook.' },
          ),
        }),
      },
    },
    async () => ({ items: [...documents.values()] }),
  )

  app.get(
    '/v1/rules/:rule',
    {
      config,
      schema: {
        operationId: 'getRule',
        tags: ['Rules'],
        summary: 'Read a rule',
        description: 'Statement, severity, citation and examples of one rule.',
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
    async (request) => {
      const rule = documents.get(request.params.rule)
      if (!rule) throw notFound()
      return rule
    },
  )
}

export default routes
