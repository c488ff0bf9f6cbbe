/** What a plan lists: goals, strengths, barriers and gaps. Each has an id inside the plan and is kept as typed JSON. */
import { Type } from 'typebox'
import {
  Coded,
  choice,
  copyMembers,
  day,
  itemId,
  line,
  list,
  object,
  optional,
  pastDay,
  ref,
  text,
} from '../../http/schema.ts'
import { sentMembers } from '../read-only.ts'

/** 29 USC 3102(24), paragraphs A to N. */
const wioaCategories = [
  'displaced_homemaker',
  'low_income',
  'native',
  'disability',
  'older_individual',
  'ex_offender',
  'homeless',
  'foster_youth',
  'ell_low_literacy_cultural',
  'msfw',
  'tanf_exhausting_2y',
  'single_parent',
  'long_term_unemployed',
  'other_governor',
] as const

const goalOrMilestone = Type.String({
  pattern: '^[\\x21-\\x7e]{1,128}$',
  description: 'A goal or milestone of this plan.',
  examples: ['laborer'],
})

const recordedOn = day('The agency’s date on which the service first saw the item.', '2026-01-05')
const sent = sentMembers('item', { properties: { recordedOn } })

export const NewGoal = object(
  'NewGoal',
  {
    id: Type.Optional(itemId('Names the goal inside the plan; made by the service when left out.', 'laborer')),
    statement: text(1000, 'What the participant works toward, clear and concise.', 'To work full time as a nurse.'),
    kind: choice(
      ['decided', 'undecided'],
      'Whether the goal is decided; an undecided goal is a series of steps to find one.',
    ),
    decideByOn: optional(day('For an undecided goal: the day by which it should be decided.')),
    domain: optional(
      choice(['career', 'education', 'financial', 'family', 'life'], 'The part of life that it is about.'),
    ),
    horizonYears: optional(
      Type.Integer({ enum: [1, 3, 5, 10], description: 'How many years ahead the goal looks.', examples: [1] }),
    ),
    targetOn: optional(day('The day by which the goal should be reached.', '2027-05-01')),
    occupation: optional(ref(Coded), 'The occupation that the goal names, as O*NET-SOC codes it.'),
    industry: optional(ref(Coded), 'The industry that the goal names, as NAICS codes it.'),
    targetWage: optional(
      Type.Object(
        {
          amount: Type.Number({ minimum: 0, maximum: 10_000_000, description: 'US dollars.', examples: [21.5] }),
          per: choice(['hour', 'week', 'month', 'year'], 'The period that the amount is paid for.'),
        },
        { additionalProperties: false, description: 'The wage aimed at, in US dollars.' },
      ),
    ),
    successLooksLike: optional(
      text(2000, 'How the participant will know that the goal is reached.', 'I work days as a nurse.'),
    ),
    status: Type.Optional(
      Object.assign(choice(['active', 'achieved', 'withdrawn'], 'Where the goal stands.'), { default: 'active' }),
    ),
    confirmedOn: optional(pastDay('The day on which the participant last confirmed the goal as current.')),
    ...sent,
  },
  { description: 'A goal as it is sent.' },
)
export const Goal = object(
  'Goal',
  { ...copyMembers(NewGoal), recordedOn },
  { description: 'What the participant works toward; it may be undecided.' },
)

export const NewStrength = object(
  'NewStrength',
  {
    id: Type.Optional(itemId('Names the strength inside the plan; made by the service when left out.', 'plumbing')),
    statement: text(1000, 'A demonstrable ability or a resource.', 'Three years as an apprentice plumber.'),
    group: choice(['personal', 'transferable', 'work_related'], 'The group of skills it belongs to.'),
    kind: choice(['skill', 'credential', 'experience', 'resource', 'support'], 'What sort of strength it is.'),
    measure: optional(
      Type.Object(
        {
          value: Type.Number({ minimum: 0, maximum: 1_000_000, description: 'The quantity.', examples: [45] }),
          unit: line(40, 'What is counted.', 'words per minute'),
        },
        { additionalProperties: false, description: 'The strength as a quantity.' },
      ),
    ),
    evidence: optional(text(1000, 'What shows it.', 'Certificate of completion, 2024.')),
    goalIds: list(itemId('A goal of this plan.', 'laborer'), {
      description: 'Goals of this plan that the strength serves.',
      uniqueItems: true,
    }),
  },
  { description: 'A strength as it is sent.' },
)
export const Strength = object('Strength', copyMembers(NewStrength), {
  description: 'A demonstrable ability or a resource of the participant.',
})

export const NewBarrier = object(
  'NewBarrier',
  {
    id: Type.Optional(itemId('Names the barrier inside the plan; made by the service when left out.', 'reading')),
    statement: text(
      1000,
      'What gets in the way, in the words of the participant.',
      'No transportation to the night shift.',
    ),
    origin: choice(['personal', 'external'], 'Whether it lies with the person or outside.'),
    wioaCategory: optional(choice(wioaCategories, 'The category of 29 USC 3102(24), where one applies.')),
    constraint: optional(
      Type.Object(
        {
          cannot: text(500, 'What the participant cannot do.', 'reach the plant before 7 in the morning'),
          because: text(500, 'Why not.', 'the first bus leaves at 8'),
        },
        { additionalProperties: false, description: 'The constraint statement: I cannot … because ….' },
      ),
    ),
    impact: optional(text(2000, 'What it does to the goal or to the steps.', 'Rules out the early shift.')),
    affects: list(goalOrMilestone, {
      description: 'The goals (by id) and milestones (by id or externalId) of this plan that the barrier affects.',
      uniqueItems: true,
    }),
    identifiedOn: pastDay('The day on which the barrier was identified.', '2026-01-05'),
    resolvedOn: optional(pastDay('The day on which it stopped being a barrier.')),
    accepted: optional(
      text(1000, 'Why nothing is done about it, where that was decided.', 'The participant prefers local work.'),
    ),
    ...sent,
  },
  { description: 'A barrier as it is sent.' },
)
export const Barrier = object(
  'Barrier',
  { ...copyMembers(NewBarrier), recordedOn },
  { description: 'What gets in the way, with its impact.' },
)

export const NewGap = object(
  'NewGap',
  {
    id: Type.Optional(itemId('Names the gap inside the plan; made by the service when left out.', 'tickets')),
    statement: text(1000, 'What is missing between start and goal.', 'No construction safety tickets.'),
    kind: choice(['education', 'skill', 'credential', 'experience'], 'What sort of thing is missing.'),
    acceptedBecause: optional(
      text(1000, 'Why it stays open, where that was decided.', 'The employer trains on the job.'),
    ),
    ...sent,
  },
  { description: 'A gap as it is sent.' },
)
export const Gap = object(
  'Gap',
  { ...copyMembers(NewGap), recordedOn },
  { description: 'What is missing between start and goal.' },
)

/** Components in the order in which app.ts registers them. */
export const itemSchemas = [NewGoal, Goal, NewStrength, Strength, NewBarrier, Barrier, NewGap, Gap]
