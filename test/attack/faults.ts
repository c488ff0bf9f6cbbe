/** Faults of the database and of the way to it. */
import { listChildren } from '../../bench/measure.ts'
import { type Fault, goThrough, type Missing, type Outcome } from './passage.ts'
import { goThroughPooler } from './pooler.ts'
import { goThroughRestore } from './restore.ts'
import { asAdmin, closeStage, type Ground, openStage, type Stage, terminate } from './stage.ts'

/** Sends a signal to the whole server; where it is not ours the way to it is held, which looks the same from afar. */
function freeze({ postmaster, proxy }: Stage, signal: 'SIGSTOP' | 'SIGCONT'): void {
  if (postmaster) for (const pid of [postmaster, ...listChildren(postmaster)]) process.kill(pid, signal)
  else if (signal === 'SIGSTOP') proxy.hold()
  else proxy.open()
}

const setReadOnly = (stage: Stage, clause: string) => asAdmin(stage, `alter database "${stage.database}" ${clause}`)

/** Faults that begin and end. */
const passing: Record<string, Fault> = {
  silent: {
    title: 'the network drops all packets',
    seconds: 3,
    begin: ({ proxy }) => proxy.silence(),
    end: ({ proxy }) => proxy.open(),
    isDown: true,
  },
  'read-only': {
    title: 'sessions end on a server that has become a standby; new ones reach the primary',
    seconds: 2,
    begin: async (stage) => {
      await setReadOnly(stage, 'set default_transaction_read_only = on')
      await terminate(stage)
    },
    end: (stage) => setReadOnly(stage, 'reset default_transaction_read_only'),
  },
  frozen: {
    title: 'the server is stopped and goes on later',
    seconds: 4,
    begin: (stage) => freeze(stage, 'SIGSTOP'),
    end: (stage) => freeze(stage, 'SIGCONT'),
    isDown: true,
  },
  terminated: {
    title: 'sessions are terminated again and again',
    seconds: 1,
    begin: async (stage) => {
      for (let times = 0; times < 5; times++) await terminate(stage)
    },
    end: terminate,
  },
}

type Passage = (ground: Ground, name: string) => Promise<Outcome | Missing>

const goThroughPassing: Passage = async (ground, name) => {
  const stage = await openStage(ground)
  try {
    return await goThrough(stage, name, passing[name] as Fault)
  } finally {
    await closeStage(stage)
  }
}

/** What a ledger can be taken through, by name. */
export const passages: Record<string, Passage> = {
  ...Object.fromEntries(Object.keys(passing).map((name) => [name, goThroughPassing])),
  restore: goThroughRestore,
  pooler: goThroughPooler,
}
