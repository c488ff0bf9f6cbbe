/** What there is to remark on the texts of a plan: remembered, or asked of the thread. No text is kept. */
import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { keyOf, type Remark, type Written } from '../rules/writing.ts'
import { type Answer, openThread, type ThreadOptions } from './thread.ts'

/** By `keyOf`, as the facts of a plan have them. */
export type Remarks = ReadonlyMap<string, readonly Remark[]>

export type Writing = {
  /**
   * At once the remarks on those texts that are remembered, and later those on the others, if there are any. A text that
   * could not be read is in neither.
   */
  remarksOn: (texts: readonly Written[]) => { known: Remarks; rest: Promise<Remarks> | undefined }
  close: () => Promise<void>
}

export type WritingOptions = ThreadOptions & {
  /** How much is remembered; an answer takes some 300 bytes. */
  maxBytes?: number
}

const entryBytes = 300
const remarkBytes = 150

async function gathered(asked: readonly (readonly [key: string, answer: Promise<Answer>])[]): Promise<Remarks> {
  const remarks = new Map<string, readonly Remark[]>()
  for (const [key, answer] of asked) {
    const found = await answer
    if (found) remarks.set(key, found)
  }
  return remarks
}

/** Costs nothing until the first text: the thread that reads them starts with it. */
export function openWriting({ maxBytes = 4_000_000, ...options }: WritingOptions = {}): Writing {
  const thread = openThread(options)
  const remembered = new LRUCache<string, readonly Remark[]>({
    maxSize: maxBytes,
    sizeCalculation: ({ length }) => entryBytes + remarkBytes * length,
  })
  const asked = new Map<string, Promise<Answer>>()

  async function ask(digest: string, written: Written): Promise<Answer> {
    const answer = await thread.ask(written)
    asked.delete(digest)
    if (answer) remembered.set(digest, answer)
    return answer
  }

  function asking(digest: string, written: Written): Promise<Answer> {
    const answer = asked.get(digest) ?? ask(digest, written)
    asked.set(digest, answer)
    return answer
  }

  return {
    remarksOn(texts) {
      const known = new Map<string, readonly Remark[]>()
      const missing: [string, Promise<Answer>][] = []
      for (const written of texts) {
        const key = keyOf(written)
        const digest = hash('sha256', key, 'base64')
        const remarks = remembered.get(digest)
        if (remarks) known.set(key, remarks)
        else missing.push([key, asking(digest, written)])
      }
      return { known, rest: missing.length > 0 ? gathered(missing) : undefined }
    },
    close: thread.close,
  }
}
