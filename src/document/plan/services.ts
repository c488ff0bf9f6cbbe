/** What is done for the participant: services and the assessments before them. Kept in the plan as typed JSON. */
import { Type } from 'typebox'
import {
  Coded,
  choice,
  copyMembers,
  day,
  flag,
  itemId,
  line,
  list,
  milestoneRef,
  nullable,
  object,
  optional,
  pastDay,
  ref,
  text,
} from '../../http/schema.ts'
import { sentMembers } from '../read-only.ts'

const recordedOn = day('The agency’s date on which the item was first recorded here.', '2026-01-05')
const sent = sentMembers('item', { properties: { recordedOn } })

/** The parts of the objective assessment of a youth (29 USC 3164(c)(1)(A)). */
export const assessmentParts = [
  'basic_skills',
  'occupational_skills',
  'work_experience',
  'employability',
  'interests',
  'aptitudes',
  'supportive_service_needs',
  'developmental_needs',
] as const

/** PIRL 1303, Type of Training Service, in words and in the order of its codes from 01. */
export const trainingTypes = [
  'on_the_job',
  'skill_upgrading',
  'entrepreneurial',
  'adult_education_with_training',
  'customized',
  'occupational_skills',
  'adult_education_without_training',
  'prerequisite',
  'registered_apprenticeship',
  'youth_occupational_skills',
  'other_non_occupational',
  'job_readiness',
] as const

/** How a training is linked to demand (29 USC 3174(c)(3)(G)(iii)). */
const demands = ['local_area', 'other_area', 'board_approved', 'none'] as const

export const NewService = object(
  'NewService',
  {
    id: Type.Optional(itemId('Names the service inside the plan; made when left out.', 'welding')),
    kind: choice(
      ['career', 'training', 'supportive', 'youth_element', 'follow_up'],
      'Career and training services as in 29 USC 3174(c), one of the youth program elements of 29 USC 3164(c)(2), a ' +
        'supportive service, or a follow-up service.',
    ),
    trainingType: optional(choice(trainingTypes, 'For training: its type (PIRL 1303).')),
    element: optional(
      Type.Integer({
        minimum: 1,
        maximum: 14,
        description:
          'For a youth program element, which names it: its number in the order of 29 USC 3164(c)(2)(A) to (N). 1 tutoring, ' +
          '2 alternative secondary school, 3 work experience, 4 occupational skills training, 5 education with workforce ' +
          'preparation, 6 leadership development, 7 supportive services, 8 adult mentoring, 9 follow-up services, ' +
          '10 comprehensive guidance and counseling, 11 financial literacy, 12 entrepreneurial skills training, ' +
          '13 labor market information, 14 transition to postsecondary education.',
        examples: [4],
      }),
    ),
    name: line(200, 'What it is called.', 'Welding certificate course'),
    code: optional(ref(Coded), 'What it is about: for training the occupation (O*NET-SOC) or the program (CIP).'),
    provider: optional(line(200, 'Who provides it.', 'City College')),
    plannedStartOn: optional(day('The day on which it should start.', '2026-02-02')),
    plannedEndOn: optional(day('The day on which it should end.', '2026-06-26')),
    startedOn: optional(pastDay('The day on which it started.', '2026-02-02')),
    endedOn: optional(pastDay('The last day of it; null while it goes on.', '2026-06-26')),
    determinedOn: optional(
      pastDay(
        'For training: the day on which it was determined that the participant needs it, will not find work that ' +
          'supports itself without it, and has the skills to succeed in it (29 USC 3174(c)(3)(A)(i)(I)).',
        '2026-01-09',
      ),
    ),
    inDemand: optional(
      choice(
        demands,
        'For training of an adult or dislocated worker: where its industry sector or occupation is in demand, the local ' +
          'area or planning region, or another area to which the participant is willing to relocate; or that the local ' +
          'board approved it for its high potential for sustained demand or growth; `none` where nothing of this is so ' +
          '(29 USC 3174(c)(3)(G)(iii)). Null where nobody has said.',
      ),
    ),
    withEducation: Type.Optional(
      Object.assign(
        nullable(
          Type.Boolean({
            description:
              'For the work experience of a youth (element 3): whether academic and occupational education is a part of it ' +
              '(20 CFR 681.460(a)(3)); null where nobody has said.',
            examples: [true],
          }),
        ),
        { default: null },
      ),
    ),
    trainingPlanOn: optional(
      pastDay('For on-the-job training: the day on which its training plan was agreed.', '2026-01-28'),
    ),
    goalIds: list(itemId('A goal of this plan.', 'laborer'), {
      description: 'Goals of this plan that it serves.',
      uniqueItems: true,
    }),
    milestoneIds: list(milestoneRef('A milestone of this plan, by id or externalId.'), {
      description: 'Milestones of this plan that it helps to reach.',
      uniqueItems: true,
    }),
    barrierIds: list(itemId('A barrier of this plan.', 'reading'), {
      description: 'Barriers of this plan that it makes smaller.',
      uniqueItems: true,
    }),
    otherResourcesExhausted: Type.Optional(
      Object.assign(
        nullable(
          Type.Boolean({
            description: 'For support: whether it cannot be had from another program; null where nobody has said.',
            examples: [true],
          }),
        ),
        { default: null },
      ),
    ),
    cost: optional(
      Type.Number({ minimum: 0, maximum: 10_000_000, description: 'What it costs. US dollars.', examples: [2400] }),
    ),
    ...sent,
  },
  { description: 'A service as it is sent.' },
)
export const Service = object(
  'Service',
  { ...copyMembers(NewService), recordedOn },
  { description: 'Something planned or done for the participant, and what it serves.' },
)

/** What a comprehensive assessment of an adult may include (29 USC 3174(c)(2)(A)(xii)(I)). */
const comprehensiveAssessment = ['diagnostic_testing', 'in_depth_interview'] as const

export const NewAssessment = object(
  'NewAssessment',
  {
    id: Type.Optional(itemId('Names the assessment inside the plan; made when left out.', 'reading-test')),
    kind: choice(
      [...assessmentParts, ...comprehensiveAssessment, 'other'],
      'What was looked into: a part of the objective assessment of a youth (29 USC 3164(c)(1)(A)), or how an adult ' +
        'was assessed (29 USC 3174(c)(2)(A)(xii)(I)).',
    ),
    name: line(200, 'What it is called.', 'Test of Adult Basic Education'),
    completedOn: optional(pastDay('The day on which it was completed; null while it is not.', '2026-01-06')),
    reused: flag('It was taken over from another education or training program, which the law allows.'),
    result: optional(text(2000, 'What came out of it.', 'Reads at the level of grade 9.')),
    ...sent,
  },
  { description: 'An assessment as it is sent.' },
)
export const Assessment = object(
  'Assessment',
  { ...copyMembers(NewAssessment), recordedOn },
  { description: 'Something that was looked into, so that the plan fits the participant.' },
)

/** Components in the order in which app.ts registers them. */
export const serviceSchemas = [NewService, Service, NewAssessment, Assessment]
