/** The remarks on the texts of a plan, from memory or from the thread. No text is stored. */
import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Remark, Written } from '../document/facts.ts'
import type { Reader } from './queue.ts'
import { type Answer, openThread, type ThreadOptions } from './thread.ts'

export type Writing = {
  /**
   * The remarks on each text: at once for remembered texts and, if others have to be read first, later for all of them.
   * Undefined stands for a text that was not or could not be read.
   */
  remarksOn: (
    texts: readonly Written[],
    reader: Reader,
  ) => { known: readonly Answer[]; rest: Promise<readonly Answer[]> | undefined }
  close: () => Promise<void>
}

export type WritingOptions = ThreadOptions & {
  /** How many answers are remembered; each takes some 300 bytes. */
  maxBytes?: number
}

const entryBytes = 300
const remarkBytes = 150

/** The key of a remembered text, with its sort, because the same words are judged differently as a goal or a barrier. */
const computeDigest = ({ sort, text }: Written): string => hash('sha256', `${sort} ${text}`, 'base64')

/** Costs nothing until the first text, with which the thread starts. */
export function openWriting({ maxBytes = 4_000_000, ...options }: WritingOptions = {}): Writing {
  const thread = openThread(options)
  const remembered = new LRUCache<string, readonly Remark[]>({
    maxSize: maxBytes,
    sizeCalculation: ({ length }) => entryBytes + remarkBytes * length,
  })
  /** What is being asked, by reader too, so that no one waits for another's turn. */
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
      const digests = texts.map(computeDigest)
      const known = digests.map((digest) => remembered.get(digest))
      if (!known.includes(undefined)) return { known, rest: undefined }
      const answers = texts.map((text, index) => known[index] ?? asking(digests[index] as string, text, reader))
      return { known, rest: Promise.all(answers) }
    },
    close: thread.close,
  }
}
