import { agencyId, agencyPolicy, civil, document } from '../columns.ts'
import { foreignKey, index, pgTable, primaryKey, text, uuid } from '../drizzle.ts'
import { plans } from '../plans/tables.ts'
import type { Period } from './period.ts'

/** One row a plan: the facts of its period of participation, made from the plan document whenever that is written. */
export const periods = pgTable(
  'periods',
  {
    agencyId: agencyId(),
    planId: uuid('plan_id').notNull(),
    participantId: text('participant_id').notNull(),
    enteredOn: civil('entered_on'),
    firstCounselingOn: civil('first_counseling_on'),
    exitedOn: civil('exited_on'),
    facts: document<Period>('facts').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.agencyId, table.planId] }),
    foreignKey({ columns: [table.agencyId, table.planId], foreignColumns: [plans.agencyId, plans.id] }),
    index('periods_exit').on(table.agencyId, table.exitedOn, table.participantId, table.planId),
    index('periods_counseling').on(table.agencyId, table.firstCounselingOn, table.participantId, table.planId),
    index('periods_participant').on(table.agencyId, table.participantId, table.planId),
    agencyPolicy('periods'),
  ],
)
