/** When memory is given back: a moment after a thread ended or a store came to rest, once for all that do meanwhile. */
import { seconds } from '../core/time/duration.ts'

/** Threads that were needed together end together, and what they held is freed a moment later. */
const afterMs = seconds(5)
let timer: NodeJS.Timeout | undefined

/** A program that has nothing else to do does not wait for it. */
export function giveBackMemorySoon(): void {
  if (timer !== undefined) return
  timer = setTimeout(async () => {
    timer = undefined
    ;(await import('./give-back-memory.ts')).giveBackMemory()
  }, afterMs).unref()
}
