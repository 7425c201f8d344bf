/** One request: the exact thing, what is known of it, and its answers; after an answer what came of it, where it stood. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { kindOf } from '../../../agents/kinds.ts'
import type { AnswerName, Approval } from '../../../core/waiting/approval.ts'
import type { WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { isLive } from '../live/live-store.ts'
import { Link } from '../navigation.tsx'
import { Mark } from '../parts/mark.tsx'
import { Since } from '../parts/since.tsx'
import { withTilde } from '../parts/tilde.ts'
import { formatTime } from '../parts/time.ts'
import { useMachine } from '../processes/machine.ts'
import { AlwaysForm, IrrevocableForm, WordForm } from './answer-forms.tsx'
import { AskedThingView } from './asked-thing.tsx'
import { headOf, nameOf, projectOf, waitedWords } from './item-words.ts'
import { QuestionForm, useQuestions } from './question-form.tsx'
import type { WaitingKeyActions } from './use-waiting-keys.ts'
import { useWaitingKeys } from './use-waiting-keys.ts'
import { isOver } from './waiting-list.ts'
import type { Failure } from './waiting-state.ts'
import { answer, choose, failureOf, isSending, move, nextItem, notNowFor } from './waiting-state.ts'

interface CardProps {
  readonly item: WaitingItem
  /** Esc, besides putting it off: the panel closes. */
  readonly onLeave: () => void
  /** Keys that answer rest: something else has just come under the cursor. */
  readonly areLate: () => boolean
}

type Mode = 'answers' | 'deny' | 'always' | 'word'

export function RequestCard(props: CardProps) {
  const { approval } = props.item
  if (approval === undefined) return <Unreachable {...props} />
  if (isOver(props.item)) return <Over {...props} approval={approval} />
  return <Open key={approval.nonce} {...props} approval={approval} />
}

interface OpenProps extends CardProps {
  readonly approval: Approval
}

const noQuestions = [] as const

function Open({ item, approval, onLeave, areLate }: OpenProps) {
  const [mode, setMode] = useState<Mode>('answers')
  const { thing, answers, irrevocable, always, kind } = approval
  const send = (given: Parameters<typeof answer>[1]) => void answer(item, given)
  const isDisabled = !isLive.value || isSending(item.id)
  const questions = useQuestions(thing.form === 'questions' ? thing.questions : noQuestions, (choices) =>
    send({ answer: 'choose', choices }),
  )
  const may = (name: AnswerName) => answers.includes(name)
  const isWordAsked = irrevocable !== undefined
  const once = () => (isWordAsked ? setMode('word') : send({ answer: 'allow' }))
  const no: AnswerName = kind === 'plan' ? 'keep-planning' : 'deny'
  const leave = () => {
    notNowFor(item)
    onLeave()
  }
  const planKeys = {
    ...(may('allow') && {
      1: () => send({ answer: 'allow', edits: 'accept' }),
      2: () => send({ answer: 'allow', edits: 'ask' }),
    }),
    3: () => setMode('deny'),
  }
  const numbers = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [String(index + 1), () => questions.onNumber(index + 1)]),
  )
  useCardKeys(
    areLate,
    isDisabled || mode !== 'answers'
      ? {}
      : {
          ...(kind === 'permission' && may('allow') && { y: once }),
          ...(kind === 'permission' && may('always') && !isWordAsked && { a: () => setMode('always') }),
          ...(may(no) && { n: () => setMode('deny') }),
          ...(kind === 'question' && numbers),
          ...(kind === 'plan' && planKeys),
        },
    { Escape: leave, ...(kind === 'question' && mode === 'answers' && { Enter: questions.onEnter }) },
  )
  return (
    <article class="req" aria-label={`${headOf(item)}, ${projectOf(item)}`}>
      <Head item={item}>
        <Mark name="waiting" />
        <b>{headOf(item)}</b>
      </Head>
      <AskedThingView thing={thing} irrevocable={irrevocable} />
      {thing.form === 'questions' && mode === 'answers' && (
        <QuestionForm questions={thing.questions} state={questions} />
      )}
      {mode === 'answers' && <Facts item={item} approval={approval} />}
      {irrevocable && (
        <p class="hard">
          <b>This cannot be taken back.</b> {irrevocable.sentence}
        </p>
      )}
      {mode === 'answers' && (
        <p class="answers">
          <Answers
            approval={approval}
            isDisabled={isDisabled}
            onOnce={once}
            onPlan={(edits) => send({ answer: 'allow', edits })}
            onAlways={() => setMode('always')}
            onNo={() => setMode('deny')}
            goOn={questions.canGoOn ? questions.onEnter : undefined}
            isLast={thing.form === 'questions' && questions.place === thing.questions.length - 1}
          />
          <button type="button" class="btn is-quiet" onClick={leave}>
            Not now<kbd>Esc</kbd>
          </button>
        </p>
      )}
      {mode === 'deny' && (
        <WordForm
          {...noWords(approval)}
          isDisabled={isDisabled}
          onSend={(text) => send({ answer: no, text })}
          onBack={() => setMode('answers')}
        />
      )}
      {mode === 'always' && (
        <AlwaysForm
          offers={always}
          isDisabled={isDisabled}
          onAlways={({ id }) => send({ answer: 'always', offer: id })}
          onOnce={() => send({ answer: 'allow' })}
          onBack={() => setMode('answers')}
        />
      )}
      {mode === 'word' && (
        <IrrevocableForm
          isDisabled={isDisabled}
          onAllow={(word) => send({ answer: 'allow', word })}
          onBack={() => setMode('answers')}
        />
      )}
      <Failed failure={failureOf(item.id)} />
      <Via item={item} approval={approval} />
    </article>
  )
}

