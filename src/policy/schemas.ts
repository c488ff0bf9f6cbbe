/** The numbers and choices an agency sets for the rules. */
import { type Static, Type } from 'typebox'
import { instant, nullable, object, oneOf, ref } from '../http/schema.ts'

const days = (description: string, example: number) =>
  Type.Integer({ minimum: 1, maximum: 3660, description: `${description} Days.`, examples: [example] })

export const PolicyValues = object(
  'PolicyValues',
  {
    timeZone: Type.String({
      description: 'IANA time zone in which the agency’s day begins.',
      examples: ['America/Chicago'],
    }),
    planDueDays: days('A plan is in time until this many days after the first individual counseling session.', 7),
    overdueErrorDays: days('A milestone open for longer than this past its date is an error.', 30),
    barrierDays: days('A barrier is to be mitigated or accepted within this time after it was identified.', 7),
    reviewCadence: oneOf(['monthly', 'quarterly', 'semi_annual'], 'How often a plan is reviewed.'),
    contactGapDays: days('The longest time without a contact while the participant takes part.', 30),
    noteDays: days('A case note is in time until this long after the contact.', 10),
    followUp: Type.Object(
      {
        cadence: oneOf(['monthly', 'quarterly'], 'How often follow-up is planned.'),
        months: Type.Integer({
          minimum: 1,
          maximum: 36,
          description: 'How long follow-up lasts. Months.',
          examples: [12],
        }),
        attempts: Type.Integer({ minimum: 1, maximum: 20, description: 'Attempts before unreachable.', examples: [2] }),
        methods: Type.Integer({ minimum: 1, maximum: 9, description: 'Different methods among them.', examples: [2] }),
        dates: Type.Integer({ minimum: 1, maximum: 20, description: 'Different dates among them.', examples: [2] }),
      },
      { additionalProperties: false, description: 'Follow-up after placement and exit.' },
    ),
    exit: Type.Object(
      {
        quietDays: days('Time without a qualifying service after which exit is certain.', 90),
        warnDays: days('When to warn.', 60),
      },
      { additionalProperties: false, description: 'Exit.' },
    ),
  },
  { description: 'The values that rules read.' },
)
export type PolicyValues = Static<typeof PolicyValues>

export const Policy = object(
  'Policy',
  {
    profile: Type.String({ description: 'The profile that the values come from.', examples: ['career-action-plan'] }),
    version: Type.Integer({ minimum: 1, description: 'Rises with every change; the ETag.', examples: [1] }),
    values: ref(PolicyValues),
    sources: Type.Record(Type.String(), Type.String(), {
      description: 'Where each value comes from, by its path; "assumed" where no source fixes it.',
      examples: [{ planDueDays: 'Career Action Plan, best practices: within one week' }],
    }),
    updatedAt: nullable(instant('When it was last set; null while it is the default.')),
  },
  { description: 'The policy in force for the agency.' },
)
export type Policy = Static<typeof Policy>

/** Components in the order in which app.ts registers them. */
export const policySchemas = [PolicyValues, Policy]
