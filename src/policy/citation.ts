/** The source of a rule or a value, as answered. */
import { Type } from 'typebox'
import { choice, nullable, object } from '../http/schema.ts'

export const Citation = object(
  'Citation',
  {
    label: Type.String({
      description: 'The text that the rule rests on.',
      examples: ['Career Action Plan content requirements, Milestones'],
    }),
    url: nullable(
      Type.String({
        format: 'uri-reference',
        description: 'Where to read it.',
        examples: ['https://www.law.cornell.edu/uscode/text/29/3174'],
      }),
    ),
    level: choice(
      ['federal', 'state', 'local', 'seed', 'assumed'],
      'Where the requirement comes from; seed is the Career Action Plan standard.',
    ),
  },
  { description: 'What a rule rests on.' },
)
