/** Agents that TCE begins: each in a terminal of its user's, where it goes on when TCE has ended. */
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'

export interface DeployRequest {
  /** Its whole path; `~` is your home. */
  readonly folder: string
  /** Which kind; absent: the first that TCE can start. */
  readonly agent?: string | undefined
  /** As the agent calls it; absent: as it is set. */
  readonly model?: string | undefined
  readonly prompt?: string | undefined
}

export interface Deployable {
  readonly agent: string
  readonly name: string
  /** Its program is on the PATH. */
  readonly isInstalled: boolean
  /** It takes its first prompt with its start. */
  readonly takesPrompt: boolean
  /** Those that TCE knows of; it may take others. */
  readonly models: readonly string[]
}

export interface DeployChoices {
  readonly agents: readonly Deployable[]
  /** Where agents work or worked, newest first. */
  readonly folders: readonly string[]
  /** "in a new window of kitty"; absent: no terminal can be opened from where TCE runs. */
  readonly where?: string | undefined
}

export interface Deployed {
  /** "claude starts in ~/shop, in tmux, pane %7." */
  readonly message: string
}

/** `bad-request`: the words; `no-folder`, `no-program`: it is not there; `no-terminal`: none could be opened; `budget`: a hard one is used up. */
export interface DeployProblem {
  readonly kind: 'bad-request' | 'no-folder' | 'no-program' | 'no-terminal' | 'budget'
  readonly message: string
  readonly next?: string | undefined
}

export interface DeployService {
  choices(): Promise<DeployChoices>
  /** Folders whose path begins so, at most 12. */
  foldersLike(beginning: string): Promise<readonly string[]>
  /** It was seen to be opened, and is in the audit log, when this is answered. */
  start(request: DeployRequest, actor: Actor): Promise<Result<Deployed, DeployProblem>>
}
