/** Reads the records of sessions on for what proves that a prompt was delivered, or says otherwise. */
import type { Prompt } from '../core/prompts/prompt.ts'
import { doubtAfterMs } from '../core/prompts/prompt-queue.ts'
import { saysOf } from '../core/prompts/prompt-sign.ts'
import type { PromptBook } from './prompt-book.ts'
import type { SenderParts } from './prompt-sender.ts'
import { type RecordPlace, signsAfter } from './session-records.ts'

export interface PromptProof {
  /** Takes the step that the records call for, if any. */
  lookFor(prompt: Prompt): Promise<void>
}

export function createPromptProof(
  book: PromptBook,
  { promptingOf, hosted, clock }: Pick<SenderParts, 'promptingOf' | 'hosted' | 'clock'>,
): PromptProof {
  /** Up to where the records were read for a prompt. */
  const places = new Map<string, RecordPlace>()

  async function lookFor(prompt: Prompt): Promise<void> {
    if (prompt.attempt?.channel === 'host') return askHost(prompt, prompt.attempt.messageId)
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

  /** What waits there for a turn that is over by now was not taken. */
  async function askHost(prompt: Prompt, mark: string | undefined): Promise<void> {
    const found = mark === undefined ? 'nowhere' : await hosted?.find(prompt.target, mark)
    if (found === 'taken') await book.step(prompt, 'prove')
    else if (found === 'nowhere' || prompt.attempt?.isQueuedThere !== true) await doubtful(prompt)
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
    if (prompt.attempt?.isQueuedThere !== true) await doubtful(prompt)
  }

  async function doubtful(prompt: Prompt): Promise<void> {
    if (prompt.state !== 'sent') return
    if (clock() - prompt.stateSinceMs < doubtAfterMs) return
    await book.step(prompt, 'doubt', { reason: 'It was sent, and does not stand in the session’s records.' })
  }

  return { lookFor }
}