/** `answers` rest when something else came under the cursor; moving does not. */
function useCardKeys(
  areLate: () => boolean,
  answers: WaitingKeyActions['answers'],
  others: WaitingKeyActions['others'],
): void {
  const moves = { j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) }
  useWaitingKeys({ answers, others: { ...moves, ...others } }, areLate)
}

const noWords = ({ kind, agent }: Approval): { readonly label: string; readonly yes: string } => {
  const name = kindOf(agent).displayName
  if (kind === 'plan') return { label: `What ${name} should think about`, yes: 'Keep planning' }
  if (kind === 'question') return { label: `Instead of an answer, a word for ${name}`, yes: 'Send' }
  return { label: `A word for ${name}`, yes: 'Deny' }
}

interface AnswersProps {
  readonly approval: Approval
  readonly isDisabled: boolean
  readonly onOnce: () => void
  readonly onPlan: (edits: 'ask' | 'accept') => void
  readonly onAlways: () => void
  readonly onNo: () => void
  /** Undefined while nothing is chosen. */
  readonly goOn: (() => void) | undefined
  readonly isLast: boolean
}

function Answers(props: AnswersProps) {
  const { approval, isDisabled, onOnce, onPlan, onAlways, onNo, goOn, isLast } = props
  const { answers, irrevocable, kind } = approval
  const may = (name: AnswerName) => answers.includes(name)
  const button = (words: string, key: string, onClick: () => void, isPrimary = false) => (
    <button type="button" class={`btn${isPrimary ? ' is-primary' : ''}`} disabled={isDisabled} onClick={onClick}>
      {words}
      <kbd>{key}</kbd>
    </button>
  )
  if (kind === 'plan') {
    return (
      <>
        {may('allow') && button('Approve, accept edits', '1', () => onPlan('accept'), true)}
        {may('allow') && button('Approve, ask for each edit', '2', () => onPlan('ask'))}
        {button('Keep planning…', '3', onNo)}
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
          Deny…<kbd>n</kbd>
        </button>
        {button('Allow once…', 'y', onOnce)}
      </>
    )
  }
  return (
    <>
      {may('allow') && button('Allow once', 'y', onOnce, true)}
      {may('always') && button('Always allow this…', 'a', onAlways)}
      {may('deny') && button('Deny…', 'n', onNo)}
    </>
  )
}

/** Where something cannot be taken back, what is safe has the focus. */
function focusUnlessTyping(element: HTMLElement | null): void {
  const isTyping = document.activeElement?.matches('input, textarea, select') === true
  if (!isTyping) element?.focus({ preventScroll: true })
}

function Head({ item, children }: { readonly item: WaitingItem; readonly children: ComponentChildren }) {
  const sinceMs = item.since === undefined ? Number.NaN : Date.parse(item.since)
  const { approval, sessionId } = item
  const isWaiting = approval === undefined || approval.state === 'open'
  return (
    <header class="req-head">
      <div>
        <p class="req-kind">
          {children}
          {isWaiting && !Number.isNaN(sinceMs) && (
            <span class="muted">
              <Since sinceMs={sinceMs} format={waitedWords} />
            </span>
          )}
        </p>
        <h2 class="req-name">
          {sessionId === undefined ? (
            projectOf(item)
          ) : (
            <Link to={{ screen: 'session', sessionId, query: {} }} class="plain">
              {projectOf(item)}
            </Link>
          )}{' '}
          <span class="name">{nameOf(item)}</span>
        </h2>
      </div>
    </header>
  )
}

