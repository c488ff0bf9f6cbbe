import { defineProfile, standardValues } from './profile.ts'

const placement = 'Chicago Cook 2023-PL 01: “continuing for one (1) year after job Placement”'

/** The local area of Chicago and Cook County. */
export const chicagoCook = defineProfile(
  'chicago-cook',
  {
    label: 'Chicago Cook Workforce Partnership, Local WIOA Policy 2023-PL 01, Career Planning Policy (March 19, 2024)',
    level: 'local',
  },
  {
    ...standardValues,
    elementDays: 45,
    followUp: { ...standardValues.followUp, youth: { ...standardValues.followUp.youth, clock: 'later' } },
    rules: {
      'change-not-acknowledged': { on: true, severity: null },
      'plan-open-after-exit': { on: true, severity: null },
    },
  },
  {
    elementDays:
      'Chicago Cook closure and exit procedure (March 17, 2023): a youth without an enrolling service leaves within 45 days of eligibility',
    'rules.change-not-acknowledged.on':
      'Chicago Cook IEP and ISS procedure (July 15, 2024): “updated whenever a change is made”, and signed by both',
    'rules.plan-open-after-exit.on':
      'Chicago Cook closure and exit procedure (March 17, 2023), step 1: the plan is closed when the participant exits',
    contactGapDays: 'Chicago Cook WIA exit policy: a case note at least every 30 days while in training',
    'followUp.clock': placement,
    'followUp.months': placement,
    'followUp.youth.clock': `${placement}, but not before the year after exit that 29 USC 3164(c)(2)(I) asks for`,
  },
)
