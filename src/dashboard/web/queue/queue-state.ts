/** The queue as the server has it, asked for anew whenever it changed. */
import type { QueueReport } from '../../../core/prompts/prompt-report.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { isLive, queueVersion } from '../live/live-store.ts'
import { effect, signal } from '../store.ts'

export const queue = signal<QueueReport | undefined>(undefined)
export const queueProblem = signal<ApiProblem | undefined>(undefined)

/** Steps come in a row: one question answers them all. */
const togetherWithinMs = 80

/** Until what it returns is called. */
export const followQueue = (): (() => void) =>
  effect(() => {
    if (!isLive.value) return
    const mine = queueVersion.value
    const isCurrent = () => queueVersion.peek() === mine
    const timer = setTimeout(() => void askAgain(isCurrent), queue.peek() === undefined ? 0 : togetherWithinMs)
    return () => clearTimeout(timer)
  })

/** An answer that came after the next change is not taken: another one is on its way. */
export async function askAgain(isCurrent: () => boolean = () => true): Promise<void> {
  const answer = await ask(api.queue.$get())
  if (!isCurrent()) return
  if (answer.ok) queue.value = answer.value as QueueReport
  queueProblem.value = answer.ok ? undefined : answer.error
}
