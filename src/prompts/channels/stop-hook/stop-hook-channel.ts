/**
 * Handed over when a turn ends: the session asks by its hook whether there is more to do, and is answered with the prompt. Its agent takes
 * it as what a hook says. Nothing can go out at any other moment.
 */
import { handOverMark } from '../../../core/prompts/prompt-sign.ts'
import type { Channel, Readiness } from '../channel.ts'

export interface StopHookChannel extends Channel {
  /** A turn ends: the session waits for this answer. Undefined: nothing more to do. */
  ask(sessionId: string, patienceMs: number): TurnEnd
}

export interface TurnEnd {
  readonly answer: Promise<object | undefined>
  /** Nothing goes out at this end of a turn. */
  close(): void
}

export function createStopHookChannel(): StopHookChannel {
  const waiting = new Map<string, (answer: object | undefined) => void>()
  const notNow: Readiness = { kind: 'wait', why: 'It is handed over when a turn of it ends.' }

  return {
    id: 'stop-hook',
    ask(sessionId, patienceMs) {
      waiting.get(sessionId)?.(undefined)
      const { promise, resolve } = Promise.withResolvers<object | undefined>()
      const answer = (given: object | undefined) => {
        clearTimeout(timer)
        if (waiting.get(sessionId) === answer) waiting.delete(sessionId)
        resolve(given)
      }
      const timer = setTimeout(() => answer(undefined), patienceMs)
      waiting.set(sessionId, answer)
      return { answer: promise, close: () => answer(undefined) }
    },
    look: async ({ target, prompting }) =>
      prompting.hooks === undefined || !waiting.has(target.sessionId)
        ? notNow
        : { kind: 'ready', through: 'its hook for the end of a turn' },
    async deliver({ target, prompting, text, promptId }, steps) {
      if (prompting.hooks === undefined || !waiting.has(target.sessionId)) {
        return { kind: 'nothing', why: notNow.why, mayGoLater: true }
      }
      await steps.begin()
      await steps.enter()
      const answer = waiting.get(target.sessionId)
      // It stopped waiting while that was written: not a byte left.
      if (answer === undefined)
        return { kind: 'nothing', why: 'Its turn was over before the disk was ready.', mayGoLater: true }
      answer(prompting.hooks.handOver(`${text}\n\n${handOverMark(promptId)}`))
      return { kind: 'sent' }
    },
  }
}
