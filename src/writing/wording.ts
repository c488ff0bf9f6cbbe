/** Checks for negative words and for verbs that hide who acts. */
import type { Remark } from '../document/facts.ts'
import type { Reading } from './reading.ts'
import { findSpans, makeRemarks } from './span.ts'
import { conditions } from './words.ts'

const cannot =
  /\b(?:can ?not|(?:can|could|do|does|did|wo|would|should|is|are|was|were|has|have|had)n['’]t|can['’]t|(?:could|do|does|did|will|would|should|is|are|am|was|were|has|have|had) not)\b(?! (?:only|just|limited|later|less|more|necessarily))/giu
const lacking =
  /\b(?:unable to|incapable of|inability to|lack(?:s|ing)?(?: of)?|fail(?:s|ed|ing)? to|unskilled|uneducated|unemployable|unqualified|hopeless|useless|worthless|lazy|incompetent)\b/giu
/** A condition is not a judgment: "if the class is not offered". */
const condition = /\b(?:if|unless|in case|whether|should|when|until)\b[^.!?;]{0,100}$/iu
/** Matches something still to be done that does not say by whom: "will be updated". */
const deferred = /\b(?:will|to|must|should|shall|can|could|may|might) be (?:\p{L}{1,20}ly )?\p{L}{2,20}ed\b/giu
const byWhom =
  /\b(?:is|are|was|were|been|being) (?:\p{L}{1,20}ly )?\p{L}{2,20}ed(?= by (?:the|an?|his|her|their|my|our|staff)\b)/giu

/** Checks whether a text is positive and says who acts. */
export function checkWording({ text, remarked }: Reading): Remark[] {
  const negative = [cannot, lacking]
    .flatMap((pattern) => findSpans(text, pattern))
    .filter(({ start }) => !condition.test(text.slice(Math.max(0, start - 120), start)))
  const passive = findSpans(text, deferred).filter(
    ({ start, end }) => !conditions.has(text.slice(start, end).split(' ').at(-1)?.toLowerCase() ?? ''),
  )
  return [
    ...makeRemarks('negative', negative),
    ...makeRemarks('passive', [...passive, ...findSpans(text, byWhom), ...(remarked.get('retext-passive') ?? [])]),
  ]
}
