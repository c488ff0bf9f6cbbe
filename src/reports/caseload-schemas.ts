/** The caseload on a day, as it is answered. */
import { Type } from 'typebox'
import { programs } from '../document/participant/schemas.ts'
import { knowledge } from '../findings/schemas.ts'
import { choice, line, nullable, object } from '../http/schema.ts'
import { caseloadGroupings } from './caseload.ts'

/** What names a group of numbers. */
export const group = Type.Array(nullable(line(100, 'A name; null for those without one.', 'downtown')), {
  description: 'The name of the group by each grouping, in the order of groupBy.',
})

const people = (description: string) => Type.Integer({ minimum: 0, description, examples: [120] })
const caseloadCounts = {
  participants: people('People with a period of participation that has begun by then, open or not, each once.'),
  openPeriods: people('Periods of participation that have begun and in which the person has not exited.'),
  plans: Type.Object(
    {
      draft: people('Plans that are recorded and not complete.'),
      active: people('Plans that are complete and not closed.'),
      closed: people('Plans that are closed.'),
    },
    { additionalProperties: false, description: 'Plans of these periods by their status at the end of the day.' },
  ),
}

export const CaseloadNumbers = object(
  'CaseloadNumbers',
  {
    ...knowledge,
    program: nullable(choice(programs, 'Only participants of this program.')),
    office: nullable(line(100, 'Only those of this office.', 'downtown')),
    careerPlanner: nullable(line(100, 'Only those of this career planner.', 'staff-17')),
    groupBy: Type.Array(choice(caseloadGroupings, 'A grouping.'), { description: 'By what groups are made.' }),
    ...caseloadCounts,
    groups: Type.Array(Type.Object({ group, ...caseloadCounts }, { additionalProperties: false }), {
      description: 'The same by group, where that was asked for.',
    }),
  },
  { description: 'The caseload at the end of a day.' },
)
