/** Where a new prompt stands, when it goes, and how long it lives. */
import type { AgentProcess } from '../../core/process/process.ts'
import {
  type NewPrompt,
  type Prompt,
  type PromptTarget,
  type PromptWhen,
  promptNumber,
} from '../../core/prompts/prompt.ts'
import { inOrder } from '../../core/prompts/prompt-queue.ts'
import { isOver, isWaiting } from '../../core/prompts/prompt-states.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { hours } from '../../core/time/duration.ts'
import type { Foreseen, PromptProblem, PromptRequest } from '../prompts.ts'

const expiresAfterMs = hours(12)

export const isDone = ({ state }: Pick<Prompt, 'state'>): boolean => isOver(state) || state === 'delivered'

export const addressOf = ({ pid, start, agent, sessionId, cwd, project, name }: PromptTarget): PromptTarget => ({
  ...{ pid, start, agent, sessionId, cwd, project, name },
})

export function newPrompt(
  { target, text, when, isCommand, createdBy }: Pick<NewPrompt, 'target' | 'text' | 'when' | 'isCommand' | 'createdBy'>,
  nowMs: number,
): NewPrompt {
  const startMs = when.kind === 'at' ? Math.max(nowMs, when.atMs) : nowMs
  const times = { createdAtMs: nowMs, expiresAtMs: startMs + expiresAfterMs }
  return { target: addressOf(target), text, when, isCommand, createdBy, ...times }
}

/** A command of the agent's own goes when it is idle, and what comes behind it too. */
export function whenOf(
  { when: asked, at, after }: PromptRequest,
  before: readonly string[],
): Result<PromptWhen, PromptProblem> {
  const isFirstIdle = asked === 'interrupt' || (before.length > 0 && (asked === 'now' || asked === 'turn-end'))
  const when = isFirstIdle ? 'idle' : asked
  if (when === 'at') {
    const atMs = Date.parse(at ?? '')
    return Number.isNaN(atMs)
      ? err({ kind: 'bad-time', message: 'A time is missing: when it is to go.' })
      : ok({ kind: when, atMs })
  }
  if (when !== 'after') return ok({ kind: when })
  if (after !== undefined && promptNumber(after) !== undefined) return ok({ kind: when, promptId: after })
  return err({ kind: 'bad-time', message: 'A prompt is missing: after which it is to go.' })
}

export function startOf(
  when: PromptWhen,
  { activity, asks, waitingFor }: Pick<AgentProcess, 'activity' | 'asks' | 'waitingFor'>,
  isHandedOver: boolean,
  isStopped: boolean,
): Pick<Foreseen, 'starts' | 'goes'> {
  if (isStopped) return { starts: 'go-on', goes: 'when its queue goes on, which stands still (tce queue says why)' }
  if (isHandedOver) return { starts: 'turn-end', goes: 'when a turn of it ends' }
  if (when.kind === 'at') return { starts: 'at', goes: 'at its time, when it is idle' }
  if (when.kind === 'after') return { starts: 'after', goes: `after ${when.promptId}, when it is idle` }
  if (activity === 'waiting') {
    const goes = `when ${asks ?? waitingFor ?? 'what it asks'} is answered and the turn has ended`
    return { starts: 'answered', goes }
  }
  if (when.kind === 'now') return { starts: 'now', goes: activity === 'busy' ? 'now, into its own queue' : 'now' }
  const isIdle = activity === 'idle' || activity === 'shell'
  return isIdle ? { starts: 'now', goes: 'now' } : { starts: 'idle', goes: 'when it is idle' }
}

/** Whoever is broken off first is so all the same; what then goes waits like the others. */
export const heldStart = (
  start: Pick<Foreseen, 'starts' | 'goes' | 'by'>,
): Pick<Foreseen, 'starts' | 'goes' | 'by'> => ({
  ...start,
  starts: start.starts === 'interrupt' ? 'interrupt' : 'go-on',
  goes: 'when the hard budget that is used up is lifted (tce queue says how)',
})

/** Who would go now goes behind those that go before it; who interrupts goes before all others. */
export function placeOf(
  start: Pick<Foreseen, 'starts' | 'goes' | 'by'>,
  goFirstCount: number,
  waitingCount: number,
): Pick<Foreseen, 'starts' | 'goes' | 'by' | 'ahead'> {
  if (start.starts === 'interrupt' || (start.starts === 'now' && goFirstCount === 0)) return { ...start, ahead: 0 }
  if (start.starts !== 'now') return { ...start, ahead: waitingCount }
  const goes = goFirstCount === 1 ? 'when the one before it has gone' : `when the ${goFirstCount} before it have gone`
  return { starts: 'behind', goes, ahead: goFirstCount }
}

/** Between its new neighbours. */
export function placeFor({ id, target }: Prompt, to: number, all: readonly Prompt[]): number {
  const others = inOrder(
    all.filter((one) => one.target.sessionId === target.sessionId && one.id !== id && isWaiting(one.state)),
  )
  const [before, behind] = [others[to - 2]?.place, others[to - 1]?.place]
  if (behind === undefined) return (others.at(-1)?.place ?? 0) + 1
  return before === undefined ? behind - 1 : (before + behind) / 2
}
