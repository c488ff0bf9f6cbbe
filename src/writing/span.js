/** Parts of a text, by offsets of UTF-16 code units as in a JavaScript string. */

/** @import { Span } from '../document/facts.ts' */
/** @import { Remark } from '../document/facts.ts' */

/** @param {string} text @param {RegExp} pattern @returns {Span[]} */
export const spansOf = (text, pattern) =>
  Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({ start: index, end: index + found.length }))

/** @param {Remark['fault']} fault @param {readonly Span[]} spans @returns {Remark[]} */
export const remarks = (fault, spans) => spans.map(({ start, end }) => ({ fault, start, end }))

/** @param {Span} span @param {readonly Span[]} spans */
export const touches = ({ start, end }, spans) => spans.some((other) => other.start < end && start < other.end)
