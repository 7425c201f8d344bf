/**
 * Keeps dialogs of a session back for the moment in which a prompt is typed: the hooks that come before a dialog are not answered
 * meanwhile. What opened just before tells of itself, and then no key goes.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { DialogHold } from './channels/channel.ts'

export interface DialogHolds {
  hold(sessionId: string): DialogHold
  /** A hook that comes before a dialog: answered when this resolves. */
  beforeDialog(sessionId: string): Promise<void>
  /** A hook that tells of a dialog. */
  ofDialog(sessionId: string): void
}

/** Longer than that nobody keeps an agent waiting for us. */
export const holdAtMostMs = 2_000
/** From the answer to a hook until its dialog has told of itself. */
const dialogTellsWithinMs = 400

interface Held {
  isBroken: boolean
  readonly released: PromiseWithResolvers<void>
}

export function createDialogHolds(clock: () => number = Date.now): DialogHolds {
  const held = new Map<string, Held>()
  const answeredAtMs = new Map<string, number>()

  return {
    hold(sessionId) {
      const one: Held = { isBroken: false, released: Promise.withResolvers<void>() }
      held.get(sessionId)?.released.resolve()
      held.set(sessionId, one)
      const release = () => {
        clearTimeout(timer)
        if (held.get(sessionId) === one) held.delete(sessionId)
        one.released.resolve()
      }
      const timer = setTimeout(() => {
        one.isBroken = true
        release()
      }, holdAtMostMs)
      return {
        get isBroken() {
          return one.isBroken
        },
        async settled() {
          const waitMs = (answeredAtMs.get(sessionId) ?? Number.NEGATIVE_INFINITY) + dialogTellsWithinMs - clock()
          if (waitMs > 0) await pause(Math.min(waitMs, dialogTellsWithinMs))
        },
        release,
      }
    },
    async beforeDialog(sessionId) {
      await held.get(sessionId)?.released.promise
      answeredAtMs.delete(sessionId)
      answeredAtMs.set(sessionId, clock())
      const [oldest] = answeredAtMs.keys()
      if (answeredAtMs.size > 1_000 && oldest !== undefined) answeredAtMs.delete(oldest)
    },
    ofDialog(sessionId) {
      const one = held.get(sessionId)
      if (one !== undefined) one.isBroken = true
    },
  }
}
