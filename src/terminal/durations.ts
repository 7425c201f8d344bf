/** How long something took or has taken, as the live views say it. Pure. */
import { formatDuration } from '../core/words/format.ts'

/** `0.1 s`, `12.4 s`, `3m 20s`, `2h 14m`: a step's time moves once a second, so minutes keep their seconds. */
export function formatStepTime(ms: number): string {
  if (ms < 59_950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`
  if (ms < 3_600_000) return minutesAndSeconds(ms)
  return formatDuration(ms)
}

/** The same for one that runs: whole seconds, because it moves once a second. */
export const formatRunningTime = (ms: number): string =>
  ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1000))} s` : formatStepTime(ms)

/** `8m 02s`, `14 s`, `0.3 s`. */
export const formatSeconds = (ms: number): string =>
  ms > 0 && ms < 950 ? formatStepTime(ms) : ms < 60_000 ? `${Math.max(0, Math.round(ms / 1000))} s` : formatStepTime(ms)

function minutesAndSeconds(ms: number): string {
  const s = Math.floor(ms / 1000)
  return `${Math.floor(s / 60)}m ${String(s % 60).padStart(2, '0')}s`
}
