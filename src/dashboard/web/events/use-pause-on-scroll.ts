/** Who scrolls down reads: then nothing moves. Back at the top it goes on, unless it was paused by hand. */
import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { LiveEvents } from './live-events.ts'

export function usePauseOnScroll(list: RefObject<HTMLElement | null>, live: LiveEvents): void {
  useEffect(() => {
    let isMine = false
    const look = () => {
      const top = list.current?.getBoundingClientRect().top
      if (top === undefined) return
      const isPaused = live.view.peek().held.pausedAtMs !== undefined
      if (top < 0 && !isPaused) {
        isMine = true
        live.pause()
      } else if (scrollY === 0 && isPaused && isMine) {
        isMine = false
        live.resume()
      }
    }
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [list, live])
}
