/** A turn that ended, or an agent that is stuck: what is known of it, and that it was looked at. */
import type { TurnItem } from '../../../core/waiting/waiting-report.ts'
import { isLive } from '../live/live-store.ts'
import { Link } from '../navigation.tsx'
import { Mark } from '../parts/mark.tsx'
import { formatMoment } from '../parts/time.ts'
import { kindOfItem, nameOf, projectOf } from './item-words.ts'
import { useWaitingKeys } from './use-waiting-keys.ts'
import { markSeen, move } from './waiting-state.ts'

interface TurnCardProps {
  readonly item: TurnItem
  readonly onLeave: () => void
}

export function TurnCard({ item, onLeave }: TurnCardProps) {
  const { kind, summary, since, sessionId } = item
  const canBeSeen = kind !== 'stuck'
  const seen = () => void markSeen([item.id])
  const others = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: onLeave,
    ...(canBeSeen && isLive.value && { e: seen }),
  }
  useWaitingKeys({ answers: {}, others }, () => false)
  return (
    <article class="req" aria-label={`${kindOfItem(item)}, ${projectOf(item)}`}>
      <header class="req-head">
        <div>
          <p class="req-kind">
            <Mark name={kind === 'done' ? 'ok' : 'fail'} />
            <b>{kindOfItem(item)}</b>
            {since !== undefined && <span class="muted">{formatMoment(Date.parse(since), Date.now())}</span>}
          </p>
          <h2 class="req-name">
            {projectOf(item)} <span class="name">{nameOf(item)}</span>
          </h2>
        </div>
      </header>
      {summary !== '' && <p class="outcome">{summary}</p>}
      <p class="answers">
        {sessionId !== undefined && (
          <Link to={{ screen: 'session', sessionId, query: {} }} class="btn">
            Open session
          </Link>
        )}
        {canBeSeen && (
          <button type="button" class="btn" disabled={!isLive.value} onClick={seen}>
            Seen<kbd>e</kbd>
          </button>
        )}
      </p>
    </article>
  )
}
