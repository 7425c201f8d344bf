/** Whether an answer fits what was asked. Pure. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { listInWords } from '../words/format.ts'
import type { AnswerOrder, AnswerProblem, Approval, AskedQuestion, Decision } from './approval.ts'
import { mayApprove } from './approval-words.ts'

type Fitting = Result<Decision, Pick<AnswerProblem, 'kind' | 'message'>>

const refuse = (kind: AnswerProblem['kind'], message: string): Fitting => err({ kind, message })

/** `isInFull`: who answers had all of it before them; a menu or a notification shows a line. */
export function decisionOf(
  order: AnswerOrder,
  approval: Pick<
    Approval,
    'kind' | 'answers' | 'always' | 'irrevocable' | 'thing' | 'nonce' | 'typedInto' | 'planEdits' | 'stops'
  >,
  { isInFull }: { readonly isInFull: boolean },
): Fitting {
  const { answer, text = '' } = order
  if (order.nonce !== approval.nonce) {
    return refuse('other-request', 'Nothing was sent: it is another request than the one that was answered.')
  }
  const isYes = answer === 'allow' || answer === 'always'
  if (approval.irrevocable !== undefined && isYes) {
    const refusal = whyNotIrrevocable(order, isInFull)
    if (refusal !== undefined) return refusal
  }
  if (!approval.answers.includes(answer)) {
    return refuse('not-offered', `Nothing was sent: ${inWords(approval.answers)} can be answered here.`)
  }
  if (approval.typedInto !== undefined && needsMoreThanAKey(order, approval.thing))
    return refuse('not-offered', onlyAKey)
  const cannotStop = whyNotStop(order, approval)
  if (cannotStop !== undefined) return refuse('not-offered', cannotStop)
  switch (answer) {
    case 'allow': {
      const edits = order.edits ?? 'ask'
      return mayApprove(approval, edits) ? ok({ answer, edits }) : refuse('not-offered', notSo)
    }
    case 'always':
      return offerOf(order, approval.always)
    case 'choose':
      return choicesOf(order, approval.thing.form === 'questions' ? approval.thing.questions : [])
    case 'deny':
      return ok({ answer, text: text.trim(), ...(order.stops === true && { stops: true }) })
    case 'keep-planning':
      return ok({ answer, text: text.trim() })
    default:
      return answer satisfies never
  }
}

const notSo = 'Nothing was sent: in its terminal it can only be approved the other way.'

const onlyAKey =
  'Nothing was sent: it is answered by a key, which takes no words. Answer without them, or in its terminal.'

function whyNotStop({ answer, text = '', stops }: AnswerOrder, asked: Pick<Approval, 'stops'>): string | undefined {
  if (stops !== true) return undefined
  if (answer !== 'deny') return 'Nothing was sent: a turn is stopped with a "no" alone.'
  if (asked.stops === undefined) return 'Nothing was sent: its turn can’t be stopped with the answer.'
  return asked.stops === 'without-words' && text.trim() !== ''
    ? 'Nothing was sent: where its turn is stopped, a word for it would get lost.'
    : undefined
}

/** A key chooses what stands there, and carries nothing. */
function needsMoreThanAKey({ text = '', choices = [] }: AnswerOrder, thing: Approval['thing']): boolean {
  const questions = thing.form === 'questions' ? thing.questions : []
  const isOption = (words: readonly string[], index: number) =>
    words.every((word) => questions[index]?.options.some(({ label }) => label === word.trim()) === true)
  return text.trim() !== '' || !choices.every(isOption)
}

function whyNotIrrevocable({ answer, word }: AnswerOrder, isInFull: boolean): Fitting | undefined {
  if (!isInFull)
    return refuse('not-from-there', 'Nothing was sent: what cannot be taken back is not allowed from there.')
  if (answer === 'always')
    return refuse('not-offered', 'Nothing was sent: what cannot be taken back is asked each time.')
  if (word === 'allow') return undefined
  return refuse('word-needed', 'Nothing was sent: this cannot be taken back, so the word "allow" is asked for.')
}

function offerOf({ offer }: AnswerOrder, offers: Approval['always']): Fitting {
  const chosen = offer === undefined ? offers[0] : offers.find(({ id }) => id === offer)
  if (chosen !== undefined) return ok({ answer: 'always', offer: chosen.id })
  return refuse('not-offered', `Nothing was sent: "always" is one of ${inWords(offers.map(({ id }) => id))}.`)
}

function choicesOf({ choices = [] }: AnswerOrder, questions: readonly AskedQuestion[]): Fitting {
  const given = choices.map((several) => several.map((one) => one.trim()).filter((one) => one !== ''))
  const missing = questions.findIndex((_, index) => (given[index] ?? []).length === 0)
  if (missing >= 0 || given.length > questions.length) {
    const which = missing >= 0 ? `question ${missing + 1} has no answer` : `there are ${questions.length} questions`
    return refuse('not-offered', `Nothing was sent: ${which}.`)
  }
  const single = questions.findIndex(({ isMultiple }, index) => !isMultiple && (given[index] ?? []).length > 1)
  if (single >= 0) return refuse('not-offered', `Nothing was sent: question ${single + 1} takes one answer.`)
  return ok({ answer: 'choose', choices: given })
}

const inWords = (words: readonly string[]): string => (words.length === 0 ? 'nothing' : listInWords(words, 'or'))
