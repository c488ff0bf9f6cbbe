/**
 * An English dictionary in the form of Hunspell, read where it lies: the words are an index of offsets into the file, and
 * a form of a word is looked up by taking its affixes off. Writing out all forms would take ten times the memory.
 */

/** @typedef {{ flag: string, strip: string, add: string, crosses: boolean, fits: RegExp }} Affix */
/** @typedef {(word: string) => boolean} IsWord Whether a word is spelled so, capital letters included. */

const newline = 10
const slash = 47
const slots = 1 << 17
/** A form that is no word by itself: 1th. */
const onlyInCompounds = 'c'

/**
 * The lines `PFX|SFX flag strip add condition` of an affix file.
 * @param {string} aff
 * @param {'PFX' | 'SFX'} kind
 * @returns {Affix[]}
 */
function affixesOf(aff, kind) {
  const lines = aff.split('\n').map((line) => line.split(/\s+/))
  const crossing = new Set(lines.filter(([name, , cross]) => name === kind && cross === 'Y').map(([, flag]) => flag))
  return lines.flatMap(([name, flag = '', strip = '', add = '', condition]) => {
    if (name !== kind || condition === undefined) return []
    const fits = new RegExp(kind === 'PFX' ? `^${condition}` : `${condition}$`)
    return [{ flag, strip: strip === '0' ? '' : strip, add, crosses: crossing.has(flag), fits }]
  })
}

/**
 * The flags of a stem in the dictionary; undefined where it has no such stem.
 * @param {Buffer} dic
 * @returns {(stem: string) => string | undefined}
 */
function stemsOf(dic) {
  const index = new Uint32Array(slots)
  /** @type {(bytes: Uint8Array, from: number, to: number) => number} */
  const slotOf = (bytes, from, to) => {
    let hash = 0
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ /** @type {number} */ (bytes[at]), 0x01000193)
    return (hash >>> 8) % slots
  }
  /** @type {(from: number) => number} */
  const endOfStem = (from) => {
    let at = from
    while (at < dic.length && dic[at] !== newline && dic[at] !== slash) at++
    return at
  }
  /** @type {(from: number) => number} */
  const endOfLine = (from) => {
    const at = dic.indexOf(newline, from)
    return at === -1 ? dic.length : at
  }
  // the first line is the number of words, so that no offset is 0
  for (let at = endOfLine(0) + 1; at < dic.length; at = endOfLine(at) + 1) {
    let slot = slotOf(dic, at, endOfStem(at))
    while (index[slot] !== 0) slot = (slot + 1) % slots
    index[slot] = at
  }
  return (stem) => {
    const bytes = Buffer.from(stem)
    for (let slot = slotOf(bytes, 0, bytes.length); index[slot] !== 0; slot = (slot + 1) % slots) {
      const from = /** @type {number} */ (index[slot])
      const to = endOfStem(from)
      if (bytes.equals(dic.subarray(from, to))) return dic.toString('latin1', to + 1, endOfLine(to))
    }
    return undefined
  }
}

/**
 * @param {{ aff: Uint8Array, dic: Uint8Array }} files
 * @param {string} more Words that the dictionary lacks, in its own form.
 * @returns {IsWord}
 */
export function openDictionary(files, more) {
  const aff = Buffer.from(files.aff).toString()
  const flagsOf = stemsOf(Buffer.concat([files.dic, Buffer.from(`\n${more}\n`)]))
  const prefixes = affixesOf(aff, 'PFX')
  const suffixes = Map.groupBy(affixesOf(aff, 'SFX'), ({ add }) => add.at(-1))

  /** @type {(word: string) => { affix: Affix, flags: string }[]} */
  const withoutSuffix = (word) =>
    (suffixes.get(word.at(-1)) ?? []).flatMap((affix) => {
      if (!word.endsWith(affix.add)) return []
      const stem = word.slice(0, word.length - affix.add.length) + affix.strip
      const flags = affix.fits.test(stem) ? flagsOf(stem) : undefined
      return flags?.includes(affix.flag) ? [{ affix, flags }] : []
    })

  return (word) => {
    const flags = flagsOf(word)
    if (flags !== undefined && !flags.includes(onlyInCompounds)) return true
    if (withoutSuffix(word).length > 0) return true
    return prefixes.some((prefix) => {
      if (!word.startsWith(prefix.add)) return false
      const rest = word.slice(prefix.add.length)
      if (flagsOf(rest)?.includes(prefix.flag)) return true
      return withoutSuffix(rest).some(({ affix, flags }) => affix.crosses && flags.includes(prefix.flag))
    })
  }
}
