/** Random values: some that fit a schema, some that nearly do, some that fit nothing. */

import type { Schema } from '../fixtures/operations.ts'
import type { OpenApi } from '../support/conformance.ts'
import type { Json } from '../support/service.ts'
import { listTypes, resolved } from './members.ts'
import type { Random } from './random.ts'

/** Texts that break what does not expect them, and that may all be kept. */
const oddTexts = [
  'null',
  '0',
  '-1',
  'true',
  '[]',
  '{}',
  'é',
  'e\u0301',
  'ﬁ',
  '中文',
  '😀',
  '👨‍👩‍👧‍👦',
  'İ',
  '٤٢',
  '\u202e\u2066',
  'a\nb\tc',
  '{"a":1}',
  '{1,2}',
  '{"',
  'NaN',
  'Infinity',
  "'; drop table plans; --",
  '$1',
  '%s%n',
  '$' + '{7*7}',
  '{{7*7}}',
  '../../etc/passwd',
  '<script>',
  '\\',
  '"',
  "'",
  ',',
  '(',
  '-infinity',
  'infinity',
  'now',
  'today',
  'epoch',
  '__proto__',
  'constructor',
  'toString',
  '0000-01-01',
  '2024-02-29',
  '1e400',
  '00000000-0000-0000-0000-000000000000',
  'W/"1"',
  '*',
  'milestones,milestones',
]
/** Texts that break what does not expect them. */
export const hostileTexts = [
  ...oddTexts,
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\u001b[31m',
    '\r\nX-Evil: 1',
    '\ud800',
    '\udfff\ud800',
    '\ufeff',
    '\u2028',
    'x'.repeat(129),
    '😀'.repeat(1001),
  ],
  ...[
    '9999-12-31',
    '2026-02-30',
    '2200-12-31',
    '1900-01-01',
    '2026-06-30T23:59:60Z',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '219-09-9999',
    '２１９－０９－９９９９',
    '"1"',
  ],
]
const hostileNumbers = [
  0,
  -0,
  -1,
  1,
  0.1,
  1e-9,
  41.255,
  255,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 64,
  1e21,
  1e308,
  -1e308,
  3660,
  10_000_000,
]

const pad = (number: number, length = 2) => String(number).padStart(length, '0')

