/** The numbers and choices an agency sets for the rules. */
import { type Static, Type } from 'typebox'
import { choice, instant, nullable, object, optional, ref } from '../http/schema.ts'
import { allRules } from '../rules/index.ts'
import { type Severity, severities } from '../rules/lib/severity.ts'
import { Citation } from './citation.ts'
import { profiles } from './profiles/index.ts'

/** The fewest years an agency may keep them: three from the close of the program year in which they were resolved. */
export const fewestYears = 4

const days = (description: string, example: number) =>
  Type.Integer({ minimum: 1, maximum: 3660, description: `${description} Days.`, examples: [example] })

export const RuleSetting = object(
  'RuleSetting',
  {
    on: Type.Optional(Type.Boolean({ default: true, description: 'Whether the rule is applied.', examples: [true] })),
    severity: optional(choice(severities, 'The severity of all its findings; null for what the rule says itself.')),
  },
  { description: 'How an agency applies a rule.' },
)

/** Settings by rule name; a rule that is not named applies as is. */
type RuleSettings = Readonly<Record<string, { on?: boolean; severity?: Severity | null }>>

const ruleSettings = Type.Unsafe<RuleSettings>(
  Type.Object(Object.fromEntries(allRules.map(({ name }) => [name, Type.Optional(ref(RuleSetting))])), {
    additionalProperties: false,
    description:
      'How rules are applied, by their names; one that is not named is applied as it is. A rule that rests on federal ' +
      'texts cannot be switched off where it is an error, and its findings are never less severe than it says itself. ' +
      'Rules about wording stay info.',
    examples: [{ 'alternatives-not-discussed': { on: false, severity: null } }],
  }),
)

/** From when follow-up runs, how often, and for how long. */
const clockValues = {
  clock: choice(
    ['placement', 'exit', 'later'],
    'From when follow-up runs: the first day of employment, exit, or the later of the two.',
  ),
  cadence: choice(['monthly', 'quarterly'], 'How often follow-up is planned.'),
  months: Type.Integer({ minimum: 1, maximum: 36, description: 'How long follow-up lasts. Months.', examples: [12] }),
}

export const PolicyValues = object(
  'PolicyValues',
  {
    timeZone: Type.String({
      maxLength: 64,
      description: 'IANA time zone in which the agency’s day begins.',
      examples: ['America/Chicago'],
    }),
    planDueDays: days('A plan is in time until this many days after the first individual counseling session.', 7),
    overdueErrorDays: days('A milestone open for longer than this past its date is an error.', 30),
    barrierDays: days('A barrier is to be mitigated or accepted within this time after it was identified.', 7),
    acknowledgementDays: days(
      'A plan is to be acknowledged, and a copy given, within this time after its completion.',
      7,
    ),
    reviewCadence: choice(['monthly', 'quarterly', 'semi_annual'], 'How often a plan is reviewed.'),
    changeReviewDays: days('A plan is to be looked at again within this time after something changed.', 14),
    longGoalSteps: Type.Integer({
      minimum: 1,
      maximum: 20,
      description: 'The fewest milestones on the way to a goal that is years away.',
      examples: [3],
    }),
    firstStepDays: days('The first milestone of a plan is to be due within this time after its completion.', 30),
    goalConfirmDays: days('A goal is to be confirmed as current within this time.', 182),
    contactGapDays: days(
      'The longest time without a contact or an attempt at one while the participant takes part.',
      30,
    ),
    elementDays: days('A youth is to start a program element within this time after eligibility is determined.', 90),
    noteDays: days('A case note is in time until this long after the contact.', 10),
    followUp: Type.Object(
      {
        ...clockValues,
        youth: Type.Object(clockValues, {
          additionalProperties: false,
          description:
            'The same for youth: from exit, or from a later placement, for at least 12 months (29 USC 3164(c)(2)(I)).',
        }),
        offerDays: days('Follow-up is to be offered within this time after program entry.', 30),
        attempts: Type.Integer({ minimum: 1, maximum: 20, description: 'Attempts before unreachable.', examples: [2] }),
        methods: Type.Integer({ minimum: 1, maximum: 9, description: 'Different methods among them.', examples: [2] }),
        dates: Type.Integer({ minimum: 1, maximum: 20, description: 'Different dates among them.', examples: [2] }),
      },
      {
        additionalProperties: false,
        description: 'Follow-up after placement and exit, of adults and dislocated workers, and of youth.',
      },
    ),
    exit: Type.Object(
      {
        quietDays: days('Time without a qualifying service after which exit is certain.', 90),
        warnDays: days('When to warn.', 60),
        reasonEndsWait: Type.Boolean({
          description: 'Whether an exit for a reason of PIRL 923 is certain at once.',
          examples: [false],
        }),
        supportDelaysYouth: Type.Boolean({
          description: 'Whether supportive services delay the exit of youth; of adults they never do.',
          examples: [false],
        }),
      },
      { additionalProperties: false, description: 'Exit.' },
    ),
    nineDigitIds: choice(
      ['rejected', 'accepted'],
      'Whether an id, or the name of a staff member, office or provider, may be nine digits that could also be a Social Security number.',
    ),
    findingsKeptYears: Type.Integer({
      minimum: fewestYears,
      maximum: 99,
      description:
        'How long findings that were resolved, and what reports counted, are kept for questions about what was known on a past day. Years.',
      examples: [6],
    }),
    retention: choice(
      ['manual', 'automatic'],
      'Whether the service erases the records of participants by itself once they no longer have to be kept and are under no hold.',
    ),
    retentionYears: Type.Integer({
      minimum: 3,
      maximum: 99,
      description:
        'How long the record of a participant is kept after the close of the program year of the last exit (29 CFR 38.43). Years.',
      examples: [3],
    }),
    rules: ruleSettings,
  },
  { description: 'The values that rules read, and how long records, and what rules found, are kept.' },
)

