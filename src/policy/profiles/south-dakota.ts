import { defineProfile, standardValues } from './profile.ts'

const sentence =
  'South Dakota policy 5.23: “Follow-up Services must be provided, at a minimum, once every month for 12 months following program Exit.”'
const paths = ['clock', 'cadence', 'months'].flatMap((name) => [`followUp.${name}`, `followUp.youth.${name}`])
const monthlyAfterExit = { clock: 'exit', cadence: 'monthly', months: 12 } as const

/** South Dakota: follow-up every month. */
export const southDakota = defineProfile(
  'south-dakota',
  {
    label: 'South Dakota WIOA manual, policy 5.23, Follow-up Services',
    url: 'https://dlr.sd.gov/workforce_services/wioa/manual.aspx',
    level: 'state',
  },
  { ...standardValues, followUp: { ...standardValues.followUp, ...monthlyAfterExit, youth: monthlyAfterExit } },
  {
    ...Object.fromEntries(paths.map((path) => [path, sentence])),
  },
)
