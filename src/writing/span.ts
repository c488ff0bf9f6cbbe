/** Works with parts of a text, by UTF-16 offsets as in JavaScript strings. */
import type { Fault, Remark, TextSpan } from '../document/facts.ts'

/** Finds the parts of a text that match a global pattern. */
export const findSpans = (text: string, pattern: RegExp): TextSpan[] =>
  Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({ start: index, end: index + found.length }))

/** Makes a remark of each part, all with the same fault. */
export const makeRemarks = (fault: Fault, spans: readonly TextSpan[]): Remark[] =>
  spans.map(({ start, end }) => ({ fault, start, end }))

/** Whether a part overlaps any of the others. */
export const touches = ({ start, end }: TextSpan, spans: readonly TextSpan[]): boolean =>
  spans.some((other) => other.start < end && start < other.end)
