import t from 'tap'
import type { Sort } from '../src/document/facts.ts'
import { remarksOn } from '../src/writing/remarks.ts'

/** What is remarked of a text, as "fault: words". */
const seen = (sort: Sort, text: string) =>
  remarksOn({ sort, text }).map(({ fault, start, end }) => `${fault}: ${text.slice(start, end)}`)

/** The example statements of the Career Action Plan content requirements. */
const statements = {
  goal: [
    'To secure full time employment as a laborer in the construction industry.',
    'To obtain a nursing degree and work full time as a nurse.',
    'To work around airplanes.',
  ],
  action: [
    'Steve will update his resume by the end of May, 2011.',
    'Laura will contact the employer by January 15th, 2010 at (phone number) to arrange an informational interview to answer the following questions...',
    'Individual will register by March 31, 2011 to write safety tickets at (training provider).',
    'Individual will attend a follow-up meeting with an employment counselor at (location) on February 12th, 2011 to report on actions.',
    'Business Admin diploma, 6 years experience as a cashier at Sears, valid class 5 driver’s license, etc.',
    'Amy is at home with 5 children and manages a household: effective time management, budgeting, food planning, and preparation—all skills that are transferable.',
    'Mike has 3 years work experience as a 2nd year apprenticed commercial plumber including one year of residential plumbing experience installing dishwashers, sinks and showers.',
    'Laura has 5 years experience working as a folk festival volunteer developing work schedules, ordering supplies and dealing with tight deadlines.',
    'Trudy has 2 years experience working with the public as a receptionist dealing with people in person and by phone, including multi-lines with approximately 50 calls per day and has experience dealing with difficult people and understands the importance of confidentiality.',
  ],
  account: [
    'Lack of formal education',
    'Trevor completed his Grade 12 GED successfully but has difficulty with reading and writing—appears to be functioning at a lower grade level.',
    'Based on information given, Melanie has the education and credentials needed to pursue work in the field of computer science but has no paid experience or contacts in the field- needs to make contact with employers who employ workers with similar skills.',
  ],
} satisfies Partial<Record<Sort, string[]>>

for (const [sort, texts] of Object.entries(statements))
  for (const text of texts)
    t.test(`The content requirements’ own ${sort} has no remark: ${text.slice(0, 60)}`, async (t) => {
      t.strictSame(seen(sort as Sort, text), [])
    })

const expected: [Sort, string, string[]][] = [
  // what the content requirements give as a part of a sentence
  ['action', 'keyboarding at 45 wpm', ['lower: keyboarding']],
  // spelling
  [
    'action',
    'Udpate the resume and recieve the certificat.',
    ['misspelled: Udpate', 'misspelled: recieve', 'misspelled: certificat'],
  ],
  ['action', 'Use the résumé workshop; jobseekers upskill in preapprenticeships.', []],
  ['account', 'She’ll meet the employer’s trainers, who don’t work on weekends.', []],
  ['action', 'Obtain hands-on, entry-level and multi-employer training, and re-enroll.', []],
  // grammar
  ['action', 'Update the the resume at an college after a hour.', ['repeated: the the', 'article: an', 'article: a']],
  [
    'action',
    'Attend class,then study  hard . She could of finished.Next is work.',
    ['spacing: ,', 'spacing:   ', 'spacing:  .', 'phrase: could of', 'spacing: .'],
  ],
  ['action', 'Complete an 8-hour course, an honors class, a one-day visit, a university tour.', []],
  // upper and lower case
  ['goal', 'TO BECOME A NURSE', ['capitals: TO BECOME A NURSE']],
  [
    'action',
    'Complete the form. then send it, as i do on mondays in english.',
    ['lower: then', 'lower: i', 'lower: mondays', 'lower: english'],
  ],
  ['action', 'Learn REading and PowerPoint at LinkedIn on an iPad.', ['mixed: REading']],
  ['action', 'Call NOW.', ['capitals: NOW']],
  ['fragment', 'the first bus leaves at 8', []],
  // abbreviations
  [
    'action',
    'Call the dept mgr w/ questions b/c of the CDL.',
    ['abbreviated: dept', 'abbreviated: mgr', 'abbreviated: w/', 'abbreviated: b/c'],
  ],
  ['action', 'Earn a General Educational Development (GED) and a CDL (commercial driver’s license); show the CDL.', []],
  ['action', 'Become a Certified Nursing Assistant (CNA), then an LPN.', []],
  ['action', 'Lift 50 lbs, type 40 wpm, walk 2 km.', []],
  // positive and active language
  [
    'action',
    'The resume will be updated; the form was signed by the staff; the class is taught.',
    ['passive: will be updated', 'passive: was signed', 'passive: taught'],
  ],
  [
    'action',
    'I can’t type, lack experience and am unable to drive.',
    ['negative: can’t', 'negative: lack', 'negative: unable to'],
  ],
  ['action', 'To be certified, licensed and employed; is interested in nursing; was promoted.', []],
  ['action', 'Not only attend but lead; never late; works without supervision; no later than May.', []],
  ['action', 'If the class is not offered, take it online.', []],
  ['account', 'I cannot drive; the license was taken away by the court.', []],
  // clear and concise
  ['goal', 'Get a job.', []],
  ['goal', 'A new job', ['short: A new job']],
  ['goal', 'To get my GED, find a job and move to Texas.', ['several: find', 'several: move']],
  ['goal', 'To become a nurse; to own a house.', ['several: own']],
  ['action', 'Get my GED, find a job and move to Texas.', []],
]
for (const [sort, text, remarks] of expected)
  t.test(`${remarks.length || 'No'} remarks on the ${sort}: ${text.slice(0, 70)}`, async (t) => {
    t.strictSame(seen(sort, text), remarks)
  })

