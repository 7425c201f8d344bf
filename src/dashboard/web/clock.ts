/** One ticking clock for all "3 min" texts: a single timer, stopped while nobody reads it or the tab is hidden. */
import { signal, useComputed } from './store.ts'

let timer: ReturnType<typeof setInterval> | undefined

const tick = signal(0, {
  watched: () => {
    document.addEventListener('visibilitychange', whenSeen)
    run()
  },
  unwatched: () => {
    document.removeEventListener('visibilitychange', whenSeen)
    clearInterval(timer)
  },
})

const next = () => {
  tick.value += 1
}

function run(): void {
  clearInterval(timer)
  if (!document.hidden) timer = setInterval(next, 1000)
}

function whenSeen(): void {
  run()
  if (!document.hidden) next()
}

/** The time in milliseconds. What is computed from it, is computed again each second, and at once when the tab is seen again. */
export function readClock(): number {
  void tick.value
  return Date.now()
}

/** The time of this drawing; draws anew at least every `everyMs` (a multiple of 1 s). */
export function useNow(everyMs = 1000): number {
  void useComputed(() => Math.floor(readClock() / everyMs)).value
  return Date.now()
}
