/** What was typed and not sent, brought to an end by a person: Enter is pressed for it, or it is taken out of its box. */
import type { BoxDeed, Prompt } from '../core/prompts/prompt.ts'
import type { BoxDeeds } from './channels/channel.ts'
import type { PromptBook } from './prompt-book.ts'
import { errandOf, type SenderParts, type SessionNow } from './prompt-sender.ts'

/** Undefined: done; else why it still stands there. */
export type FinishInBox = (prompt: Prompt, deed: BoxDeed, now: SessionNow) => Promise<string | undefined>

const failed = 'Something failed while its key was pressed: look at its terminal.'

export function createFinishInBox(book: PromptBook, parts: SenderParts): FinishInBox {
  async function pressEnter(prompt: Prompt, press: BoxDeeds['pressEnter'], errand: Parameters<typeof press>[0]) {
    const attempt = prompt.attempt && { ...prompt.attempt, enterAtMs: parts.clock() }
    const enter = async () => {
      if ((await book.step(prompt, 'press', { attempt })) === undefined) throw new Error(`${prompt.id} was not ours.`)
    }
    const delivery = await press(errand, { enter })
    if (delivery.kind === 'sent') await book.step(prompt, 'send', { attempt })
    if (delivery.kind === 'in-box') await book.step(prompt, 'strand', { attempt, reason: delivery.why })
    return delivery.kind === 'sent' ? undefined : delivery.why
  }

  return async (prompt, deed, now) => {
    const box = parts.channels.find(({ id }) => id === prompt.attempt?.channel)?.box
    const prompting = parts.promptingOf(prompt.target.agent)
    if (box === undefined || prompting === undefined) return 'TCE has no key for where it was typed.'
    const { hasHooks } = await parts.situationOf(prompt.target, now)
    const hold = hasHooks ? () => parts.holds.hold(prompt.target.sessionId) : undefined
    const errand = errandOf(prompt, prompting, now, parts.lookAt, hold)
    try {
      if (deed === 'press-enter') return await pressEnter(prompt, box.pressEnter, errand)
      const why = await box.clear(errand)
      if (why === undefined) await book.step(prompt, 'settle', { reason: 'It was taken out of its box.' })
      return why
    } catch (cause) {
      parts.reportError('A prompt in its box could not be finished', cause)
      await book.step(prompt, 'doubt', { reason: failed })
      return failed
    }
  }
}
