/** The answers to a request, as buttons and as keys: both do the same. */
import type { ComponentChildren } from 'preact'
import { acceptsEdits } from '../../../core/waiting/always-words.ts'
import type { AnswerName, Approval } from '../../../core/waiting/approval.ts'
import { mayApprove } from '../../../core/waiting/approval-words.ts'

export interface AnswerActs {
  readonly onOnce: () => void
  readonly onPlan: (edits: 'ask' | 'accept') => void
  readonly onAlways: () => void
  readonly onNo: () => void
}

/** How the one that stands for no is called. */
export const noOf = ({ kind }: Pick<Approval, 'kind'>): AnswerName => (kind === 'plan' ? 'keep-planning' : 'deny')

/** `onNumber`: of the options of a question. */
export function answerKeys(
  approval: Approval,
  { onOnce, onPlan, onAlways, onNo }: AnswerActs,
  onNumber: (number: number) => void,
): Readonly<Record<string, () => void>> {
  const { answers, irrevocable, kind } = approval
  const may = (name: AnswerName) => answers.includes(name)
  const no = may(noOf(approval)) && { n: onNo }
  if (kind === 'question') {
    const numbers = Array.from({ length: 9 }, (_, index) => [String(index + 1), () => onNumber(index + 1)] as const)
    return { ...no, ...Object.fromEntries(numbers) }
  }
  if (kind === 'plan') {
    return {
      ...no,
      ...(mayApprove(approval, 'accept') && { 1: () => onPlan('accept') }),
      ...(mayApprove(approval, 'ask') && { 2: () => onPlan('ask') }),
      3: onNo,
    }
  }
  return {
    ...no,
    ...(may('allow') && { y: onOnce }),
    ...(may('always') && irrevocable === undefined && { a: onAlways }),
  }
}

interface AnswerButtonsProps {
  readonly approval: Approval
  readonly isDisabled: boolean
  readonly acts: AnswerActs
  /** Undefined while nothing is chosen. */
  readonly goOn: (() => void) | undefined
  readonly isLast: boolean
}

export function AnswerButtons({ approval, isDisabled, acts, goOn, isLast }: AnswerButtonsProps) {
  const { onOnce, onPlan, onAlways, onNo } = acts
  const { answers, irrevocable, kind, typedInto } = approval
  const may = (name: AnswerName) => answers.includes(name)
  // A key takes no words that could be asked for.
  const deny = typedInto === undefined ? 'Deny…' : 'Deny'
  const button = (words: ComponentChildren, key: string, onClick: () => void, look = '') => (
    <button type="button" class={`btn ${look}`} disabled={isDisabled} onClick={onClick}>
      {words}
      <kbd>{key}</kbd>
    </button>
  )
  if (kind === 'plan') {
    return (
      <>
        {mayApprove(approval, 'accept') && button('Approve, accept edits', '1', () => onPlan('accept'), 'is-primary')}
        {mayApprove(approval, 'ask') && button('Approve, ask for each edit', '2', () => onPlan('ask'))}
        {button(typedInto === undefined ? 'Keep planning…' : 'Keep planning', '3', onNo)}
      </>
    )
  }
  if (kind === 'question') {
    return (
      <>
        <button type="button" class="btn is-primary" disabled={isDisabled || goOn === undefined} onClick={goOn}>
          {isLast ? 'Send the answer' : 'Next question'}
          <kbd>⏎</kbd>
        </button>
        {may('deny') && button('Talk about it instead…', 'n', onNo)}
      </>
    )
  }
  if (irrevocable !== undefined) {
    return (
      <>
        <button type="button" class="btn" disabled={isDisabled} ref={focusUnlessTyping} onClick={onNo}>
          {deny}
          <kbd>n</kbd>
        </button>
        {button('Allow once…', 'y', onOnce)}
      </>
    )
  }
  return (
    <>
      {may('allow') && button('Allow once', 'y', onOnce, 'is-primary')}
      {may('always') &&
        button(
          acceptsEdits(approval) ? (
            <span>
              Accept all edits<span class="in-page"> of this session</span>…
            </span>
          ) : (
            <span>
              Always<span class="in-page"> allow this</span>…
            </span>
          ),
          'a',
          onAlways,
        )}
      {may('deny') && button(deny, 'n', onNo, 'is-no')}
    </>
  )
}

/** Where something cannot be taken back, what is safe has the focus. */
function focusUnlessTyping(element: HTMLElement | null): void {
  const isTyping = document.activeElement?.matches('input, textarea, select') === true
  if (!isTyping) element?.focus({ preventScroll: true })
}
