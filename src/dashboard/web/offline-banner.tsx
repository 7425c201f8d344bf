import { formatDurationInWords } from '../../core/words/format.ts'
import { useNow } from './clock.ts'
import type { Connection } from './live/connection.ts'
import { connection, liveStore } from './live/live-store.ts'
import { Mark } from './parts/mark.tsx'
import { formatClock } from './parts/time.ts'

/** Says since when, how old the picture is, and when the next try comes. */
export function OfflineBanner() {
  const { value } = connection
  if (value.phase !== 'offline' || value.offlineSinceMs === undefined) return null
  return <Banner connection={value} sinceMs={value.offlineSinceMs} />
}

function Banner({ connection, sinceMs }: { readonly connection: Connection; readonly sinceMs: number }) {
  const nowMs = useNow()
  const { fleet, receivedAtMs, nextTryAtMs } = connection
  const waitSeconds = Math.max(0, Math.ceil(((nextTryAtMs ?? nowMs) - nowMs) / 1000))
  return (
    <div class="banner" role="alert">
      <span>
        <Mark name="none" />
        <b>Disconnected since {formatClock(sinceMs)}.</b> TCE does not answer.{' '}
        {fleet && receivedAtMs !== undefined
          ? `What you see is the last state, ${formatDurationInWords(nowMs - receivedAtMs)} old; actions are off until it is back.`
          : 'Start it with tce run.'}
      </span>
      <span class="banner-end">
        {waitSeconds > 0 ? `Next try in ${waitSeconds} s` : 'Trying…'}
        <button type="button" class="btn" onClick={() => liveStore.retryNow()}>
          Try now
        </button>
      </span>
    </div>
  )
}
