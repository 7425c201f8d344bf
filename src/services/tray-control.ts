/** The tray of a server, for whoever asks how it stands or says whether it is wanted. */
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import type { TrayAnswer, TrayState } from '../core/tray/tray-state.ts'

export interface TrayControl {
  state(): TrayState
  /** Remembers a yes or a no, and acts on it; fails, and does nothing, where it can't be remembered. */
  want(answer: TrayAnswer, actor: Actor): Promise<Result<TrayState, TrayNotRemembered>>
  /** Told at once how it stands, and then with every change. Returns what ends it. */
  follow(listener: (state: TrayState) => void): () => void
  /** Ends what it started, and waits for it. */
  close(): Promise<void>
}

/** In a sentence for the user. */
export interface TrayNotRemembered {
  readonly message: string
}

/** Writes the answer into the settings. */
export type RememberTray = (isWanted: boolean, actor: Actor) => Promise<Result<unknown, TrayNotRemembered>>

/** The tray of a server, which remembers the user's answer in the server's settings. */
export type CreateTray = (remember: RememberTray) => TrayControl

/** Of a server that starts and ends no tray: it is the tray, or was started without one. What is said holds from the next start on. */
export function fixedTray(state: TrayState, remember: RememberTray): TrayControl {
  return {
    state: () => state,
    async want(answer, actor) {
      if (answer === 'later') return ok(state)
      const remembered = await remember(answer === 'yes', actor)
      return remembered.ok ? ok(state) : remembered
    },
    follow(listener) {
      listener(state)
      return () => {}
    },
    close: async () => {},
  }
}
