/** Everything that is held on one person, as one document: for the person, or for another agency. */
import { Type } from 'typebox'
import { HistoryItem } from '../changes/schemas.ts'
import { historyItem } from '../changes/store.ts'
import { type Call, type Row, statement } from '../database/db.ts'
import { getTableName } from '../database/drizzle.ts'
import { FollowUp } from '../document/follow-up/schemas.ts'
import { Milestone } from '../document/milestone/schemas.ts'
import { Participant } from '../document/participant/schemas.ts'
import { parts } from '../document/parts.ts'
import { Plan } from '../document/plan/schemas.ts'
import { Waiver } from '../document/waiver/schemas.ts'
import { findingPlace, formatFinding } from '../findings/lists.ts'
import { Finding } from '../findings/schemas.ts'
import { listTexts } from '../http/list.ts'
import { copyMembers, day, instant, nullable, object, ref } from '../http/schema.ts'

const KeptFinding = object(
  'KeptFinding',
  {
    ...copyMembers(Finding),
    knownFrom: day('The first day at whose end it held and was known.', '2026-01-05'),
    knownUntil: nullable(
      day('The first day at whose end it was not any longer; null where it does not end by itself.'),
    ),
    resolvedAt: nullable(instant('When it was mended or taken back; null while it stands.')),
  },
  { description: 'A finding as it is kept, whether or not it still stands.' },
)

export const ParticipantRecord = object(
  'ParticipantRecord',
  {
    participant: ref(Participant),
    plans: Type.Array(ref(Plan), { description: 'The plans, in the order in which they were made.' }),
    milestones: Type.Array(ref(Milestone), { description: 'The milestones of all plans.' }),
    followUps: Type.Array(ref(FollowUp), { description: 'The follow-ups of all plans.' }),
    waivers: Type.Array(ref(Waiver), { description: 'The waivers of all plans.' }),
    findings: Type.Array(ref(KeptFinding), { description: 'The findings that are kept, resolved ones included.' }),
    history: Type.Array(ref(HistoryItem), { description: 'Every change, in order.' }),
  },
  { description: 'Everything that is held on one person.' },
)
/** Components in the order in which app.ts registers them. */
export const recordSchemas = [KeptFinding, ParticipantRecord]

/** The lists of a record in their order, each as SQL: the id that its items are ordered by, an item, of a finding also what its message tells
 * and its place, and its plan. */
const lists: readonly { name: string; select: string }[] = [
  {
    name: 'plans',
    select: `t.id::text, t.json, '', '', t.id from plans t where t.agency_id = $1 and t.participant_id = $2`,
  },
  ...parts.map(({ key, table }) => ({
    name: key,
    select: `t.id::text, t.json, '', '', t.plan_id from ${getTableName(table)} t join plans p on p.agency_id = t.agency_id and p.id = t.plan_id
      where p.agency_id = $1 and p.participant_id = $2`,
  })),
  {
    name: 'findings',
    select: `f.id::text, concat(f.members, ',"knownFrom":', to_json(f.known_from), ',"knownUntil":',
      coalesce(to_json(nullif(f.known_until, 'infinity')), 'null'), ',"resolvedAt":', coalesce(to_json(f.resolved_at), 'null')), f.said, ${findingPlace}, f.plan_id
      from findings f where f.agency_id = $1 and f.participant_id = $2`,
  },
  {
    name: 'history',
    select: `lpad(seq::text, 15, '0'), ${historyItem}, '', '', plan_id from changes where agency_id = $1 and participant_id = $2 and op <> 'erase'`,
  },
]
type RecordRow = [list: string, item: string, said: string, place: string, participantId: string, planId: string | null]
const recordStatement = statement<RecordRow>(`
  select list, item, said, place, $2, plan_id from (
    select 0 as list, '' as id, json as item, '' as said, '' as place, null::uuid as plan_id from participants where agency_id = $1 and id = $2
    ${lists.map(({ select }, index) => `union all select ${index + 1}, ${select}`).join(' ')}
  ) r order by list, id`)

/** Everything that is held on a participant, in order; for `formatRecord`. */
export const selectRecord = (agencyId: string, participantId: string): Call<RecordRow> => ({
  statement: recordStatement,
  values: [agencyId, participantId],
})

const toFindingJson = formatFinding()
const toJson = (list: number, [item = '', said = '', place = '']: readonly string[]) =>
  lists[list - 1]?.name === 'findings' ? toFindingJson([item, said, place]) : item

/**
 * The record as pieces of JSON, from the rows of `selectRecord`; nothing where there is no such participant. `note` is told
 * what is read.
 */
export async function* formatRecord(
  batches: AsyncIterable<Row[]>,
  note: (rows: readonly Row[]) => void,
): AsyncGenerator<string, void> {
  let open = 0 // how many lists were begun
  let separator = ''
  const openTo = (list: number): string => {
    let text = ''
    for (; open < list; open += 1) text += `${open > 0 ? ']' : ''},"${lists[open]?.name}":[`
    if (text) separator = ''
    return text
  }
  const format = ([list, ...row]: readonly string[]): string => {
    const at = Number(list)
    if (at === 0) return `{"participant":${row[0]}`
    const text = `${openTo(at)}${separator}${toJson(at, row)}`
    separator = ','
    return text
  }
  let isFound = false
  for await (const rows of batches) {
    isFound = true
    note(rows)
    yield* listTexts(rows as string[][], format)
  }
  if (isFound) yield `${openTo(lists.length)}]}`
}
