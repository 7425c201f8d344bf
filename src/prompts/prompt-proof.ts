/** Reads the records of sessions on for what proves that a prompt was delivered, or says otherwise. */
import type { Prompting } from '../agents/prompting.ts'
import type { Prompt } from '../core/prompts/prompt.ts'
import { doubtAfterMs } from '../core/prompts/prompt-queue.ts'
import { saysOf } from '../core/prompts/prompt-sign.ts'
import type { PromptBook } from './prompt-book.ts'
import { type RecordPlace, signsAfter } from './session-records.ts'

export interface PromptProof {
  /** Takes the step that the records call for, if any. */
  lookFor(prompt: Prompt): Promise<void>
}

export function createPromptProof(
  book: PromptBook,
  promptingOf: (agent: string) => Prompting | undefined,
  clock: () => number,
): PromptProof {
  /** Up to where the records were read for a prompt. */
  const places = new Map<string, RecordPlace>()

  async function lookFor(prompt: Prompt): Promise<void> {
    const prompting = promptingOf(prompt.target.agent)
    const from = places.get(prompt.id) ?? prompt.attempt?.records
    if (from === undefined || prompting === undefined) return doubt(prompt)
    const { signs, place } = signsAfter(from, prompting)
    places.set(prompt.id, place)
    let current = prompt
    for (const sign of signs) {
      const says = saysOf(current, sign)
      if (says === 'queued-there') current = await queuedThere(current)
      else if (says !== undefined) return settle(current, says)
    }
    await doubt(current)
  }

  async function queuedThere(prompt: Prompt): Promise<Prompt> {
    const attempt = prompt.attempt && { ...prompt.attempt, isQueuedThere: true }
    const reason = 'It lies in the agent’s own queue.'
    await book.note(prompt, { attempt, reason })
    return { ...prompt, attempt, reason }
  }

  async function settle(prompt: Prompt, says: 'delivered' | 'taken-back'): Promise<void> {
    places.delete(prompt.id)
    if (says === 'delivered') await book.step(prompt, 'prove')
    else await book.step(prompt, 'take-back', { reason: 'It was taken out of the agent’s own queue, in its terminal.' })
  }

  async function doubt(prompt: Prompt): Promise<void> {
    if (prompt.state !== 'sent' || prompt.attempt?.isQueuedThere === true) return
    if (clock() - prompt.stateSinceMs < doubtAfterMs) return
    await book.step(prompt, 'doubt', { reason: 'It was sent, and does not stand in the session’s records.' })
  }

  return { lookFor }
}
