/** What the cards of *Waiting for you* have in common: a head, a way to the session, what went wrong, and the keys that move and leave. */
import type { ComponentChildren } from 'preact'
import type { Approval } from '../../../core/waiting/approval.ts'
import { answerToCopy } from '../../../core/waiting/approval-words.ts'
import type { ListedItem, WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { isLive } from '../live/live-store.ts'
import { Link } from '../navigation.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { JumpButton, jumpTo } from '../parts/jump.tsx'
import { Mark } from '../parts/mark.tsx'
import { Since } from '../parts/since.tsx'
import type { Failure } from './failure.ts'
import { nameOf, projectOf, waitedWords } from './item-words.ts'
import { AgentMeta, agentOf } from './turn-facts.tsx'
import type { WaitingKeyActions } from './use-waiting-keys.ts'
import { useWaitingKeys } from './use-waiting-keys.ts'
import type { GivenAnswer } from './waiting-state.ts'
import { chosenItem, move, notNowFor, pick, pickRange } from './waiting-state.ts'

export interface RequestCardProps {
  readonly item: WaitingItem
  /** Esc, besides putting it off: the panel closes. */
  readonly onLeave: () => void
  /** Keys that answer rest: something else has just come under the cursor. */
  readonly areLate: () => boolean
}

export interface ApprovalCardProps extends RequestCardProps {
  readonly approval: Approval
}

const never = () => false

/** `answers` rest when something else came under the cursor; moving does not. */
export function useCardKeys(
  others: WaitingKeyActions['others'],
  answers: WaitingKeyActions['answers'] = {},
  areLate: () => boolean = never,
): void {
  const withCursor = (act: (item: ListedItem) => void) => () => {
    const { value } = chosenItem
    if (value !== undefined) act(value)
  }
  const moves = {
    ...{ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) },
    ...{ x: withCursor(pick), X: withCursor(pickRange) },
  }
  useWaitingKeys({ answers, others: { ...moves, ...others } }, areLate)
}

/** To its terminal, as a key and as a button. */
export const jumpKey = ({ agentId }: ListedItem): WaitingKeyActions['others'] =>
  agentId === undefined ? {} : { o: () => void jumpTo(agentId) }

/** `isFirst`: it is what there is to do. */
export const TerminalButton = ({
  item,
  isFirst = false,
}: {
  readonly item: ListedItem
  readonly isFirst?: boolean
}) => <JumpButton agentId={item.agentId} isOff={!isLive.value} hotkey="o" isFirst={isFirst} />

export function leave(item: WaitingItem, onLeave: () => void): void {
  void notNowFor(item)
  onLeave()
}

/** For a pointer; the key is Esc. */
export const NotNow = ({ onNotNow }: { readonly onNotNow: () => void }) => (
  <button type="button" class="link not-now" onClick={onNotNow}>
    Not now<kbd>Esc</kbd>
  </button>
)

interface HeadProps {
  readonly item: ListedItem
  /** Where its name leads to something. */
  readonly project?: ComponentChildren
  /** What it is, and since when. */
  readonly children: ComponentChildren
}

export const CardHead = ({ item, project = projectOf(item), children }: HeadProps) => (
  <header class="req-head">
    <div>
      <p class="req-kind">{children}</p>
      <h2 class="req-name">
        {project} <span class="name">{nameOf(item)}</span>
      </h2>
    </div>
    <AgentMeta agent={agentOf(item)} />
  </header>
)

export function RequestHead({ item, children }: { readonly item: WaitingItem; readonly children: ComponentChildren }) {
  const sinceMs = item.since === undefined ? Number.NaN : Date.parse(item.since)
  const { approval, sessionId } = item
  const isWaiting = approval === undefined || approval.state === 'open'
  const project =
    sessionId === undefined ? undefined : (
      <Link to={{ screen: 'session', sessionId, query: {} }} class="plain">
        {projectOf(item)}
      </Link>
    )
  return (
    <CardHead item={item} project={project}>
      {children}
      {isWaiting && !Number.isNaN(sinceMs) && (
        <span class="muted">
          <Since sinceMs={sinceMs} format={waitedWords} />
        </span>
      )}
    </CardHead>
  )
}

interface SessionLinkProps {
  readonly item: ListedItem
  readonly words?: string
  readonly isFirst?: boolean
  readonly hotkey?: string | undefined
}

export function SessionLink({ item, words = 'Open session', isFirst = false, hotkey }: SessionLinkProps) {
  const { sessionId } = item
  return sessionId === undefined ? null : (
    <Link to={{ screen: 'session', sessionId, query: {} }} class={`btn${isFirst ? ' is-primary' : ''}`}>
      {words}
      {hotkey && <kbd>{hotkey}</kbd>}
    </Link>
  )
}

export function Failed({ failure }: { readonly failure: Failure | undefined }) {
  if (failure === undefined) return null
  return (
    <p class={`outcome${failure.isLate ? '' : ' is-bad'}`} role="alert">
      {!failure.isLate && <Mark name="fail" />} {failure.isUndelivered && <b>Your answer did not arrive. </b>}
      {failure.message}
    </p>
  )
}

/** Where nobody saw it arrive: to give it by hand. */
export const CopyAnswer = ({ given, approval }: { readonly given: GivenAnswer; readonly approval: Approval }) => (
  <CopyButton text={answerToCopy(given, approval)} what="answer">
    Copy the answer
  </CopyButton>
)
