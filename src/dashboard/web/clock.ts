/** One ticking clock for all "3 min" texts: a single timer, stopped while the tab is hidden. */
import { useEffect, useState } from 'preact/hooks'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

const tick = () => {
  for (const listener of listeners) listener()
}

function run(): void {
  clearInterval(timer)
  timer = undefined
  if (listeners.size > 0 && !document.hidden) timer = setInterval(tick, 1000)
}

/** Once a second, and at once when the tab is seen again. Returns how to stop. */
export function onTick(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener('visibilitychange', whenSeen)
  listeners.add(listener)
  if (timer === undefined) run()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    document.removeEventListener('visibilitychange', whenSeen)
    run()
  }
}

function whenSeen(): void {
  run()
  if (!document.hidden) tick()
}

/** The time of this drawing in milliseconds; draws anew at least every `everyMs` (a multiple of 1 s). */
export function useNow(everyMs = 1000): number {
  const [, setDrawnMs] = useState(Date.now)
  useEffect(
    () => onTick(() => setDrawnMs((last) => (Math.abs(Date.now() - last) >= everyMs - 100 ? Date.now() : last))),
    [everyMs],
  )
  return Date.now()
}
