/** A mode that is set by the agent's own key: a record of the queue like its commands, confirmed by what the screen says then. */
import type { Prompt, PromptAttempt } from '../core/prompts/prompt.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { Channel, Errand } from './channels/channel.ts'
import type { PromptBook } from './prompt-book.ts'

const unreachable = 'Its mode is set by a key, and TCE can’t press one by this way. Next: go to its terminal.'

/** After a look that was ready, and `claim`. */
export type SetMode = (claimed: Prompt, mode: string, errand: Errand, way: ModeWay) => Promise<void>

export interface ModeWay {
  readonly channel: Channel
  readonly through: string
}

interface ModeParts {
  readonly clock: () => number
  readonly reportError: ReportError
}

export function createSetMode(book: PromptBook, parts: ModeParts): SetMode {
  return async (claimed, mode, errand, { channel, through }) => {
    if (channel.setMode === undefined) return void (await book.step(claimed, 'fail', { reason: unreachable }))
    const attempt: PromptAttempt = { channel: channel.id, through, startedAtMs: parts.clock() }
    let isBegun = false
    async function begin(): Promise<void> {
      if ((await book.step(claimed, 'begin', { attempt })) === undefined) throw new Error(`${claimed.id} was not ours.`)
      isBegun = true
    }
    try {
      const done = await channel.setMode(errand, mode, begin)
      if (done.kind !== 'set') {
        await book.step(claimed, done.kind === 'refused' ? 'fail' : 'doubt', { reason: done.why })
        return
      }
      if (!isBegun) await begin()
      const reason = `Its screen says “${done.words}”.`
      await book.step(claimed, 'send', { attempt: { ...attempt, enterAtMs: parts.clock() }, reason })
      // No turn of it has to end, and its records do not tell of it.
      await book.step(claimed, 'prove', { reason })
      await book.step(claimed, 'answer', { reason })
    } catch (cause) {
      parts.reportError('A mode could not be set', cause)
      const reason = 'Something failed while its mode was set.'
      if ((await book.step(claimed, 'doubt', { attempt, reason })) === undefined)
        await book.step(claimed, 'fail', { reason })
    }
  }
}
