/** What was typed behind `tce answer 3`, as an answer to what is asked. Pure. */
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { AnswerOrder, Approval, AskedQuestion } from '../core/waiting/approval.ts'

type Typed = Omit<AnswerOrder, 'id' | 'nonce'>

/** The error says what may be typed. */
export function answerTyped(words: readonly string[], approval: Approval): Result<Typed, string> {
  const [first = '', ...rest] = words
  const text = rest.join(' ')
  const { kind, thing } = approval
  switch (first) {
    case 'allow':
      return rest.length === 0 ? ok({ answer: 'allow' }) : err('"allow" goes alone.')
    case 'always':
      return ok({ answer: 'always', ...(rest[0] === undefined ? {} : { offer: offerOf(rest[0], approval) }) })
    case 'deny':
    case 'keep-planning':
      return ok({ answer: kind === 'plan' ? 'keep-planning' : 'deny', text })
    default:
      if (kind === 'plan') return planTyped(first, text)
      if (thing.form === 'questions') return choicesTyped(words, thing.questions)
      return err('Allowed: allow, always, deny.')
  }
}

/** By its number, or its id. */
const offerOf = (word: string, { always }: Approval): string => always[Number(word) - 1]?.id ?? word

function planTyped(choice: string, text: string): Result<Typed, string> {
  if (choice === '1' || choice === '2') return ok({ answer: 'allow', edits: choice === '1' ? 'accept' : 'ask' })
  if (choice === '3') return ok({ answer: 'keep-planning', text })
  return err('Allowed: 1 (approve and accept edits), 2 (approve and ask for each), 3 or keep-planning.')
}

/** A word for each question; with one word for several, its parts between commas. */
function choicesTyped(words: readonly string[], questions: readonly AskedQuestion[]): Result<Typed, string> {
  const [only] = words
  const parts = only === undefined || words.length > 1 || questions.length === 1 ? words : only.split(',')
  const given = questions.length === 1 ? [words.join(' ')] : parts
  if (given.length !== questions.length) {
    return err(`There are ${questions.length} questions: an answer for each, as in 1 "1,3".`)
  }
  return ok({ answer: 'choose', choices: questions.map((question, index) => chosen(given[index] ?? '', question)) })
}

/** Numbers of options; anything else is an answer in one's own words. */
export function chosen(typed: string, { options, isMultiple }: AskedQuestion): readonly string[] {
  const parts = isMultiple ? typed.split(',').map((part) => part.trim()) : [typed.trim()]
  const labels = parts.map((part) => (/^\d+$/.test(part) ? options[Number(part) - 1]?.label : undefined))
  if (labels.length > 0 && labels.every((label) => label !== undefined)) return labels
  return [typed.trim()]
}
