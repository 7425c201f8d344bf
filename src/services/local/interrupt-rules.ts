/** Whether what an agent is at may be broken off for a prompt, before anything is pressed. Pure. */
import type { AgentProcess } from '../../core/process/process.ts'
import type { ChannelChoice } from '../../core/prompts/channel-choice.ts'
import { typedChannelIds } from '../../core/prompts/prompt.ts'
import type { QueueStop } from '../../core/prompts/prompt-queue.ts'
import type { Foreseen, PromptProblem } from '../prompts.ts'

export const afterEsc: Pick<Foreseen, 'starts' | 'goes'> = {
  starts: 'interrupt',
  goes: 'after Esc, pressed once, has broken off what it is at',
}

interface InterruptCase extends Pick<AgentProcess, 'activity'> {
  readonly choice: ChannelChoice
  readonly stop: QueueStop | undefined
  readonly before: readonly string[]
  readonly isDraining: boolean
}

/** Where Esc would be pressed and nothing could follow, or it would mean something else, it is not pressed. */
export function whyNoInterrupt({
  choice,
  stop,
  before,
  isDraining,
  activity,
}: InterruptCase): PromptProblem | undefined {
  const not = (message: string, next?: string): PromptProblem => ({
    kind: 'not-now',
    message: `Nothing was pressed. ${message}`,
    next,
  })
  if (!typedChannelIds.some((id) => id === choice.channel)) {
    const message = 'Nothing was pressed. TCE can interrupt only what it can type into.'
    return { kind: 'unreachable', message, next: 'interrupt it in its terminal' }
  }
  if (activity === 'waiting') return not('It asks something, which Esc would answer.', 'tce waiting')
  if (before.length > 0) return not('Model, effort and mode are set when it is idle.', 'leave them as they are')
  if (stop?.promptId !== undefined) return not('Its queue stands still: nothing would follow.', 'tce queue')
  return isDraining ? undefined : not('TCE does not serve now: nothing would follow.', 'tce run')
}
