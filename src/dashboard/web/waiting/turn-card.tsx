/** A turn that ended, or an agent that is stuck: what is known of it, what can be sent to it, and that it was looked at. */
import type { SessionDetail } from '../../../core/session/session.ts'
import type { TurnItem } from '../../../core/waiting/waiting-report.ts'
import { formatDurationInWords } from '../../../core/words/format.ts'
import { api, ask } from '../api.ts'
import { openComposer } from '../compose/compose-open.ts'
import { promiseOf, refusalOf } from '../compose/compose-words.ts'
import { SentLine } from '../compose/sent-line.tsx'
import { isLive } from '../live/live-store.ts'
import { navigate } from '../navigation.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { Since } from '../parts/since.tsx'
import { formatAtMoment } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Formatted } from '../session/conversation/formatted.tsx'
import { CardHead, jumpKey, SessionLink, TerminalButton, useCardKeys } from './card-parts.tsx'
import { type GoOn, useGoOn } from './go-on.ts'
import { kindOfItem, projectOf } from './item-words.ts'
import { agentOf, ChangeFacts } from './turn-facts.tsx'
import { goOnButton, headOfTurn, sentence } from './turn-words.ts'
import { markSeen } from './waiting-state.ts'

interface TurnCardProps {
  readonly item: TurnItem
  readonly onLeave: () => void
}

export function TurnCard({ item, onLeave }: TurnCardProps) {
  const { kind } = item
  const seen = () => void markSeen([item.id])
  const compose = composeOf(item)
  const session = useSession(item.sessionId)
  const goOn = useGoOn(item, kind === 'failed' ? agentOf(item) : undefined)
  useCardKeys({
    Escape: onLeave,
    ...jumpKey(item),
    ...(isLive.value && { e: seen }),
    ...(compose && { p: compose.open }),
    ...(kind === 'done' && { d: () => openSession(item) }),
  })
  const wasChanged = item.facts?.changed !== undefined || session?.files.some(({ isEdited }) => isEdited) === true
  const hasChanges = kind === 'done' && wasChanged
  return (
    <article class="req" aria-label={`${kindOfItem(item)}, ${projectOf(item)}`}>
      <CardHead item={item}>
        <Mark name={kind === 'done' ? 'ok' : 'fail'} />
        <b>{headOfTurn[kind]}</b>
        <Moment item={item} />
      </CardHead>
      <Summary item={item} isKept={session !== undefined} />
      {kind === 'done' && <ChangeFacts turn={item.facts} session={session} />}
      {goOn.sent !== undefined && goOn.sent !== 'sending' && (
        <p class="via" role="status">
          <SentLine one={goOn.sent} />
        </p>
      )}
      <p class="answers">
        {hasChanges && <SessionLink item={item} words="Review the changes" hotkey="d" isFirst />}
        {compose !== undefined && kind === 'failed' && <GoOnButton goOn={goOn} onOpen={compose.open} />}
        {compose !== undefined && kind !== 'failed' && (
          <button
            type="button"
            class={`btn${hasChanges ? '' : ' is-primary'}`}
            disabled={!isLive.value}
            onClick={compose.open}
          >
            <Icon name="send" size={14} />
            {kind === 'stuck' ? 'Interrupt and ask…' : 'Send a prompt…'}
            <kbd>p</kbd>
          </button>
        )}
        {compose !== undefined && kind === 'failed' && (
          <button type="button" class="btn" disabled={!isLive.value} onClick={compose.openAtTime}>
            Try again at…
          </button>
        )}
        {!hasChanges && <SessionLink item={item} hotkey={kind === 'done' ? 'd' : undefined} />}
        <button type="button" class="btn" disabled={!isLive.value} onClick={seen}>
          {kind === 'stuck' ? 'Let it go on' : 'Seen'}
          <kbd>e</kbd>
        </button>
        <TerminalButton item={item} />
      </p>
      {kind === 'stuck' && compose !== undefined && (
        <p class="via">
          Interrupt breaks off its turn once: by Esc in its terminal, or by the server that carries it. Nothing else is
          lost.
        </p>
      )}
      {kind === 'failed' && goOn.sent === undefined && <Foreseen goOn={goOn} />}
    </article>
  )
}

/** Where what it changed, and all that it said, is to be seen. */
function openSession({ sessionId }: TurnItem): void {
  if (sessionId !== undefined) navigate({ screen: 'session', sessionId, query: {} })
}

/** "18 min ago, after 6 min", "for 18 min", "at 14:09" */
function Moment({ item: { kind, since, facts } }: { readonly item: TurnItem }) {
  const sinceMs = since === undefined ? Number.NaN : Date.parse(since)
  if (Number.isNaN(sinceMs)) return null
  if (kind === 'failed') return <span class="muted">{formatAtMoment(sinceMs, Date.now())}</span>
  return (
    <span class="muted">
      {kind === 'stuck' && 'for '}
      <Since sinceMs={sinceMs} format={formatDurationInWords} />
      {kind === 'done' && ' ago'}
      {kind === 'done' && facts?.lastedMs !== undefined && `, after ${formatDurationInWords(facts.lastedMs)}`}
    </span>
  )
}

function Summary({ item: { kind, summary, facts }, isKept }: { readonly item: TurnItem; readonly isKept: boolean }) {
  if (kind === 'failed') {
    return (
      <p class="outcome is-bad">
        <Mark name="fail" /> <b>{summary === '' ? 'Its turn ended with an error.' : sentence(summary)}</b>
        {isKept && ' The conversation is whole.'}
      </p>
    )
  }
  if (kind === 'stuck') return summary === '' ? null : <p class="outcome">{sentence(summary)}</p>
  // What hooks tell of it is a line, and may be cut.
  const words = facts?.says ?? summary
  return words === '' ? null : (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls.
    <section class="plan" tabIndex={0} aria-label="Its last words">
      <Formatted text={words} search="" />
    </section>
  )
}

/** At once where it goes at once; what would have to wait is looked at in the composer. */
function GoOnButton({ goOn: { fate, sent, send }, onOpen }: { readonly goOn: GoOn; readonly onOpen: () => void }) {
  const button = goOnButton(fate, sent)
  if (button === undefined) return null
  const { words, isDirect, isOff } = button
  return (
    <button type="button" class="btn is-primary" disabled={isOff || !isLive.value} onClick={isDirect ? send : onOpen}>
      <Icon name="send" size={14} />
      {words}
    </button>
  )
}

/** By which way it would go, before it does. */
function Foreseen({ goOn: { fate } }: { readonly goOn: GoOn }) {
  if (fate === undefined) return null
  return <p class="via">{'foreseen' in fate ? promiseOf(fate.foreseen) : refusalOf(fate.problem)}</p>
}

/** What its records know. */
const useSession = (id: string | undefined): SessionDetail | undefined =>
  useAnswer(id && `session ${id}`, () => ask(api.sessions[':id'].$get({ param: { id: id ?? '' } }))).value

/** What is written to it next: the composer, opened for what this one needs. */
function composeOf({ kind, agentId, sessionId }: TurnItem) {
  if (agentId === undefined || sessionId === undefined) return undefined
  const when = kind === 'stuck' ? 'interrupt' : 'idle'
  const text = kind === 'failed' ? 'continue' : ''
  return {
    open: () => openComposer([agentId], { text, when }),
    openAtTime: () => openComposer([agentId], { text, when: 'at' }),
  }
}
