/**
 * Looks up words in an English dictionary in Hunspell format. The file stays as it is: an index holds the offset of each
 * stem, and a form of a word is found by removing its affixes. A list of all forms would take ten times the memory.
 */

type Affix = { flag: string; strip: string; add: string; crosses: boolean; fits: RegExp }

/** Whether a word is spelled correctly, capital letters included. */
export type IsWord = (word: string) => boolean

const newline = 10
const slash = 47
const slots = 1 << 17
/** Marks a form that is not a word by itself, such as 1th. */
const onlyInCompounds = 'c'

/** Parses the lines `PFX|SFX flag strip add condition` of an affix file. */
function parseAffixes(aff: string, kind: 'PFX' | 'SFX'): Affix[] {
  const lines = aff.split('\n').map((line) => line.split(/\s+/))
  const crossing = new Set(lines.filter(([name, , cross]) => name === kind && cross === 'Y').map(([, flag]) => flag))
  return lines.flatMap(([name, flag = '', strip = '', add = '', condition]) => {
    if (name !== kind || condition === undefined) return []
    const fits = new RegExp(kind === 'PFX' ? `^${condition}` : `${condition}$`)
    return [{ flag, strip: strip === '0' ? '' : strip, add, crosses: crossing.has(flag), fits }]
  })
}

/** Hashes some of the bytes to a slot of the index. */
function hashToSlot(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  return (hash >>> 8) % slots
}

/** Indexes the stems of a dictionary; returns a function that finds the flags of a stem, or undefined if it is not there. */
function indexStems(dic: Buffer): (stem: string) => string | undefined {
  const index = new Uint32Array(slots)
  const findEndOfStem = (from: number) => {
    let at = from
    while (at < dic.length && dic[at] !== newline && dic[at] !== slash) at++
    return at
  }
  const findEndOfLine = (from: number) => {
    const at = dic.indexOf(newline, from)
    return at === -1 ? dic.length : at
  }
  // the first line is the number of words, so no stem has offset 0, which marks a free slot
  for (let at = findEndOfLine(0) + 1; at < dic.length; at = findEndOfLine(at) + 1) {
    let slot = hashToSlot(dic, at, findEndOfStem(at))
    while (index[slot] !== 0) slot = (slot + 1) % slots
    index[slot] = at
  }
  return (stem) => {
    const bytes = Buffer.from(stem)
    for (let slot = hashToSlot(bytes, 0, bytes.length); index[slot] !== 0; slot = (slot + 1) % slots) {
      const from = index[slot] as number
      const to = findEndOfStem(from)
      if (bytes.equals(dic.subarray(from, to))) return dic.toString('latin1', to + 1, findEndOfLine(to))
    }
    return undefined
  }
}

/** Opens a dictionary; `more` has words that it lacks, in the same format. */
export function openDictionary(files: { aff: Uint8Array; dic: Uint8Array }, more: string): IsWord {
  const aff = Buffer.from(files.aff).toString()
  const findFlags = indexStems(Buffer.concat([files.dic, Buffer.from(`\n${more}\n`)]))
  const prefixes = parseAffixes(aff, 'PFX')
  const suffixes = Map.groupBy(parseAffixes(aff, 'SFX'), ({ add }) => add.at(-1))

  /** Removes each suffix that leaves a stem in the dictionary. */
  const takeSuffixOff = (word: string) =>
    (suffixes.get(word.at(-1)) ?? []).flatMap((affix) => {
      if (!word.endsWith(affix.add)) return []
      const stem = word.slice(0, word.length - affix.add.length) + affix.strip
      const flags = affix.fits.test(stem) ? findFlags(stem) : undefined
      return flags?.includes(affix.flag) ? [{ affix, flags }] : []
    })

  return (word) => {
    const flags = findFlags(word)
    if (flags !== undefined && !flags.includes(onlyInCompounds)) return true
    if (takeSuffixOff(word).length > 0) return true
    return prefixes.some((prefix) => {
      if (!word.startsWith(prefix.add)) return false
      const rest = word.slice(prefix.add.length)
      if (findFlags(rest)?.includes(prefix.flag)) return true
      return takeSuffixOff(rest).some(({ affix, flags }) => affix.crosses && flags.includes(prefix.flag))
    })
  }
}
