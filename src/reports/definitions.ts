/** The definitions of reports as text: for the OpenAPI document, for answers, and for README.md in this folder. */
import { reports } from './index.ts'
import { cohortParameters } from './query.ts'
import type { Report } from './report.ts'

const cohorts = {
  exit: 'Counts periods of participation by their day of exit',
  counseling: 'Counts periods of participation by their first individual counseling session',
  programYear: 'Counts periods of participation in education or training in a program year',
  due: 'Counts follow-ups by the day on which they are due',
}

const listParameters = ({ cohort }: Report) => cohortParameters[cohort].map((name) => `\`${name}\``).join(', ')
const getCitation = ({ citation: { label, url, level } }: Report) => `${url ? `[${label}](${url})` : label} (${level})`

/** The definition of a report, as answered. */
export const shownDefinition = (report: Report) => ({
  name: report.name,
  question: report.question,
  definitionVersion: report.definitionVersion,
  cohort: report.cohort,
  parameters: cohortParameters[report.cohort],
  measures: Object.entries(report.measures).map(([measure, { statement, value }]) => ({
    ...{ measure, statement, value: value?.of ?? null, average: value?.average ?? null },
  })),
  reasons: report.reasons,
  citation: { url: null, ...report.citation },
  example: report.example,
})

const measureLines = ({ measures }: Report) =>
  Object.entries(measures).map(([measure, { statement, value }]) => {
    const summed = value ? ` Value: ${value.of} Summed up as ${value.average}.` : ''
    return `- \`${measure}\`: ${statement}${summed}`
  })

/** A definition as Markdown, without its example. */
const definitionLines = (report: Report) => [
  `${report.question} ${cohorts[report.cohort]} (${listParameters(report)}).`,
  '',
  ...measureLines(report),
  '',
  `Rests on: ${getCitation(report)}.`,
]

/** All definitions as Markdown, each with its worked example in words. */
export const definitionsText = (): string =>
  reports
    .map((report) =>
      [
        `**${report.name}** (definition ${report.definitionVersion}). ${definitionLines(report).join('\n')}`,
        '',
        `Example: ${report.example.tells}`,
      ].join('\n'),
    )
    .join('\n\n')

const answerCells = ({ measure, ...members }: Report['example']['answers'][number]) =>
  Object.entries(members)
    .filter(([, value]) => value === null || typeof value === 'number')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

const section = (report: Report) =>
  [
    `## ${report.name}`,
    '',
    `Definition ${report.definitionVersion}. ${definitionLines(report).join('\n')}`,
    '',
    `Example: ${report.example.tells}`,
    '',
    '```json',
    ...report.example.plans.map((plan) => JSON.stringify(plan)),
    '```',
    '',
    `\`GET /v1/reports/${report.name}?${report.example.query}\` answers:`,
    '',
    ...report.example.answers.map((answer) => `- \`${answer.measure}\`: ${answerCells(answer)}`),
    '',
  ].join('\n')

/** The text of README.md in this folder. */
export const reportsText =
  (): string => `<!-- Written by \`npm run docs\` from the reports in this folder; a test compares it. -->

# The reports

A report counts rows. Each row is one period of participation, or one follow-up, milestone or attainment in it, and counts as
*numerator* (and in the denominator), *denominator* (only there), *excluded*, *unknown* or *pending*. Each of the six federal
indicators has two numbers: *known* counts what is known so far, and *federal* counts as the law does, which leaves out what is
unknown as long as it can become known: until the end of the second quarter after the quarter in question. Then it counts as not
employed, with wages of 0, for good (TEGL 10-16, Change 3, p. 5 and 8), and the number is final. They
count participants, who have a day of program entry, and without \`program\` those of title I. \`GET
/v1/reports/{report}/rows\` streams them, and their count is the number. A person counts once per period of participation,
however many plans it has, and also without one, and once more after coming back. The office and the career planner of a
period are those of its latest plan on the day that is asked for, plans entered in error aside; a period without a plan has none.
So what was handed over in May is still of the one who had it in the report of March. Pending is what has a window that has not ended on \`asOf\`,
whatever is known already; it is never a no. Excluded from outcomes are, by their reason of exit (PIRL 923), adults and
dislocated workers for 01 to 04 and youth for 01 to 05 (TEGL 10-16, Change 3, Attachment II). A co-enrolled person is counted
as a youth where the youth program is asked for, and else as an adult. What counts of a past day is what is recorded now; with \`known=then\` what was recorded at its end, under
the policy of that day, so that a report that was published can be asked for again. A release that counts otherwise raises
the version of the definition.

The tests run the examples; \`GET /v1/reports\` answers the definitions with them.

${reports.map(section).join('\n')}`
