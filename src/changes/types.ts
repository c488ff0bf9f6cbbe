/** What the feed and the history report, each with its table; for policies, the feed shows the newest version. */
export const changeTables = {
  participant: 'participants',
  plan: 'plans',
  milestone: 'milestones',
  follow_up: 'follow_ups',
  waiver: 'waivers',
  policy: 'policies',
} as const

export type ChangeType = keyof typeof changeTables
export const changeTypes = Object.keys(changeTables) as [ChangeType, ...ChangeType[]]
