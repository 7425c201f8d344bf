/** One prompt for one agent, sent from this page, and what became of it. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { Interruption } from '../../../core/prompts/interruption.ts'
import type { PromptReport } from '../../../core/prompts/prompt-report.ts'
import type { PromptRequest, SentPrompt } from '../../../services/prompts.ts'
import { api, ask } from '../api.ts'

export interface SentOne {
  readonly agent: FleetAgentReport
  /** As it is now; absent where it was not kept. */
  readonly prompt?: PromptReport | undefined
  /** What was seen of the turn that was broken off for it. */
  readonly interruption?: Interruption | undefined
  readonly problem?: string | undefined
}

export async function sendOne(agent: FleetAgentReport, request: PromptRequest): Promise<SentOne> {
  const answer = await ask(api.prompts.$post({ json: request as never }))
  if (!answer.ok) return { agent, problem: answer.error.message }
  const { prompt, interruption } = answer.value as SentPrompt
  return { agent, prompt, interruption }
}

export async function asItIs(one: SentOne): Promise<SentOne> {
  if (one.prompt === undefined) return one
  const answer = await ask(api.prompts[':id'].$get({ param: { id: one.prompt.id } }))
  return answer.ok ? { ...one, prompt: answer.value as PromptReport } : one
}
