/** One request: the exact thing, what is known of it, and its answers. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { kindOf } from '../../../agents/kinds.ts'
import type { Approval, ApprovalStep } from '../../../core/waiting/approval.ts'
import type { WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { isLive } from '../live/live-store.ts'
import { Mark } from '../parts/mark.tsx'
import { formatTime } from '../parts/time.ts'
import { useMachine } from '../processes/machine.ts'
import { type AnswerActs, AnswerButtons, answerKeys, noOf } from './answer-buttons.tsx'
import { AlwaysForm, IrrevocableForm, WordForm, type WordFormProps } from './answer-forms.tsx'
import { AskedThingView } from './asked-thing.tsx'
import type { ApprovalCardProps, RequestCardProps } from './card-parts.tsx'
import { CopyAnswer, Failed, jumpKey, leave, NotNow, RequestHead, TerminalButton, useCardKeys } from './card-parts.tsx'
import { headOf, projectOf } from './item-words.ts'
import { OverCard } from './over-card.tsx'
import { QuestionForm, useQuestions } from './question-form.tsx'
import { UnreachableCard } from './unreachable-card.tsx'
import type { WaitingKeyActions } from './use-waiting-keys.ts'
import { isOver } from './waiting-list.ts'
import { answer, failureOf, givenTo, isSending } from './waiting-state.ts'

type Mode = 'answers' | 'deny' | 'always' | 'word'

export function RequestCard(props: RequestCardProps) {
  const { approval } = props.item
  if (approval === undefined) return <UnreachableCard {...props} />
  if (isOver(props.item)) return <OverCard {...props} approval={approval} />
  return <Open key={approval.nonce} {...props} approval={approval} />
}

const noQuestions = [] as const

function Open({ item, approval, onLeave, areLate }: ApprovalCardProps) {
  const [mode, setMode] = useState<Mode>('answers')
  const { thing, irrevocable, always, kind } = approval
  const send = (given: Parameters<typeof answer>[1]) => void answer(item, given)
  const isDisabled = !isLive.value || isSending(item.id)
  const [failure, given] = [failureOf(item.id), givenTo(item.id)]
  const questions = useQuestions(thing.form === 'questions' ? thing.questions : noQuestions, (choices) =>
    send({ answer: 'choose', choices }),
  )
  const acts = {
    onOnce: () => (irrevocable === undefined ? send({ answer: 'allow' }) : setMode('word')),
    onPlan: (edits: 'ask' | 'accept') => send({ answer: 'allow', edits }),
    onAlways: () => setMode('always'),
    // A key takes no words.
    onNo: () => (approval.typedInto === undefined ? setMode('deny') : send({ answer: noOf(approval) })),
  }
  const onNotNow = () => leave(item, onLeave)
  useCardKeys(
    {
      Escape: onNotNow,
      ...jumpKey(item),
      ...(kind === 'question' && mode === 'answers' && { Enter: questions.onEnter }),
    },
    isDisabled ? {} : keysIn(mode, acts, () => answerKeys(approval, acts, questions.onNumber)),
    areLate,
  )
  return (
    <article class="req" aria-label={`${headOf(item)}, ${projectOf(item)}`}>
      <RequestHead item={item}>
        <Mark name="waiting" />
        <b>{headOf(item)}</b>
      </RequestHead>
      <AskedThingView thing={thing} irrevocable={irrevocable} />
      {thing.form === 'questions' && mode === 'answers' && (
        <QuestionForm questions={thing.questions} state={questions} takesWords={approval.typedInto === undefined} />
      )}
      {mode === 'answers' && <Facts item={item} approval={approval} />}
      {mode === 'answers' && <Before steps={approval.before ?? []} />}
      {irrevocable && (
        <p class="hard">
          <b>This cannot be taken back.</b> {irrevocable.sentence}
        </p>
      )}
      {mode === 'answers' && (
        <p class="answers">
          <AnswerButtons
            approval={approval}
            isDisabled={isDisabled}
            acts={acts}
            goOn={questions.canGoOn ? questions.onEnter : undefined}
            isLast={thing.form === 'questions' && questions.place === thing.questions.length - 1}
          />
          <TerminalButton item={item} />
        </p>
      )}
      {mode === 'deny' && (
        <WordForm
          {...noWords(approval)}
          isDisabled={isDisabled}
          stops={approval.stops}
          onStop={(text) => send({ answer: 'deny', text, stops: true })}
          onSend={(text) => send({ answer: noOf(approval), text })}
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
      <Failed failure={failure} />
      {failure !== undefined && !failure.isLate && given !== undefined && (
        <p class="answers">
          {failure.isInCopyMode && (
            <button
              type="button"
              class="btn is-primary"
              disabled={isDisabled}
              onClick={() => send({ ...given, leavesCopyMode: true })}
            >
              Leave copy mode and try again
            </button>
          )}
          {mode !== 'answers' && <TerminalButton item={item} />}
          <CopyAnswer given={given} approval={approval} />
        </p>
      )}
      <Via item={item} approval={approval}>
        {mode === 'answers' && <NotNow onNotNow={onNotNow} />}
      </Via>
    </article>
  )
}

/** Where a rule is looked at, it can still be this once alone; elsewhere there is a field to write in. */
function keysIn(mode: Mode, { onOnce }: AnswerActs, keys: () => WaitingKeyActions['answers']) {
  if (mode === 'answers') return keys()
  return mode === 'always' ? { y: onOnce } : {}
}