t.test('A goal of 300 characters is concise, and one more is not', async (t) => {
  const text = `To work as a nurse${' by day or night'.repeat(17)} and more.`
  t.equal(text.length, 300)
  t.strictSame(seen('goal', text), [])
  t.strictSame(seen('goal', `${text}..`), ['long: ..'])
})

const exempt = [
  'Meet Xochitl Nguyen, Oluwaseun Adeyemi and Wojciech at Goodwill in Schaumburg.',
  'Hoang attends the class; Amina will call Dulce.',
  'Deshawn’s instructor is Dr. O’Neil of the YMCA in Peoria, IL.',
  'Research O*NET-SOC 47-2061.00, PIRL 1300, CIP 51.3801 and NAICS 236.',
  'Take “Finanse for non-Financal Managers”, "teh the" and ‘weldng’.',
  'Write to m.lopez@ccc.edu, see www.ilworknet.com/trainng?id=3 or https://jobz.example.org/aply.',
  'Call (773) 555-0142 or 1-800-555-0199 ext. 12 before 5 p.m. on 3/31/2026 or 2026-04-01.',
  'Go to 1200 N. Lk Shre Dr., Chicago, IL 60601.',
  'Score at level 5+ on the TABE 11/12 with 3.5 GPA2, and learn C# and R&D.',
]
for (const text of exempt)
  t.test(`Names, codes and quoted terms have no remark: ${text.slice(0, 60)}`, async (t) => {
    t.strictSame(seen('action', text), [])
  })

t.test('A text that is not in English has no remark', async (t) => {
  t.strictSame(seen('goal', 'obtener mi certificado y trabajar tiempo completo como enfermera'), [])
  t.strictSame(seen('goal', 'ստանալ վկայական և աշխատել'), [])
  t.strictSame(seen('goal', '\u202eשלום עולם, אני רוצה לעבוד\u202c'), [])
})

t.test('Offsets are those of a JavaScript string', async (t) => {
  const text = '👩‍⚕️ Become a nurse in a hosptal 😀 and re\u0301sume\u0301.'
  const [remark] = remarksOn({ sort: 'goal', text })
  t.strictSame(remark, { fault: 'misspelled', start: text.indexOf('hosptal'), end: text.indexOf('hosptal') + 7 })
})

t.test('A text has 40 remarks at most, and the same ones each time', async (t) => {
  const text = 'The hosptal of the scool. '.repeat(50)
  t.equal(remarksOn({ sort: 'action', text }).length, 40)
  t.strictSame(remarksOn({ sort: 'action', text }), remarksOn({ sort: 'action', text }))
})

const hostile = {
  'no spaces': 'a'.repeat(100_000),
  'combining marks': `a${'\u0301'.repeat(100_000)}`,
  'right to left': '\u202eשלום '.repeat(20_000),
  emoji: '😀'.repeat(50_000),
  'lone surrogates': '\ud83d'.repeat(100_000),
  apostrophes: "a'".repeat(50_000),
  hyphens: 'a-'.repeat(50_000),
  periods: 'a. '.repeat(33_000),
  quotes: '"'.repeat(100_000),
  brackets: 'AB ('.repeat(25_000),
  spaces: `a${' '.repeat(100_000)}b`,
  'line breaks': '\n'.repeat(100_000),
  'unknown words': 'Xqzkfj the xqzkfjw. '.repeat(5_000),
  capitals: 'ABCD '.repeat(20_000),
  addresses: '12 Aa Aa Aa '.repeat(8_000),
  verbs: 'get, is not '.repeat(8_000),
}
t.test('Hostile text ends quickly at every length', async (t) => {
  remarksOn({ sort: 'goal', text: 'To work as a nurse.' })
  for (const [name, text] of Object.entries(hostile))
    for (const length of [1, 4_000, 8_000, text.length]) {
      const before = performance.now()
      remarksOn({ sort: 'goal', text: text.slice(0, length) })
      t.ok(performance.now() - before < 5_000, `${name}, ${length}`)
    }
  for (const text of ['', ' ', '\0', '😀', '\u0301', '\u202e', '?'])
    t.doesNotThrow(() => remarksOn({ sort: 'goal', text }))
})
