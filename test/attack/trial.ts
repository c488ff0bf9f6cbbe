/** One attack: what the agency that is not attacked sees meanwhile, what it costs the service, and what is left behind. */
import { existsSync, readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { Agency } from './agencies.ts'
import { startAttacker } from './attacker.ts'
import { type Attack, findAttack, type Gauge } from './attacks.ts'
import { send, type Tally } from './exchange.ts'
import type { Seen, startProbe } from './probe.ts'
import type { Effort, Watched } from './service.ts'

/** Where attacks are tried: the service may be another one after each, where it did not come back. */
export type Field = {
  service: Watched
  restart: () => Promise<Watched>
  client: pg.Client
  probe: ReturnType<typeof startProbe>
  attacking: Agency
  quiet: Agency
  seed: number
}

/** What a gauge has shown: a sentence, and whether it is as it should be. */
export type Gauged = { ok: boolean; text: string }
/** What came of an attack; `failure` says what kept it from being measured. */
export type Trial = {
  name: string
  title: string
  seen?: Seen
  effort?: Effort
  answers?: Tally
  gauged?: Gauged | undefined
  failure?: string
}

const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1)
/** More than what a few clients come and go with; far fewer than an attack opens. */
const slack = 10

async function read({ client, service }: Field): Promise<Record<Gauge | 'wal', number>> {
  const { rows } = await client.query<{ sessions: string; written: string; wal: string }>(
    `select (select sessions from pg_stat_database where datname = current_database()) as sessions,
      pg_total_relation_size('changes') as written, pg_current_wal_insert_lsn() - '0/0' as wal`,
  )
  const [{ sessions, written, wal }] = rows as [(typeof rows)[number]]
  const files = `/proc/${service.pid}/fd`
  const descriptors = existsSync(files) ? readdirSync(files).length : 0
  return { sessions: Number(sessions), written: Number(written), wal: Number(wal), descriptors }
}

/** Reads a gauge now; what is returned reads it again, and says what has become of it. */
async function startGauge(field: Field, gauge: Gauge | undefined): Promise<() => Promise<Gauged | undefined>> {
  if (!gauge) return async () => undefined
  const before = await read(field)
  return async () => {
    if (gauge === 'sessions') await pause(1_500) // statistics follow a second behind
    const after = await read(field)
    const more = after[gauge] - before[gauge]
    if (gauge === 'sessions') return { ok: more <= slack, text: `${more} new sessions` }
    if (gauge === 'descriptors') return { ok: more <= slack, text: `${more} descriptors held` }
    const text = `changes +${megabytes(more)} MB, WAL ${megabytes(after.wal - before.wal)} MB`
    return { ok: more < 2 ** 20, text }
  }
}

/** Waits until the service answers as it does when nothing is asked of it; starts another one where it does not. */
async function recover(field: Field): Promise<string | undefined> {
  const from = Date.now()
  const caller = { url: field.service.url, token: field.quiet.token }
  while (Date.now() - from < 40_000) {
    const { status, ms } = await send(caller, { path: `/v1/plans/${field.quiet.plans[0]}` }, { patienceMs: 2_000 })
    if (status === 200 && ms < 100) return undefined
    await pause(200)
  }
  field.service = await field.restart()
  return 'did not come back within 40 s; started anew'
}

async function measure(field: Field, name: string, attack: Attack, seconds: number): Promise<Trial> {
  const { service, probe, quiet, attacking, seed } = field
  const attacker = await startAttacker({ name, url: service.url, agency: attacking, seed, seconds })
  try {
    const gauge = await startGauge(field, attack.gauge)
    const watched = await service.watch()
    probe.start({ caller: { url: service.url, token: quiet.token }, plans: quiet.plans })
    const answers = await attacker.attack()
    const gauged = await gauge()
    const seen = await probe.stop()
    return { name, title: attack.title, seen, effort: await watched(), answers, gauged }
  } finally {
    attacker.end()
  }
}

/** Tries an attack for some seconds. A service that does not survive it is started anew. */
export async function tryAttack(field: Field, name: string, seconds: number): Promise<Trial> {
  const attack = findAttack(name)
  const tried = await measure(field, name, attack, attack.seconds ?? seconds).catch(
    (error: Error): Trial => ({ name, title: attack.title, failure: error.message }),
  )
  const failure = await recover(field)
  return failure ? { ...tried, failure: [tried.failure, failure].filter(Boolean).join('; ') } : tried
}

/** What the quiet agency sees when nobody attacks. */
export async function seeQuiet({ service, probe, quiet }: Field, seconds: number): Promise<Seen> {
  probe.start({ caller: { url: service.url, token: quiet.token }, plans: quiet.plans })
  await pause(seconds * 1000)
  return probe.stop()
}
