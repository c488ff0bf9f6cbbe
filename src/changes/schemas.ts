/** One committed write of one resource, as the feed and the history show it. */
import { Type } from 'typebox'
import { instant, nullable, object, oneOf, uuid } from '../http/schema.ts'

const feedMembers = {
  seq: Type.Integer({
    minimum: 1,
    description: 'The number of the change in the agency: from 1, in the order of commit, without gaps.',
    examples: [42],
  }),
  op: oneOf(['create', 'update', 'delete'], 'What was done.'),
  type: oneOf(['plan', 'milestone', 'follow_up'], 'To what.'),
  id: uuid('Its id.'),
}
const version = Type.Integer({
  minimum: 1,
  description: 'The version of the resource after the change, or the last one it had.',
  examples: [2],
})
const at = instant('When it was done.')

export const FeedItem = object(
  'FeedItem',
  { ...feedMembers, planId: uuid('The plan it belongs to.'), version, at },
  { description: 'A change of the agency, without the resource: read it to see how it is now.' },
)

const image = (description: string) => nullable(Type.Object({}, { additionalProperties: true, description }))

export const HistoryItem = object(
  'HistoryItem',
  {
    ...feedMembers,
    version,
    planVersion: Type.Integer({ minimum: 1, description: 'The version of the plan after the change.', examples: [7] }),
    at,
    actor: Type.Object(
      {
        subject: Type.String({ description: 'The sub of the token.', examples: ['staff-17'] }),
        clientId: Type.String({ description: 'The client_id of the token.', examples: ['case-management'] }),
      },
      { additionalProperties: false, description: 'Who did it.' },
    ),
    reason: nullable(
      Type.String({ description: 'Why, where the operation asks for it.', examples: ['The participant came back.'] }),
    ),
    before: image('The resource before; null where it was created.'),
    after: image('The resource after; null where it was deleted.'),
  },
  { description: 'A change of a plan, a milestone or a follow-up, with the resource before and after.' },
)

/** Components in the order in which app.ts registers them. */
export const changeSchemas = [FeedItem, HistoryItem]