const profileName = choice(
  profiles.map(({ profile }) => profile),
  'The ready-made profile that the values come from.',
)
const sources = Type.Record(Type.String(), Type.String(), {
  description: 'Where each value comes from, by its path; "assumed" where no source fixes it.',
  examples: [{ planDueDays: 'Career Action Plan, best practices: within one week' }],
})

export const NewPolicy = object(
  'NewPolicy',
  { profile: profileName, values: ref(PolicyValues) },
  { description: 'A policy as it is set: all values, and the profile that they come from.' },
)
export type NewPolicy = Static<typeof NewPolicy>

export const Profile = object(
  'Profile',
  { profile: profileName, citation: ref(Citation), values: ref(PolicyValues), sources },
  { description: 'A ready-made policy with the source of each value.' },
)

const count = (description: string) => Type.Integer({ minimum: 0, description, examples: [1200] })

export const Evaluation = object(
  'Evaluation',
  {
    state: choice(
      ['running', 'finished'],
      'Whether participants and plans are still evaluated under the policy in force.',
    ),
    policyVersion: Type.Integer({ minimum: 1, description: 'The version under which they are.', examples: [2] }),
    done: count('Participants who have been evaluated, with their plans.'),
    total: count('Participants whom there were when it began; those who were evaluated when it has finished.'),
    startedAt: instant('When the policy was set.'),
    finishedAt: nullable(instant('When the last participant was evaluated; null while it runs.')),
  },
  { description: 'How far the caseload has been evaluated under the newest policy. It runs in the background.' },
)
export type Evaluation = Static<typeof Evaluation>

export const Policy = object(
  'Policy',
  {
    ...NewPolicy.properties,
    version: Type.Integer({ minimum: 1, description: 'Rises with every change; the ETag.', examples: [1] }),
    sources,
    updatedAt: nullable(instant('When it was last set; null while it is the default.')),
    evaluation: nullable(ref(Evaluation), 'How far the caseload has been evaluated; null while it is the default.'),
  },
  { description: 'The policy in force for the agency.' },
)
export type Policy = Static<typeof Policy>

/** Components in the order in which app.ts registers them. */
export const policySchemas = [RuleSetting, PolicyValues, NewPolicy, Profile, Evaluation, Policy]
