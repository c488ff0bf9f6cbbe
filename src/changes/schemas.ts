/** One committed write of one resource, as the feed and the history show it. */
import { Type } from 'typebox'
import { choice, instant, nullable, object, uuid } from '../http/schema.ts'
import { changeTypes } from './types.ts'

const itemMembers = {
  seq: Type.Integer({
    minimum: 1,
    description: 'The number of the change in the agency: from 1, in the order of commit, without gaps.',
    examples: [42],
  }),
  op: choice(
    ['create', 'update', 'delete', 'erase'],
    'What was done. erase: the person it concerns was erased, and with the person everything that was said of it; only ids are left.',
  ),
  type: choice(changeTypes, 'To what.'),
  id: Type.String({
    description: 'Its id; a policy has that of its agency.',
    examples: ['019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'],
  }),
}
const version = Type.Integer({
  minimum: 1,
  description: 'The version of the resource after the change, or the last one it had.',
  examples: [2],
})
const at = instant('When it was done.')

const planVersion = nullable(
  Type.Integer({
    minimum: 1,
    description:
      'The version of the plan after the change: a change of what belongs to a plan raises it, and sets updatedAt of the ' +
      'plan to at. Null where it is the policy or a participant.',
    examples: [7],
  }),
)

const image = (description: string) => nullable(Type.Object({}, { additionalProperties: true, description }))

/** The schema of a position in the feed. */
export const position = (description: string) =>
  Type.String({
    description: `${description} Opaque, and good for this database: after a restore it is answered with 410.`,
    examples: ['42.42.5f0d2b6c8e17'],
  })

export const FeedItem = object(
  'FeedItem',
  {
    ...itemMembers,
    position: position('The position that is reached with this change.'),
    participantId: nullable(
      Type.String({ description: 'The participant it concerns; null where it is the policy.', examples: ['P-20931'] }),
    ),
    planId: nullable(uuid('The plan it belongs to; null where it belongs to none.')),
    version,
    planVersion,
    at,
    resource: Type.Optional(
      image(
        'The resource as it is now; null where it has been deleted since. It may be newer than the change: where its version ' +
          'is not above that which you have, leave what you have. Only with include=resource. What the service has learned ' +
          'to say since it was written is not in it, and is null.',
      ),
    ),
  },
  { description: 'A change of the agency.' },
)

export const HistoryItem = object(
  'HistoryItem',
  {
    ...itemMembers,
    planId: nullable(uuid('The plan it belongs to; null where it belongs to none.')),
    version,
    planVersion,
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
    before: image(
      'The members that the change made different, as they were; all of them where it deleted the resource, null where it created the resource.',
    ),
    after: image(
      'The same members as they are after it; all of them where it created the resource, null where it was deleted.',
    ),
  },
  {
    description:
      'A change of a participant, of a plan, of something that belongs to it, or of the policy, with what it made different. Laid one over ' +
      'the other, after gives each version of a resource.',
  },
)

/** Components in the order in which app.ts registers them. */
export const changeSchemas = [FeedItem, HistoryItem]