/** Makes values for the schemas of a document; `known` gives a value that means something for a member of this name. */
export function createGenerator(document: OpenApi, random: Random, known: (name: string) => Json | undefined) {
  function dayText(): string {
    if (random.chance(0.1)) return random.pick(['1900-01-01', '2200-12-31', '2024-02-29', '2000-12-31', '2199-08-31'])
    return `20${random.pick(['25', '26', '26', '27'])}-${pad(1 + random.below(12))}-${pad(1 + random.below(28))}`
  }

  function textFor(schema: Schema): string {
    if (schema.enum) return random.pick(schema.enum.filter((value: Json) => value !== null))
    if (schema.format === 'date') return dayText()
    if (schema.format === 'date-time')
      return `${dayText()}T${pad(random.below(24))}:00:00.${pad(random.below(1000), 3)}Z`
    if (schema.format === 'uuid') return '019b0c5e-7d8a-7c3e-9a41-5f0d2b6c8e17'
    const fits = (text: string) =>
      (!schema.pattern || new RegExp(schema.pattern, 'u').test(text)) &&
      text.length <= (schema.maxLength ?? 128) &&
      text !== ''
    const candidates = [...(schema.examples ?? []), random.pick(oddTexts), `x${random.below(1000)}`].filter(fits)
    return random.chance(0.7) ? candidates[0] : random.pick(candidates)
  }

  function numberFor({ enum: values, minimum = 0, maximum = 1000, type }: Schema): number {
    if (values) return random.pick(values.filter((value: Json) => value !== null))
    const drawn = minimum + random.below(Math.min(maximum, 100) - minimum + 1)
    const number = random.pick([minimum, Math.min(maximum, 1e6), drawn, drawn, drawn])
    return [type].flat().includes('number') && random.chance(0.3) ? Math.min(maximum, number + 0.25) : number
  }

  function objectFor(schema: Schema, depth: number): Json {
    const required = new Set<string>(schema.required)
    const members = Object.entries(schema.properties ?? {}).filter(
      ([name]) =>
        required.has(name) || (name === 'recordedOn' ? random.chance(0.01) : random.chance(depth > 2 ? 0.5 : 0.4)),
    )
    return Object.fromEntries(members.map(([name, member]) => [name, valueFor(member, name, depth + 1)]))
  }

  /** A value that fits a schema. */
  function valueFor(given: Schema, name = '', depth = 0): Json {
    if (listTypes(given).includes('null') && random.chance(0.1)) return null
    const schema = resolved(document, given)
    const types = listTypes(schema)
    if (types.includes('object')) return objectFor(schema, depth)
    if (types.includes('array')) {
      const max = Math.min(schema.maxItems ?? 3, 3)
      const count = Math.max(schema.minItems ?? 0, random.below(max + 1))
      const items = Array.from({ length: count }, () => valueFor(schema.items, name, depth + 1))
      return schema.uniqueItems ? [...new Set(items)] : items
    }
    if (types.includes('boolean')) return random.chance(0.5)
    if (types.includes('integer') || types.includes('number')) return numberFor(schema)
    return (random.chance(0.6) ? known(name) : undefined) ?? textFor(schema)
  }

  /** A value that nothing expects. */
  function hostileValue(): Json {
    const nested = (depth: number): Json =>
      depth === 0 ? 1 : random.chance(0.5) ? [nested(depth - 1)] : { a: nested(depth - 1) }
    const make: (() => Json)[] = [
      () => random.pick(hostileTexts),
      () => random.pick(hostileTexts),
      () => random.pick(hostileNumbers),
      () => random.pick([true, false, null, null]),
      () => random.pick([[], {}, [null], [[]], { '': 1 }]),
      () => Array(random.pick([51, 201, 501])).fill(random.pick(['x', null, 1])),
      () => nested(random.pick([3, 10, 40])),
    ]
    return random.pick(make)()
  }

  /** A copy of a value with one thing wrong in it, or more. */
  function mutated(value: Json): Json {
    if (value === null || typeof value !== 'object' || random.chance(0.15)) return hostileValue()
    const keys = Object.keys(value)
    const key = keys.length > 0 ? random.pick(keys) : 'x'
    const copy = structuredClone(value)
    const put = (name: string, one: Json) =>
      Object.defineProperty(copy, name, { value: one, enumerable: true, configurable: true, writable: true })
    const more = () => (Array.isArray(copy) ? copy.push(copy[0] ?? 1) : put(`${key}x`, copy[key]))
    const less = () => (Array.isArray(copy) ? copy.splice(0, 1) : delete copy[key])
    const odd = () => (Array.isArray(copy) ? copy.reverse() : put(random.pick(hostileTexts), 1))
    const change = [() => put(key, mutated(copy[key])), () => put(key, mutated(copy[key])), more, less, odd]
    random.pick(change)()
    return random.chance(0.3) ? mutated(copy) : copy
  }

  /** The text of a value, sometimes no longer JSON. */
  function jsonText(value: Json): string {
    const text = JSON.stringify(value) ?? ''
    if (!random.chance(0.03) || text.length < 3) return text
    const at = random.below(text.length)
    const broken = [
      text.slice(0, at),
      `${text}${text}`,
      text.replace(/"(\w+)":/, '"$1":1,"$1":'),
      `${text.slice(0, at)}\u0000${text.slice(at)}`,
      text.replace('{', '{"__proto__":{},'),
    ]
    return random.pick(broken)
  }

  return { valueFor, hostileValue, mutated, jsonText }
}
