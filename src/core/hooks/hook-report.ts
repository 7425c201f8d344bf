/** How it stands with the hooks by which agents tell TCE what they do, for every face. */

/** `out`: none of ours; `some`: not all of them; `elsewhere`: they post to another port. */
export type HookState = 'in' | 'out' | 'some' | 'elsewhere' | 'unreadable'

export interface HookPlace {
  readonly agent: string
  /** `project`: of one project, in a file that is not committed. */
  readonly scope: 'user' | 'project'
  readonly file: string
  /** Where they post to. */
  readonly url: string
  /** TCE puts them in while it serves. */
  readonly isWanted: boolean
  /** Since when it is wanted. */
  readonly since?: string | undefined
  readonly state: HookState
  /** Hooks of others, which stay as they are. */
  readonly otherHooks: number
  /** Why they can't be put in, or say nothing although they are. */
  readonly problem?: string | undefined
  /** What putting them in changes; absent where it changes nothing or can't be done. */
  readonly change?: HookChange | undefined
}

export interface HookChange {
  /** The lines that come in, without the secret. All others stay as they are. */
  readonly added: readonly string[]
  /** The file does not exist yet. */
  readonly isNewFile: boolean
  /** Who may read the file now, as 0644; absent where only its owner may already. It becomes 0600. */
  readonly modeBefore?: string | undefined
  /** It is a link to this file, which is the one that changes. */
  readonly linksTo?: string | undefined
}

export interface HookReport {
  /** They stand in the files only while this is so. */
  readonly isServing: boolean
  readonly events: readonly { readonly name: string; readonly timeoutSeconds: number }[]
  readonly places: readonly HookPlace[]
  /** What came since TCE serves. */
  readonly heard: HeardHooks
}

export interface HeardHooks {
  readonly total: number
  readonly lastMinute: number
  readonly sessionIds: readonly string[]
}

/** Of the folder of a project; absent: of the user, for all projects. */
export interface HookRequest {
  readonly project?: string | undefined
}

export interface HookProblem {
  readonly kind: 'not-written' | 'no-place'
  readonly message: string
}
