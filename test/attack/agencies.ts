/** The two agencies: one whose client does its worst, and one that should notice nothing. */
import { fillAgency, planMaker } from '../../bench/caseload.ts'
import { openPlans } from '../../bench/ground.ts'
import type { Database } from '../../bench/processes.ts'
import { createRandom, type Random } from '../fuzz/random.ts'
import { type Caller, post, send, toJson } from './exchange.ts'

/** An agency by its token, and plans of it that can be written to; `large` is one of some 600 KB, where it has one. */
export type Agency = { token: string; plans: string[]; large: string | undefined }

const buildId = (seed: number, number: number) =>
  `0190b000-0000-7000-8000-${(seed * 1000 + number).toString(16).padStart(12, '0')}`

const words =
  'bring call find keep learn meet plan read show take train visit work write course ward class paper'.split(' ')

/** Prose of about so many characters, which the next of the same length does not repeat. */
export function writeProse(random: Random, length: number): string {
  const sentences: string[] = []
  for (let size = 0; size < length; size += sentences.at(-1)?.length ?? 0)
    sentences.push(`To ${Array.from({ length: 8 }, () => random.pick(words)).join(' ')} ${random.below(1000)}.`)
  return sentences.join(' ').slice(0, length).trim()
}

/** A plan document whose plan alone has some 600 KB. */
function largeDocument(random: Random): object {
  const many = (name: string, of: (id: string) => object) =>
    Array.from({ length: 95 }, (_, n) => ({ id: `${name}-${n}`, ...of(`${name}-${n}`) }))
  const prose = () => writeProse(random, 990)
  return {
    type: 'career_action_plan',
    participant: { id: 'P-large', programs: ['adult'] },
    goals: [{ id: 'goal', statement: 'To work as a nurse.', kind: 'decided' }],
    strengths: many('s', () => ({ statement: prose(), group: 'work_related', kind: 'experience', evidence: prose() })),
    barriers: many('b', () => ({
      ...{ statement: prose(), origin: 'personal', identifiedOn: '2026-01-05' },
      impact: writeProse(random, 1990),
    })),
    gaps: many('g', () => ({ statement: prose(), kind: 'education' })),
  }
}

async function makeLarge(caller: Caller, random: Random): Promise<string> {
  const answer = await send(caller, post('/v1/plans', largeDocument(random)))
  if (answer.status !== 201) throw new Error(`the large plan was answered ${answer.status} ${answer.text}`)
  return toJson<{ id: string }>(answer).id
}

/** Fills the agencies, each with so many plans; the first one also has a large plan. */
export async function makeAgencies(
  { client }: Pick<Database, 'client'>,
  { url, sign, seed, size }: { url: string; sign: (agencyId: string) => Promise<string>; seed: number; size: number },
): Promise<{ attacking: Agency; quiet: Agency }> {
  const make = async (number: number): Promise<Agency> => {
    const agencyId = buildId(seed, number)
    const shape = { milestones: () => 10, followUps: () => 5, exits: true } as const
    await fillAgency(client, agencyId, size, await planMaker(seed + number, shape))
    return { token: await sign(agencyId), plans: await openPlans({ client }, agencyId), large: undefined }
  }
  const attacking = await make(1)
  const quiet = await make(2)
  await client.query("set session_replication_role = 'origin'")
  const large = await makeLarge({ url, token: attacking.token }, createRandom(seed))
  return { attacking: { ...attacking, large }, quiet }
}
