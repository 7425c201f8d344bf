/** Nobody is called from their work for an hour: all alerts rest, on every channel, until it is pressed again or the hour is over. */
import { hours } from '../../../core/time/duration.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { isLive } from '../live/live-store.ts'
import { Icon } from '../parts/mark.tsx'
import { formatTime } from '../parts/time.ts'
import { showToast } from '../parts/toast.tsx'
import { useAnswer } from '../parts/use-answer.ts'

export function QuietButton() {
  const { value, retry } = useAnswer('quiet', () => ask(api.alerts.$get()), { followsUsage: false })
  const nowMs = useNow(5000)
  const endsMs = Date.parse(value?.snoozedUntil ?? '')
  const untilMs = endsMs > nowMs ? endsMs : undefined
  const toggle = async () => {
    const until = untilMs === undefined ? { until: new Date(Date.now() + hours(1)).toISOString() } : {}
    const done = await ask(api.alerts.snooze.$post({ json: until }))
    if (!done.ok) return showToast({ isOk: false, content: done.error.message })
    announce(untilMs === undefined ? 'Quiet for 1 h.' : 'You are told again.')
    retry()
  }
  const words = untilMs === undefined ? 'Quiet for 1 h' : `Quiet until ${formatTime(untilMs)}`
  return (
    <button
      type="button"
      class="icon-btn"
      aria-label={words}
      title={words}
      aria-pressed={untilMs !== undefined}
      disabled={!isLive.value || value === undefined}
      onClick={() => void toggle()}
    >
      <Icon name="bell" />
    </button>
  )
}
