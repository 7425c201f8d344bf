/**
 * Several questions, or one that takes several answers, as Claude Code 2.1.329 asks them: a page for each, and one on which all answers
 * stand before they are submitted. Until then nothing is answered. Pure.
 *
 *   ←  ☒ Colour  ☐ Parts  ✔ Submit  →        ←  ☒ Colour  ☒ Parts  ✔ Submit  →
 *
 *   Which parts?                             Review your answers
 *
 *   ❯ 1. [✔] Roof                             ● Which colour?
 *     2. [ ] Walls                              → Blue
 *     3. [ ] Type something                   ● Which parts?
 *        Submit                                 → Roof
 *   ──────────────────────────────────
 *     4. Chat about this                     ❯ 1. Submit answers
 *                                              2. Cancel
 */
import { withoutBlanks } from '../../core/prompts/prompt-text.ts'
import type { AskedQuestion } from '../../core/waiting/approval.ts'
import type { DialogStep, ScreenDialog } from '../dialogs.ts'

export const hasPages = (questions: readonly AskedQuestion[]): boolean =>
  questions.length > 1 || questions.some(({ isMultiple }) => isMultiple)

export const isPageOf = (dialog: ScreenDialog, questions: readonly AskedQuestion[]): boolean =>
  hasTabs(dialog, questions) &&
  (questionOn(dialog, questions) !== undefined ||
    (isReview(dialog) && questions.every(({ question }) => reviewOf(dialog).has(withoutBlanks(question)))))

/** The next key on the way to these answers, by what is marked already. */
export function pageStep(
  dialog: ScreenDialog,
  questions: readonly AskedQuestion[],
  choices: readonly (readonly string[])[],
): DialogStep | undefined {
  if (isReview(dialog)) return submitStep(dialog, questions, choices)
  const question = questionOn(dialog, questions)
  if (question === undefined) return undefined
  const wanted = choices[questions.indexOf(question)] ?? []
  if (wanted.length === 0) return undefined
  const options = dialog.options.slice(0, question.options.length)
  const wrong = question.isMultiple
    ? options.find(({ label }) => isMarked(label) !== wanted.includes(withoutMark(label)))
    : options.find(({ label }) => label === wanted[0])
  if (question.isMultiple && wrong === undefined) return { key: 'Tab', isLast: false }
  return wrong && { key: wrong.key, isLast: false }
}

const mark = /^\[(.)\] /
const isMarked = (label: string): boolean => (mark.exec(label)?.[1] ?? ' ') !== ' '
const withoutMark = (label: string): string => label.replace(mark, '')

/** "☒ Colour": a tab for each. */
const hasTabs = ({ title }: ScreenDialog, questions: readonly AskedQuestion[]): boolean =>
  (title.match(/[☐☒]/g) ?? []).length === questions.length && /✔ Submit/.test(title)

function questionOn({ body, options }: ScreenDialog, questions: readonly AskedQuestion[]): AskedQuestion | undefined {
  const text = withoutBlanks(body.map(withoutBar).join(' '))
  const found = questions.filter(
    (asked) =>
      withoutBlanks(asked.question) === text &&
      asked.options.length > 0 &&
      asked.options.every(({ label }, index) => {
        const shown = options[index]?.label ?? ''
        return (asked.isMultiple ? withoutMark(shown) : shown) === label && mark.test(shown) === asked.isMultiple
      }),
  )
  return found.length === 1 ? found[0] : undefined
}

/** Before a text that takes several rows. */
const withoutBar = (row: string): string => row.replace(/^│ ?/, '').trim()

const isReview = ({ body, options }: ScreenDialog): boolean =>
  body[0] === 'Review your answers' && options[0]?.label === 'Submit answers'

function submitStep(
  dialog: ScreenDialog,
  questions: readonly AskedQuestion[],
  choices: readonly (readonly string[])[],
): DialogStep | undefined {
  const given = reviewOf(dialog)
  const isAsMeant = questions.every(({ question, options }, index) => {
    const wanted = choices[index] ?? []
    const inOrder = options.map(({ label }) => label).filter((label) => wanted.includes(label))
    return given.get(withoutBlanks(question)) === withoutBlanks(inOrder.join(', '))
  })
  const key = dialog.options[0]?.key
  return !isAsMeant || given.size !== questions.length || key === undefined ? undefined : { key, isLast: true }
}

/** What it shows as answered, by question; without blanks, as its rows break anywhere. */
function reviewOf({ body }: ScreenDialog): ReadonlyMap<string, string> {
  const text = body.slice(1).map(withoutBar).join('\n')
  return new Map(
    text
      .split(/^● /m)
      .slice(1)
      .map((one) => {
        const [question = '', ...answer] = one.split(/^→ /m)
        return [withoutBlanks(question), withoutBlanks(answer.join(' '))] as const
      }),
  )
}
