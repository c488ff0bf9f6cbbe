/** What the feed and the history tell of, and the table that its rows are in; a policy is told of as the newest one. */
export const changeTables = {
  plan: 'plans',
  milestone: 'milestones',
  follow_up: 'follow_ups',
  waiver: 'waivers',
  policy: 'policies',
} as const

export type ChangeType = keyof typeof changeTables
export const changeTypes = Object.keys(changeTables) as [ChangeType, ...ChangeType[]]
