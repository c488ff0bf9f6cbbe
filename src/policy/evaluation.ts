/** The evaluation of a caseload under a policy or under other rules: how it is started, and how far it has come. */
import { type Call, statement } from '../database/db.ts'
import { rulebookHash } from './rulebook.ts'

const insert = `insert into evaluations (agency_id, policy_version, rulebook, rereads, done, total, started_at, advanced_at)`
const anew = `on conflict (agency_id) do update set policy_version = excluded.policy_version, after_id = null, done = 0,
    rulebook = excluded.rulebook,
    rereads = excluded.rereads or (evaluations.rereads and evaluations.finished_at is null),
    total = excluded.total, started_at = excluded.started_at, advanced_at = excluded.advanced_at, finished_at = null`

const caseloadStatement = statement<[participants: string, rulebook: string | null]>(`
  select count(*), (select rulebook from agencies where agency_id = $1::uuid) from participants where agency_id = $1::uuid`)

/** How many participants an agency has, and the rules that they were evaluated by; for `startEvaluation`. */
export const selectCaseload = (agencyId: string): Call<[participants: string, rulebook: string | null]> => ({
  statement: caseloadStatement,
  values: [agencyId],
})

const startStatement = statement(`${insert} values ($1::uuid, $2::int, $3, $4::boolean, 0, $5::int, $6, $6) ${anew}`)

type Start = { policyVersion: number; at: string; rereads: boolean }
type Caseload = readonly [participants: string, rulebook: string | null]

/** Starts the evaluation of a caseload, from the beginning also where another one runs; the first statement of a write. */
export const startEvaluation = (
  agencyId: string,
  { policyVersion, at, rereads }: Start,
  [row]: readonly Caseload[],
): Call => {
  const [total, rulebook] = row as Caseload // one row, whatever there is
  // by the rules of the newest release that has begun to serve, whichever sets the policy
  return { statement: startStatement, values: [agencyId, policyVersion, rulebook ?? rulebookHash, rereads, total, at] }
}

const startOtherStatement = statement(`${insert}
  select a.agency_id, a.policy_version, '${rulebookHash}', true, 0, $3::int, $2, $2
  from agencies a where a.agency_id = $1::uuid and a.rulebook <> '${rulebookHash}'
  ${anew}`)
const markStatement = statement(`
  update agencies set rulebook = '${rulebookHash}' where agency_id = $1::uuid and rulebook <> '${rulebookHash}'`)

/** Starts the evaluation of a caseload of so many participants by the rules of this release, where it was evaluated by others. */
export const startUnderRulebook = (agencyId: string, at: string, total: string): Call[] => [
  { statement: startOtherStatement, values: [agencyId, at, total] },
  { statement: markStatement, values: [agencyId] },
]

const outdatedStatement = statement(`
  select agency_id from agencies where rulebook <> '${rulebookHash}' and agency_id > $1::uuid order by agency_id limit 1000`)

/** The next agencies, behind one, whose caseloads were evaluated by other rules; for the role of the background. */
export const selectOutdated = (after: string): Call => ({ statement: outdatedStatement, values: [after] })

const evaluationStatement = statement(`
  select row_to_json(r)::text from (
    select case when finished_at is null then 'running' else 'finished' end as state, policy_version as "policyVersion",
      done, total, started_at as "startedAt", finished_at as "finishedAt"
    from evaluations where agency_id = $1) r`)

/** How far the evaluation of an agency is, as the JSON that is answered. */
export const selectEvaluation = (agencyId: string): Call => ({ statement: evaluationStatement, values: [agencyId] })
