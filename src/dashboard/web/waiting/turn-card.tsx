/** A turn that ended, or an agent that is stuck: what is known of it, and that it was looked at. */
import type { TurnItem } from '../../../core/waiting/waiting-report.ts'
import { isLive } from '../live/live-store.ts'
import { Mark } from '../parts/mark.tsx'
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
  useCardKeys({ Escape: onLeave, ...jumpKey(item), ...(isLive.value && { e: seen }) })
  return (
    <article class="req" aria-label={`${kindOfItem(item)}, ${projectOf(item)}`}>
      <CardHead item={item}>
        <Mark name={kind === 'done' ? 'ok' : 'fail'} />
        <b>{kindOfItem(item)}</b>
        {since !== undefined && <span class="muted">{formatMoment(Date.parse(since), Date.now())}</span>}
      </CardHead>
      {summary !== '' && <p class="outcome">{summary}</p>}
      <p class="answers">
        <SessionLink item={item} />
        <button type="button" class="btn" disabled={!isLive.value} onClick={seen}>
          {kind === 'stuck' ? 'Let it go on' : 'Seen'}
          <kbd>e</kbd>
        </button>
        <TerminalButton item={item} />
      </p>
    </article>
  )
}
