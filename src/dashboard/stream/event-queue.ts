/**
 * What one reader has not been sent yet. A newer event of a kind takes the place of the older one, so a slow reader sees fewer
 * pictures, not old ones, and the queue is never longer than there are kinds. A reader that has not taken one heartbeat by the
 * time of the next is stuck: it is told to resync and let go.
 */
import { type Frame, frame } from './frame.ts'

export interface EventQueue {
  push(frame: Frame): void
  /** The next frame, when there is one; undefined at the end. */
  take(): Promise<Frame | undefined>
  end(): void
  readonly length: number
  readonly isEnded: boolean
}

export function createEventQueue(): EventQueue {
  let waiting: Frame[] = []
  let isEnded = false
  let wake: (() => void) | undefined

  const rouse = () => {
    wake?.()
    wake = undefined
  }

  return {
    get length() {
      return waiting.length
    },
    get isEnded() {
      return isEnded
    },
    push(next) {
      if (isEnded) return
      if (next.type === 'heartbeat' && waiting.some(({ type }) => type === 'heartbeat')) {
        waiting = [frame('resync', '{}')]
        isEnded = true
      } else {
        waiting = [...waiting.filter(({ type }) => type !== next.type), next]
      }
      rouse()
    },
    async take() {
      while (waiting.length === 0) {
        if (isEnded) return undefined
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return waiting.shift()
    },
    end() {
      isEnded = true
      rouse()
    },
  }
}
