/** The hand-over of a caseload from one career planner to another, as it is asked for and answered. */
import { type Static, Type } from 'typebox'
import {
  type Complete,
  choice,
  copyMembers,
  instant,
  line,
  nullable,
  object,
  optional,
  text,
  uuid,
} from '../../http/schema.ts'

export const NewHandOver = object(
  'NewHandOver',
  {
    from: line(100, 'The career planner who has the plans now.', 'staff-17'),
    to: line(100, 'The career planner who takes them over; the same where only the office changes.', 'staff-21'),
    office: optional(line(100, 'Only plans of this office; of every office when left out.', 'downtown')),
    toOffice: optional(line(100, 'The office of the plans afterward; unchanged when left out.', 'north')),
    reason: optional(text(1000, 'Why; kept in the history of each plan.', 'Staff-17 is on leave from March 2.')),
  },
  { description: 'Whose plans go to whom.' },
)
export type NewHandOver = Complete<Static<typeof NewHandOver>>

const count = (description: string) => Type.Integer({ minimum: 0, description, examples: [120] })

export const HandOver = object(
  'HandOver',
  {
    id: uuid('The hand-over.'),
    ...copyMembers(NewHandOver),
    state: choice(['running', 'finished'], 'Whether plans are still being handed over.'),
    done: count('Plans that were handed over.'),
    failed: count('Plans that could not be handed over because they are at their size limit; the log names them.'),
    total: count('Plans that there were when it began.'),
    startedAt: instant('When it was asked for.'),
    finishedAt: nullable(instant('When the last plan was handed over; null while it runs.')),
  },
  { description: 'A hand-over and how far it has come. It runs in the background and goes on after a restart.' },
)
export type HandOver = Static<typeof HandOver>

/** Components in the order in which app.ts registers them. */
export const handOverSchemas = [NewHandOver, HandOver]