function Facts({ item, approval }: { readonly item: WaitingItem; readonly approval: Approval }) {
  const homeDir = useMachine()?.homeDir
  const { says, why, notes, subagent } = approval
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['It says', says],
    ['Why', why],
    ['In', item.cwd === undefined ? undefined : withTilde(item.cwd, homeDir)],
    ['Asked by', subagent === undefined ? undefined : `its subagent ${subagent}`],
    ['Note', notes.length === 0 ? undefined : notes.join(' ')],
  ]
  const known = facts.filter(([, text]) => text !== undefined && text !== '')
  if (known.length === 0) return null
  return (
    <dl class="facts req-facts">
      {known.map(([name, text]) => (
        <>
          <dt key={`${name} name`}>{name}</dt>
          <dd key={name}>{text}</dd>
        </>
      ))}
    </dl>
  )
}

function Via({
  item: { id },
  approval: { agent, deadline },
}: {
  readonly item: WaitingItem
  readonly approval: Approval
}) {
  if (!isLive.value) {
    return <p class="via">TCE does not answer. Nothing that you press here is kept for later.</p>
  }
  return (
    <p class="via" role={isSending(id) ? 'status' : undefined}>
      <Mark name={isSending(id) ? 'busy' : 'ok'} />
      {isSending(id)
        ? 'Sent; waiting to see it taken.'
        : `Goes through the permission hook. ${kindOf(agent).displayName} gets exactly this answer. Here until ${formatTime(Date.parse(deadline))}, then in its terminal.`}
    </p>
  )
}

function Failed({ failure }: { readonly failure: Failure | undefined }) {
  if (failure === undefined) return null
  return (
    <p class={`outcome${failure.isLate ? '' : ' is-bad'}`} role="alert">
      {!failure.isLate && <Mark name="fail" />} {failure.message}
    </p>
  )
}

function Over({ item, approval, onLeave, areLate }: OpenProps) {
  const { outcome, kind } = approval
  const next = nextItem.value
  const isHere = outcome?.kind === 'answered-here'
  const leave = () => {
    if (next !== undefined) choose(next)
    onLeave()
  }
  useCardKeys(areLate, {}, { j: () => (next === undefined ? move(1) : choose(next)), Escape: leave })
  const isBad =
    outcome?.kind === 'let-go' || (isHere && approval.state === 'over' && outcome.confirmedAfterMs === undefined)
  return (
    <article class="req is-over" aria-label={`Over, ${projectOf(item)}`}>
      <Head item={item}>
        <Mark name={isBad ? 'warn' : 'ok'} />
        <b>{isHere ? 'Answered' : outcome?.kind === 'answered-there' ? 'Answered elsewhere' : 'Not asked any more'}</b>
      </Head>
      <p class="outcome" role="status">
        <b>{outcome?.message ?? 'It is not asked any more.'}</b>{' '}
        {outcome !== undefined && <span class="muted">{formatTime(Date.parse(outcome.at))}. </span>}
        {!isHere && 'Nothing was sent from here.'}
      </p>
      <Failed failure={failureOf(item.id)} />
      {kind === 'permission' && <AskedThingView thing={approval.thing} irrevocable={undefined} />}
      <p class="answers">
        {next !== undefined && (
          <button type="button" class="btn is-primary" onClick={() => choose(next)}>
            Next: {projectOf(next)}
            <kbd>j</kbd>
          </button>
        )}
        <SessionLink item={item} />
      </p>
      <p class="via">
        It leaves the list when you go on. Keys rest for a second after a change, so that a late one answers nothing.
      </p>
    </article>
  )
}

function SessionLink({ item: { sessionId } }: { readonly item: WaitingItem }) {
  return sessionId === undefined ? null : (
    <Link to={{ screen: 'session', sessionId, query: {} }} class="btn">
      Open session
    </Link>
  )
}

function Unreachable({ item, onLeave, areLate }: CardProps) {
  const { unreachable, summary } = item
  useCardKeys(
    areLate,
    {},
    {
      Escape: () => {
        notNowFor(item)
        onLeave()
      },
    },
  )
  return (
    <article class="req" aria-label={`Waits for you, ${projectOf(item)}`}>
      <Head item={item}>
        <Mark name="waiting" />
        <b>{headOf(item)}</b>
      </Head>
      {summary !== '' && (
        <div class="cmd">
          <pre>{summary}</pre>
        </div>
      )}
      <p class="outcome">
        <b>It can't be answered from here.</b> {unreachable?.reason}
        {unreachable?.next !== undefined && (
          <>
            <br />
            <span class="muted">Next: {unreachable.next}.</span>
          </>
        )}
      </p>
      <p class="answers">
        <SessionLink item={item} />
      </p>
    </article>
  )
}
