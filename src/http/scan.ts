/** Scans JSON text before it is parsed: nothing may be nested too deep, named twice, or too numerous. */
import { malformed } from '../problem.ts'
import { safeName } from './text.ts'

const maxDepth = 32
/** This many members and elements take a few milliseconds; a plan that people wrote has a few hundred. */
export const maxMembers = 20_000

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const backslash = 0x5c
const isSpace = (char: number) => char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09
const isOpening = (char: number) => char === 0x5b || char === 0x7b
const isClosing = (char: number) => char === 0x5d || char === 0x7d

/** Refuses duplicate names, nesting beyond 32 levels, and more than 20,000 members; the rest is left to JSON.parse. */
export function scanJson(text: string): void {
  const names: (Set<string> | null)[] = []
  let members = 0
  let isFirst = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (isSpace(char)) continue
    if (char === comma || (isFirst && !isClosing(char))) members += 1
    if (members > maxMembers)
      throw malformed(`JSON may have ${maxMembers.toLocaleString('en')} members and elements at most.`)
    isFirst = isOpening(char)
    if (isFirst) {
      names.push(char === 0x7b ? new Set() : null)
      if (names.length > maxDepth) throw malformed(`JSON may be nested ${maxDepth} levels deep at most.`)
    } else if (isClosing(char)) names.pop()
    else if (char === quote) {
      const end = findStringEnd(text, at)
      if (isNameAt(text, end)) addName(names.at(-1), text.slice(at, end))
      at = end - 1
    }
  }
}

function findStringEnd(text: string, start: number): number {
  let at = start + 1
  for (; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === quote) break
    if (char === backslash) at += 1
  }
  return at + 1
}

function isNameAt(text: string, end: number): boolean {
  let at = end
  while (isSpace(text.charCodeAt(at))) at += 1
  return text.charCodeAt(at) === colon
}

function addName(names: Set<string> | null | undefined, quoted: string): void {
  const name = quoted.includes('\\') ? unescaped(quoted) : quoted.slice(1, -1)
  if (name === undefined) return // JSON.parse of the whole text reports it better
  if (names?.has(name))
    throw malformed('An object has the same name twice.', [{ pointer: `/${safeName(name)}`, detail: 'appears twice' }])
  names?.add(name)
}

function unescaped(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted)
  } catch {
    return undefined
  }
}
