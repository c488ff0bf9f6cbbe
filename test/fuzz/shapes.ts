/** Bodies that a careless reader takes long for: some that nobody may send, and the largest that anybody may. */
import { someFollowUp, someGoal, someMilestone, somePlan } from '../fixtures/plans.ts'

const maxBytes = 1024 * 1024 - 100

/** A text again and again, up to the size of a body. */
const filled = (text: string, bytes = maxBytes) => text.repeat(Math.floor(bytes / Buffer.byteLength(text)))
const inText = (text: string, bytes?: number) => `{"a":"${filled(text, bytes)}"}`
/** A text again and again, as many texts, each as long as a reader looks at. */
const inTexts = (text: string) => {
  const one = JSON.stringify(text.repeat(Math.floor(15_000 / text.length)))
  return `[${filled(`${one},`, maxBytes - Buffer.byteLength(one) - 2)}${one}]`
}
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

/** What is no plan, as text. */
const hostile: Record<string, () => string> = {
  'combining marks': () => inText('\u0301\u0316'),
  'combining marks in the name of a member': () => `{"${filled('\u0301\u0316')}":1}`,
  'combining marks as escapes': () => inText('\\u0301\\u0316'),
  'combining marks, 30 at a time': () => inTexts(`a${'\u0316\u0301'.repeat(15)}`),
  numbers: () => `[${filled('1,')}1]`,
  'empty arrays': () => `[${filled('[],')}[]]`,
  'empty objects': () => `[${filled('{},')}{}]`,
  'empty texts': () => `[${filled('"",')}""]`,
  'members of one object': () => `{${many(80_000, (n) => `"k${n}":1`).join(',')}}`,
  'members that are escaped': () => `{${many(19_000, (n) => `"\\u0061${n}":1`).join(',')}}`,
  'as many members as there may be': () => `{${many(19_999, (n) => `"k${n}":"a${n}"`).join(',')}}`,
  'as many elements as there may be': () => `{"milestones":[${many(19_000, () => '{}').join(',')}]}`,
  'faults, as many as are looked for': () => `{${many(4_900, (n) => `"k${n}":1`).join(',')}}`,
  depth: () => filled('['),
  spaces: () => `[${filled(' ')}]`,
  'spaces behind a name': () => `{"a"${filled(' ')}:1}`,
  'spaces in a text': () => inText(' '),
  backslashes: () => inText('\\\\'),
  'escaped quotes': () => inText('\\"'),
  'text that does not end': () => `"${filled('a')}`,
  'a long number': () => filled('9'),
  digits: () => inTexts('1'),
  'digits with hyphens': () => inTexts('123-45-678 '),
  'numbers of nobody': () => inTexts('000-12-3456 '),
  'digits one by one': () => inTexts('1 '),
  'Arabic-Indic digits': () => inTexts('٣-'),
  labels: () => inTexts('ssn # no '),
  'letters that become eighteen': () => inTexts('1\ufdfa'),
  'half surrogate pairs': () => inText('\\ud800'),
  'line breaks of Windows': () => inTexts('\r\n'),
}

const barrier = (n: number, more = {}) => ({
  ...{ id: `b${n}`, statement: `No bus ${n}.`, origin: 'external', identifiedOn: '2026-01-05' },
  ...more,
})
const milestone = (n: number, more = {}) => someMilestone({ externalId: `m${n}`, ...more })
const followUp = (n: number, more = {}) => someFollowUp({ externalId: `f${n}`, ...more })
const gap = (n: number) => ({ id: `p${n}`, statement: 'No forklift ticket.', kind: 'credential' })
const service = (n: number) => ({
  ...{ kind: 'training', name: 'Course', plannedStartOn: '2024-01-01', startedOn: '1950-07-01', cost: n },
  goalIds: many(40, (k) => `g${k}`),
})
const poor = (n: number) => `THE bus wil not be payed w/o help ,he can not ${n}. it will be updated with an appt`

/** Plan documents that may be sent, each as large as it may be in its way. */
const largest: Record<string, () => object> = {
  'a document with many references': () => ({
    ...{
      goals: many(50, (n) => someGoal({ id: `g${n}` })),
      barriers: many(100, (n) => barrier(n)),
      gaps: many(100, gap),
    },
    milestones: many(200, (n) => milestone(n, { goalId: `g${n % 50}`, mitigates: many(80, (k) => `b${k}`) })),
  }),
  'a document with many references that lead nowhere': () => ({
    barriers: many(95, (n) => barrier(n, { affects: many(200, (k) => `n${k}`) })),
  }),
  'a document with many findings': () => ({
    participant: {
      ...{ id: 'P', programs: ['youth', 'adult'], enteredOn: '2024-01-01', firstCounselingOn: '2024-01-02' },
      ...{ employedOn: '2024-06-01', lastServiceOn: '2024-05-01', exitedOn: '2024-05-01' },
    },
    completedOn: '2024-02-01',
    goals: many(50, (n) => someGoal({ id: `g${n}`, statement: 'work', kind: 'undecided', horizonYears: 10 })),
    ...{ barriers: many(100, (n) => barrier(n)), gaps: many(100, gap), services: many(200, service) },
    milestones: many(200, (n) => milestone(n, { dueOn: '2024-03-01', term: 'long', kind: 'education' })),
    followUps: many(200, (n) =>
      followUp(n, { kind: 'post_exit', dueOn: '2024-09-30', outcome: { employment: 'employed', wagesPaid: n } }),
    ),
  }),
  'a document with many attempts': () => {
    const attempt = (n: number) => ({ on: '2026-01-02', method: 'phone', by: 's', reached: false, note: `${n}` })
    return { followUps: many(7, (n) => followUp(n, { attempts: many(500, attempt) })) }
  },
  'a document with much prose': () => ({
    milestones: many(200, (n) => milestone(n, { reflection: filled(`It was hard ${n}. `, 3_900) })),
  }),
  'a document with much prose in Japanese': () => ({
    milestones: many(80, (n) => milestone(n, { reflection: '語学の勉強は難しい１'.repeat(390) })),
  }),
  'a document with many short texts': () => ({
    milestones: many(200, (n) => milestone(n, { alternatives: many(20, (k) => poor(20 * n + k)) })),
  }),
}

const known: Record<string, () => string> = {
  ...hostile,
  ...Object.fromEntries(
    Object.entries(largest).map(([name, members]) => [name, () => JSON.stringify(somePlan({ ...members() }))]),
  ),
  'blank lines': () => filled('\n', 2 * maxBytes),
  'lines of spaces': () => filled(' \t\r\n', 2 * maxBytes),
  'a line of spaces': () => filled(' ', 4 * maxBytes),
  'lines that are no documents': () => filled('x\n', 2 * maxBytes),
  'lines of numbers': () => filled('[1]\n', 2 * maxBytes),
  'lines with many members': () => filled(`{${many(15_000, (n) => `"k${n}":1`).join(',')}}\n`, 2 * maxBytes),
}

/** The names of the bodies that nobody may send. */
export const hostileShapes: readonly string[] = Object.keys(hostile)
/** The names of the plan documents that may be sent. */
export const largestShapes: readonly string[] = Object.keys(largest)
/** The names of bodies of many lines. */
export const lineShapes: readonly string[] = Object.keys(known).slice(hostileShapes.length + largestShapes.length)

/** The bytes of a body; a name after a slash is put into a plan document as its externalId. */
export function makeBytes(shape: string): Buffer {
  const [name = '', externalId] = shape.split('/')
  const text = (known[name] as () => string)()
  return Buffer.from(externalId ? `${text.slice(0, -1)},"externalId":"${externalId}"}` : text)
}
