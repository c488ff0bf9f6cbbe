/** What there is to remark on the texts of a plan: remembered, or asked of the thread. No text is kept. */
import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Remark, Written } from '../document/facts.ts'
import type { Reader } from './queue.ts'
import { type Answer, openThread, type ThreadOptions } from './thread.ts'

export type Writing = {
  /**
   * The remarks on each of the texts: at once on those that are remembered, and, where others are to be read first, on all
   * of them later. Undefined stands for a text that was not read, or could not be.
   */
  remarksOn: (
    texts: readonly Written[],
    reader: Reader,
  ) => { known: readonly Answer[]; rest: Promise<readonly Answer[]> | undefined }
  close: () => Promise<void>
}

export type WritingOptions = ThreadOptions & {
  /** How much is remembered; an answer takes some 300 bytes. */
  maxBytes?: number
}

const entryBytes = 300
const remarkBytes = 150

/** What texts are remembered by: the same words are another matter as a goal than as a barrier. */
const digestOf = ({ sort, text }: Written): string => hash('sha256', `${sort} ${text}`, 'base64')

/** Costs nothing until the first text: the thread that reads them starts with it. */
export function openWriting({ maxBytes = 4_000_000, ...options }: WritingOptions = {}): Writing {
  const thread = openThread(options)
  const remembered = new LRUCache<string, readonly Remark[]>({
    maxSize: maxBytes,
    sizeCalculation: ({ length }) => entryBytes + remarkBytes * length,
  })
  /** What is being asked, by the reader too: nobody waits for the turn of another. */
  const asked = new Map<string, Promise<Answer>>()

  function asking(digest: string, written: Written, reader: Reader): Promise<Answer> {
    const key = `${digest} ${reader.agencyId} ${reader.isValidation}`
    const ask = async () => {
      const answer = await thread.ask(written, reader)
      asked.delete(key)
      if (answer) remembered.set(digest, answer)
      return answer
    }
    const answer = asked.get(key) ?? ask()
    asked.set(key, answer)
    return answer
  }

  return {
    remarksOn(texts, reader) {
      const digests = texts.map(digestOf)
      const known = digests.map((digest) => remembered.get(digest))
      if (!known.includes(undefined)) return { known, rest: undefined }
      const answers = texts.map((text, index) => known[index] ?? asking(digests[index] as string, text, reader))
      return { known, rest: Promise.all(answers) }
    },
    close: thread.close,
  }
}
