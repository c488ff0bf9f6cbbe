/** Why elements are not filled. */
import type { Published } from './layout.ts'

const unkept = 'This service keeps nothing of it.'
const career = 'A career service of a plan does not say whether it is basic or individualized.'
const outside =
  'Career services outside the plans are not known here, so that the latest in them may not be the latest.'
const school = 'youth.school tells whether a youth is in school, but not in which.'
const completed = 'Whether a training was completed or left is not recorded.'

const reasons: Record<string, string> = {
  OBS: 'Whoever sends the records to the Department numbers them.',
  409: school,
  931: 'A training of the type registered_apprenticeship tells of one that was entered, but nothing of one who was an apprentice before.',
  1001: career,
  1003: career,
  1004: outside,
  1200: `${career} firstCounselingOn is only one of the individualized services.`,
  1201: career,
  1203: 'A youth’s work experience is in 1405; that of adults is not told from other services.',
  1205: 'The element 3 of a youth does not say which kind of work experience it is.',
  1301: 'provider of a training tells it, but whether it is an eligible provider is not recorded.',
  1305: 'code of a training can be a CIP code, but is the occupation as a rule (1306).',
  1307: completed,
  1312: completed,
  1317: completed,
  1812: school,
  2700: 'A Social Security number is never kept here.',
}

/** Why an element is not filled. */
export function explainUnfilled({ number, isCurrent }: Published): string {
  if (!isCurrent) return 'The layout of PY2019 has it, and that of PY2022 does not.'
  return reasons[number] ?? unkept
}

/** Whether an element has no column: no text gives its type, the layout no longer has it, or it must not be here. */
export const isLeftOut = ({ number, type, isCurrent }: Published): boolean =>
  type === null || !isCurrent || number === 'OBS' || number === '2700'
