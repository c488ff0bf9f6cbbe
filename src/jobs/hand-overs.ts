/** Hands caseloads over, a batch of each agency in turn. */
import type { FastifyInstance } from 'fastify'
import { statement } from '../database/db.ts'
import { doHandOver } from '../writes/hand-over/hand-over.ts'
import type { Job } from './job.ts'

const waitingStatement = statement('select distinct agency_id from hand_overs where finished_at is null limit 20')

/** The hand-overs that have not finished, wherever they were asked for. */
export const handOverJob = (app: FastifyInstance): Job => ({
  name: 'hand-over',
  idleMs: 2_000,
  agencies: async () => {
    const [rows] = await app.db.readAsJobs({ statement: waitingStatement, values: [] })
    return rows.map(([agencyId]) => agencyId as string)
  },
  work: (agencyId) =>
    doHandOver(app, agencyId, (planId) => app.log.warn({ agencyId, planId }, 'a plan could not be handed over')),
})
