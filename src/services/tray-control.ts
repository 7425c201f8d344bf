/** The tray of a server, for whoever asks how it stands or says whether it is wanted. */
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import type { TrayState } from '../core/tray/tray-state.ts'

export interface TrayControl {
  state(): TrayState
  /** Remembers the answer and acts on it; fails, and does nothing, where it can't be remembered. */
  want(isWanted: boolean, actor: Actor): Promise<Result<TrayState, TrayNotRemembered>>
  /** Ends what it started, and waits for it. */
  close(): Promise<void>
}

/** In a sentence for the user. */
export interface TrayNotRemembered {
  readonly message: string
}

/** Writes the answer into the settings. */
export type RememberTray = (isWanted: boolean, actor: Actor) => Promise<Result<unknown, TrayNotRemembered>>

/** Of a server that starts and ends no tray: it is the tray, or was started without one. */
export function fixedTray(state: TrayState, remember: RememberTray): TrayControl {
  return {
    state: () => state,
    async want(isWanted, actor) {
      const remembered = await remember(isWanted, actor)
      return remembered.ok ? ok(state) : remembered
    },
    close: async () => {},
  }
}