const noWords = ({ kind, agent }: Approval): Pick<WordFormProps, 'label' | 'yes' | 'quick'> => {
  const name = kindOf(agent).displayName
  if (kind === 'plan') return { label: `What ${name} should think about`, yes: 'Keep planning' }
  if (kind === 'question') return { label: `Instead of an answer, a word for ${name}`, yes: 'Send' }
  return {
    label: `Deny, and tell ${name} why`,
    yes: 'Deny and tell it',
    quick: ['Not this command.', 'Say first what it does, and why.'],
  }
}

function Before({ steps }: { readonly steps: readonly ApprovalStep[] }) {
  if (steps.length === 0) return null
  return (
    <section class="before">
      <h3>Before it</h3>
      <ul>
        {steps.map(({ tool, about, outcome, note }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one request never move.
          <li key={index} class={outcome === 'done' ? '' : 'is-fail'}>
            <Mark name={outcome === 'done' ? 'ok' : 'fail'} />
            <b>{plainText(tool)}</b>
            <code class="mono clip" title={plainText(about ?? '')}>
              {plainText(about ?? '')}
            </code>
            <span>{plainText(note ?? '')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

function Facts({ item, approval }: { readonly item: WaitingItem; readonly approval: Approval }) {
  const homeDir = useMachine()?.homeDir
  const { says, why, notes, subagent, branch } = approval
  const place = item.cwd === undefined ? undefined : <Place path={withTilde(item.cwd, homeDir)} branch={branch} />
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    ['It says', says],
    ['Why', why],
    ['In', place],
    ['Asked by', subagent === undefined ? undefined : `its subagent ${subagent}`],
    ['Note', notes.length === 0 ? undefined : notes.join(' ')],
  ]
  const known = facts.filter(([, text]) => text !== undefined && text !== '')
  if (known.length === 0) return null
  return (
    <dl class="facts req-facts">
      {known.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

const Place = ({ path, branch }: { readonly path: string; readonly branch: string | undefined }) => (
  <>
    <code class="mono">{path}</code>
    {branch !== undefined && (
      <>
        {' '}
        on <code class="mono">{plainText(branch)}</code>
      </>
    )}
  </>
)

function Via({
  item: { id },
  approval: { agent, deadline, through, typedInto, irrevocable },
  children,
}: {
  readonly item: WaitingItem
  readonly approval: Approval
  readonly children: ComponentChildren
}) {
  if (!isLive.value) {
    return <p class="via">TCE does not answer. Nothing that you press here is kept for later.</p>
  }
  return (
    <p class="via" role={isSending(id) ? 'status' : undefined}>
      <Mark name={isSending(id) ? 'busy' : 'ok'} />
      <span>
        {isSending(id)
          ? 'Sent; waiting to see it taken.'
          : typedInto === undefined
            ? `Goes through ${through === 'host' ? 'the server that carries its session' : 'the permission hook'}. ${kindOf(agent).displayName} gets exactly this answer. ${untilWhen(deadline)}`
            : `${capital(typedInto)}: a key is typed if the screen shows this very question, then it is checked. No hook told of it.`}
        {irrevocable !== undefined && ' Never in a batch, never “always”, and not from a notification or the tray.'}
      </span>
      {children}
    </p>
  )
}

const untilWhen = (deadline: string | undefined): string =>
  deadline === undefined
    ? 'It can be answered in its terminal as well.'
    : `Here until ${formatTime(Date.parse(deadline))}, then in its terminal.`
