/** Whose turn it is among the prompts of one session, and when none goes out any more. Pure. */
import { minutes, seconds } from '../time/duration.ts'
import type { Prompt, PromptState, PromptWhen } from './prompt.ts'
import { isInFlight, isTrouble } from './prompt-states.ts'

/** What the session is at, as far as a prompt asks. `turn-ends`: it asks at this moment whether there is more to do. */
export type Moment = 'idle' | 'busy' | 'turn-ends'

/** How a turn ended that should have gone on, and when. */
export interface BrokenTurn {
  readonly how: 'api-error' | 'interrupted'
  readonly atMs: number
}

export interface QueueStop {
  readonly why: 'api-error' | 'interrupted' | 'failed' | 'unknown' | 'in-box' | 'orphaned'
  /** Absent where its turn is what went wrong. */
  readonly promptId?: string | undefined
  readonly atMs: number
}

/** Those of one session, in their order. */
export const inOrder = (prompts: readonly Prompt[]): readonly Prompt[] =>
  prompts.toSorted((a, b) => a.place - b.place || a.createdAtMs - b.createdAtMs)

/**
 * Why the queue of a session stands still until a person has looked: its last prompt went wrong, or its turn was broken off since it
 * has something to send. `passedMs`: a person said "go on" then.
 */
export function stopOf(
  prompts: readonly Prompt[],
  broken: BrokenTurn | undefined,
  passedMs: number | undefined,
): QueueStop | undefined {
  const trouble = prompts.findLast(({ state }) => isTrouble(state))
  if (trouble !== undefined) {
    return { why: trouble.state as QueueStop['why'], promptId: trouble.id, atMs: trouble.stateSinceMs }
  }
  const waiting = prompts.filter(({ state }) => state === 'queued')
  if (broken === undefined || waiting.length === 0 || broken.atMs <= (passedMs ?? 0)) return undefined
  // What was sent after the break was sent by somebody who could see it.
  const isOld = waiting.some(({ createdAtMs }) => createdAtMs < broken.atMs)
  return isOld ? { why: broken.how, atMs: broken.atMs } : undefined
}

/**
 * The one that goes next at this moment. One that waits for its time or for another one lets those after it go first; one that waits
 * for the session lets only those go first that do not.
 */
export function nextDue(
  prompts: readonly Prompt[],
  moment: Moment,
  nowMs: number,
  stateOf: (id: string) => PromptState | undefined,
): Prompt | undefined {
  if (prompts.some(({ state }) => isInFlight(state))) return undefined
  return inOrder(prompts).find(
    ({ state, when }) => state === 'queued' && isReady(when, nowMs, stateOf) && suits(when, moment),
  )
}

/** Those that go before a new one at this moment: one that is on its way, and whoever is ready. Not those that wait for something else. */
export const goFirst = (
  prompts: readonly Prompt[],
  moment: Moment,
  nowMs: number,
  stateOf: (id: string) => PromptState | undefined,
): readonly Prompt[] =>
  prompts.filter(
    ({ state, when }) =>
      isInFlight(state) || (state === 'queued' && isReady(when, nowMs, stateOf) && suits(when, moment)),
  )

function isReady(when: PromptWhen, nowMs: number, stateOf: (id: string) => PromptState | undefined): boolean {
  if (when.kind === 'at') return when.atMs <= nowMs
  if (when.kind !== 'after') return true
  // One that was deleted since is over, too.
  const state = stateOf(when.promptId)
  return state === undefined || state === 'answered'
}

function suits({ kind }: PromptWhen, moment: Moment): boolean {
  if (moment === 'idle') return true
  return moment === 'busy' ? kind === 'now' : kind !== 'now'
}

/** Whether one has to be looked at again and again: what is at its end, or on hold, costs nothing. */
export const isAwaited = ({ state, stateSinceMs, attempt }: Prompt, nowMs: number): boolean =>
  state === 'queued' ||
  isInFlight(state) ||
  state === 'delivered' ||
  ((state === 'unknown' || state === 'in-box') && nowMs - (attempt?.startedAtMs ?? stateSinceMs) < provableForMs)

/** No proof within this: it is not confirmed. */
export const doubtAfterMs = seconds(10)
/** Proof that comes later still counts. */
export const provableForMs = minutes(10)
/** In a session that just began Enter may be lost, and the registry speaks of the moment before. */
export const settledAfterMs = seconds(10)
export const idleForMs = 700
