/** How a task's state follows from what was observed. Nothing is inferred from what was not seen. Pure. */
import { type ExitRecord, exitInWords, isClean } from '../terminals/session.ts'
import type { TaskState } from './task.ts'

export interface TaskStanding {
  readonly state: TaskState
  readonly reason?: string | undefined
}

/** A program ended. `isStopped`: its user ended it. Only a clean end of one that left a result, or was called done, is a completion. */
export function afterExit(
  exit: ExitRecord,
  {
    result,
    state,
    isStopped,
  }: { readonly result?: string | undefined; readonly state: TaskState; readonly isStopped: boolean },
): TaskStanding {
  // Its user has said so already: no end takes that back.
  if (state === 'complete') return { state }
  if (isClean(exit) && result !== undefined) return { state: 'complete', reason: 'It ended with a result.' }
  if (isStopped) return { state: 'in_review', reason: 'You stopped it.' }
  return { state: 'in_review', reason: `Its agent ${exitInWords(exit)}.` }
}

/**
 * It is idle after it was not: also right after an answer, where the rest was over before the next look, and where nobody knew what it was at, as
 * of a Codex whose records are found only when it has written some. Of one that nobody looked at before it may have been idle all the time.
 */
export const hasTurned = ({ was, is }: { readonly was: string | undefined; readonly is: string }): boolean =>
  (was === 'busy' || was === 'waiting' || was === 'unknown') && (is === 'idle' || is === 'shell')

/** Its agent was seen at something else than at the look before. `hasNews`: there is a change, a commit or a result to look at. */
export function afterTurn(
  activity: { readonly was: string | undefined; readonly is: string },
  { state, hasNews }: { readonly state: TaskState; readonly hasNews: boolean },
): TaskStanding | undefined {
  const isAtWork = activity.is === 'busy' || activity.is === 'waiting'
  if (isAtWork) return state === 'in_review' || state === 'complete' ? { state: 'in_progress' } : undefined
  if (!hasTurned(activity) || !hasNews || state !== 'in_progress') return undefined
  return { state: 'in_review', reason: 'Its turn ended, and there is something to look at.' }
}

/** Why its user can't put it there by a word; undefined: he can. */
export function whyNotPut(
  to: TaskState,
  task: { readonly state: TaskState; readonly isRunning: boolean; readonly activity?: string | undefined },
): string | undefined {
  if (to === task.state) return undefined
  if (to === 'failed' || to === 'broken') return `Nobody says that a task is ${stateWords[to]}: that is observed.`
  if (task.state === 'broken') return 'Its folder is not what it was: make it again or delete it first.'
  if (to === 'pending') return task.isRunning ? 'Its agent runs: stop it first.' : undefined
  if (to === 'in_progress') return task.isRunning ? undefined : 'No agent of it runs: resume or restart it.'
  if (to === 'complete' && task.isRunning && (task.activity === 'busy' || task.activity === 'waiting'))
    return 'Its agent is at work: wait for it, or stop it first.'
  return undefined
}

export const stateWords: Readonly<Record<TaskState, string>> = {
  pending: 'pending',
  in_progress: 'in progress',
  in_review: 'in review',
  complete: 'done',
  failed: 'failed',
  broken: 'broken',
}

/** Of two tasks in a list: what needs its user first. */
const order: readonly TaskState[] = ['in_progress', 'in_review', 'failed', 'broken', 'pending', 'complete']

export interface Ordered {
  readonly state: TaskState
  readonly isPinned: boolean
  readonly activity?: string | undefined
  readonly since: string
}

export function byNeed(a: Ordered, b: Ordered): number {
  if (a.isPinned !== b.isPinned) return a.isPinned ? -1 : 1
  const place = ({ state }: Ordered) => order.indexOf(state)
  if (a.state !== b.state) return place(a) - place(b)
  const needs = ({ activity }: Ordered) => (activity === 'waiting' ? 0 : activity === 'busy' ? 1 : 2)
  return needs(a) - needs(b) || (a.since < b.since ? 1 : a.since > b.since ? -1 : 0)
}
