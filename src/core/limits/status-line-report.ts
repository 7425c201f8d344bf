/** How it stands with TCE's line in the agents' own windows, for every face. */

/** `ours`: TCE's is installed. `theirs`: another command of the user's. */
export type StatusLineState = 'none' | 'theirs' | 'ours' | 'unreadable'

export interface StatusLinePlace {
  readonly agent: string
  /** The user's settings. */
  readonly file: string
  readonly state: StatusLineState
  /** The user's own command: it is run first, and comes back. */
  readonly own?: string | undefined
  /** When it was installed. */
  readonly since?: string | undefined
  readonly problem?: string | undefined
  /** What installing, or uninstalling, changes. */
  readonly change?: StatusLineChange | undefined
}

export interface StatusLineChange {
  readonly removed?: string | undefined
  readonly added?: string | undefined
  readonly isNewFile: boolean
  /** It is a link to this file, which is the one that changes. */
  readonly linksTo?: string | undefined
}

export interface StatusLineReport {
  readonly places: readonly StatusLinePlace[]
  /** When a line was drawn last. */
  readonly lastDrawnAt?: string | undefined
  /** Sessions whose line was drawn within the last day. */
  readonly sessions: number
}

export interface StatusLineProblem {
  readonly kind: 'no-place' | 'not-written'
  readonly message: string
}
