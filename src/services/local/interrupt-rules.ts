/** Whether what an agent is at may be broken off for a prompt, before anything is done. Pure. */
import type { AgentProcess } from '../../core/process/process.ts'
import type { ChannelChoice } from '../../core/prompts/channel-choice.ts'
import { typedChannelIds } from '../../core/prompts/prompt.ts'
import type { QueueStop } from '../../core/prompts/prompt-queue.ts'
import type { Foreseen, PromptProblem } from '../prompts.ts'

export const afterInterrupt = ({
  channel,
}: Pick<ChannelChoice, 'channel'>): Pick<Foreseen, 'starts' | 'goes' | 'by'> =>
  channel === 'host'
    ? { starts: 'interrupt', by: 'host', goes: 'after that server, told once, has broken off what it is at' }
    : { starts: 'interrupt', by: 'esc', goes: 'after Esc, pressed once, has broken off what it is at' }

interface InterruptCase extends Pick<AgentProcess, 'activity'> {
  readonly choice: ChannelChoice
  readonly stop: QueueStop | undefined
  readonly before: readonly string[]
  readonly isDraining: boolean
}

/** Where nothing could follow, or Esc would mean something else, nothing is broken off. */
export function whyNoInterrupt({
  choice,
  stop,
  before,
  isDraining,
  activity,
}: InterruptCase): PromptProblem | undefined {
  const not = (message: string, next?: string): PromptProblem => ({
    kind: 'not-now',
    message: `Nothing was interrupted. ${message}`,
    next,
  })
  const isHosted = choice.channel === 'host'
  if (!isHosted && !typedChannelIds.some((id) => id === choice.channel)) {
    const message = 'Nothing was interrupted. TCE can interrupt only what it can type into, or what a server carries.'
    return { kind: 'unreachable', message, next: 'interrupt it in its terminal' }
  }
  if (activity === 'waiting')
    return not(`It asks something, which ${isHosted ? 'that' : 'Esc'} would answer.`, 'tce waiting')
  if (before.length > 0) return not('Model, effort and mode are set when it is idle.', 'leave them as they are')
  if (stop?.promptId !== undefined) return not('Its queue stands still: nothing would follow.', 'tce queue')
  return isDraining ? undefined : not('TCE does not serve now: nothing would follow.', 'tce run')
}
