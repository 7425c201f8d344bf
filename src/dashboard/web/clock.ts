/** One ticking clock for all "3 min" texts: a single timer, stopped while the tab is hidden. */
import { useEffect, useState } from 'preact/hooks'

const ticks = new EventTarget()
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

function run(): void {
  clearInterval(timer)
  timer = undefined
  if (watchers > 0 && !document.hidden) timer = setInterval(() => ticks.dispatchEvent(new Event('tick')), 1000)
}

/** The time now in milliseconds, anew every `everyMs` (a multiple of 1 s). */
export function useNow(everyMs = 1000): number {
  const [nowMs, setNowMs] = useState(Date.now)
  useEffect(() => {
    const tick = () => setNowMs((last) => (Date.now() - last >= everyMs - 100 ? Date.now() : last))
    ticks.addEventListener('tick', tick)
    document.addEventListener('visibilitychange', run)
    watchers += 1
    run()
    return () => {
      ticks.removeEventListener('tick', tick)
      watchers -= 1
      run()
    }
  }, [everyMs])
  return nowMs
}
