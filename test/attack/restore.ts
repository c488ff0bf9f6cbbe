/** A backup is restored while a consumer of the feed knows more than it holds. */
import { setTimeout as pause } from 'node:timers/promises'
import { followFeed } from './consumer.ts'
import { openLedger } from './ledger.ts'
import { type Outcome, settle } from './passage.ts'
import { asAdmin, closeStage, type Ground, openStage, type Stage } from './stage.ts'

/** Stops the service, so that its database can be copied or changed for another, and starts it again. */
async function whileStopped(stage: Stage, ...statements: string[]): Promise<void> {
  await stage.service.stop()
  await asAdmin(stage, ...statements)
  await stage.restart()
}

/** Writes for some seconds; answers the ledger. */
async function writeFor(stage: Stage, name: string, seconds: number) {
  const ledger = openLedger(stage.getCaller, name, 4)
  await pause(seconds * 1000 * stage.patience)
  await ledger.close(20_000)
  return ledger
}

/** Makes a backup, writes more, restores the backup and writes again, with a consumer that goes on with what it has kept. */
export async function goThroughRestore(ground: Ground, name: string): Promise<Outcome> {
  const stage = await openStage(ground)
  const { database } = stage
  const backup = `${database}_backup`
  const consumer = followFeed(stage.getCaller)
  try {
    const before = await writeFor(stage, `${name}-before`, 1)
    await whileStopped(stage, `create database "${backup}" template "${database}"`)
    await writeFor(stage, `${name}-undone`, 1)
    await pause(500) // the consumer is told of these, too
    await whileStopped(stage, `drop database "${database}"`, `alter database "${backup}" rename to "${database}"`)
    const after = openLedger(stage.getCaller, `${name}-after`, 4)
    await pause(3_000 * stage.patience)
    after.acknowledged.push(...before.acknowledged)
    const settled = await settle(stage, after, consumer)
    const note = settled.restarts > 0 ? 'the consumer was told to begin anew' : 'the consumer was not told'
    return { name, title: 'a backup is restored', healed: 0, readiness: { wrong: [], late: 0 }, note, ...settled }
  } finally {
    await consumer.finish(0)
    await closeStage(stage)
    await asAdmin(stage, `drop database if exists "${backup}"`)
  }
}
