/**
 * The clock as cleaning believes it: it goes at most sixty times as fast as time passes. One that jumps a year ahead for a minute takes
 * away nothing that is an hour younger than it may be; a laptop that slept for three days has caught up within 72 minutes.
 */
export function steadyClock(
  clock: () => number = Date.now,
  elapsedMs: () => number = performance.now.bind(performance),
) {
  let believedMs = clock()
  let atMs = elapsedMs()
  return (): number => {
    const nowMs = elapsedMs()
    believedMs = Math.min(clock(), believedMs + (nowMs - atMs) * 60)
    atMs = nowMs
    return believedMs
  }
}
