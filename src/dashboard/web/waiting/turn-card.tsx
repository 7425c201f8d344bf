/** A turn that ended, or an agent that is stuck: what is known of it, and that it was looked at. */
import type { TurnItem } from '../../../core/waiting/waiting-report.ts'
import { openComposer } from '../compose/compose-open.ts'
import { isLive } from '../live/live-store.ts'
import { Icon, Mark } from '../parts/mark.tsx'
import { formatMoment } from '../parts/time.ts'
import { CardHead, jumpKey, SessionLink, TerminalButton, useCardKeys } from './card-parts.tsx'
import { kindOfItem, projectOf } from './item-words.ts'
import { markSeen } from './waiting-state.ts'

interface TurnCardProps {
  readonly item: TurnItem
  readonly onLeave: () => void
}

export function TurnCard({ item, onLeave }: TurnCardProps) {
  const { kind, summary, since } = item
  const seen = () => void markSeen([item.id])
  const ask = askOf(item)
  useCardKeys({ Escape: onLeave, ...jumpKey(item), ...(isLive.value && { e: seen }), ...(ask && { p: ask.open }) })
  return (
    <article class="req" aria-label={`${kindOfItem(item)}, ${projectOf(item)}`}>
      <CardHead item={item}>
        <Mark name={kind === 'done' ? 'ok' : 'fail'} />
        <b>{kindOfItem(item)}</b>
        {since !== undefined && <span class="muted">{formatMoment(Date.parse(since), Date.now())}</span>}
      </CardHead>
      {summary !== '' && <p class="outcome">{summary}</p>}
      <p class="answers">
        {ask !== undefined && (
          <button type="button" class="btn is-primary" disabled={!isLive.value} onClick={ask.open}>
            <Icon name="send" size={14} />
            {ask.words}
            <kbd>p</kbd>
          </button>
        )}
        {kind === 'failed' && ask !== undefined && (
          <button type="button" class="btn" disabled={!isLive.value} onClick={ask.openAtTime}>
            Try again at…
          </button>
        )}
        <SessionLink item={item} />
        <button type="button" class="btn" disabled={!isLive.value} onClick={seen}>
          {kind === 'stuck' ? 'Let it go on' : 'Seen'}
          <kbd>e</kbd>
        </button>
        <TerminalButton item={item} />
      </p>
      {kind === 'stuck' && ask !== undefined && (
        <p class="via">Interrupt presses Esc once in its terminal. The turn ends, nothing is lost.</p>
      )}
    </article>
  )
}

/** What is written to it next: the composer, opened for what this one needs. */
function askOf({ kind, agentId, sessionId }: TurnItem) {
  if (agentId === undefined || sessionId === undefined) return undefined
  const open = (words: string, when: 'idle' | 'at' | 'interrupt', text = '') => ({
    words,
    open: () => openComposer([agentId], { text, when }),
    openAtTime: () => openComposer([agentId], { text, when: 'at' }),
  })
  if (kind === 'stuck') return open('Interrupt and ask…', 'interrupt')
  return kind === 'failed' ? open('Send “continue”…', 'idle', 'continue') : open('Send a prompt…', 'idle')
}
