/** What ending a process is asked with and answered with. Pure; control/ does it. */
import type { ProcessRef } from '../process/process.ts'

export interface KillRequest {
  /** Exactly the processes that were shown; a pid that is somebody else by now is left alone. */
  readonly targets: readonly ProcessRef[]
  /** SIGKILL what does not end within the grace time. Without it a survivor is only reported. */
  readonly force: boolean
  /** The supervisor is refused unless it was named explicitly. */
  readonly isExplicit?: boolean | undefined
}

/**
 * What was observed, never what was intended.
 * ended: it is gone · still-alive: asked and waited, it runs · gone: it had ended, or the pid is another process now, nothing
 * was sent · defunct: it ended already, its parent has to collect it · not-permitted: another user's · not-watched: not
 * recognised in our last scan · protected: pid 1, TCE itself or an ancestor, the supervisor.
 */
export type KillOutcome = 'ended' | 'still-alive' | 'gone' | 'defunct' | 'not-permitted' | 'not-watched' | 'protected'

export interface KillReport {
  readonly id: string
  readonly pid: number
  readonly start: string
  readonly outcome: KillOutcome
  readonly ok: boolean
  readonly project?: string | undefined
  readonly name?: string | undefined
  /** From the first signal to the observation. */
  readonly afterMs?: number | undefined
  /** How many processes of the tree were seen to be gone, and the memory they held before. */
  readonly endedProcesses?: number | undefined
  readonly freedBytes?: number | undefined
  /** Children that are still there. */
  readonly survivors?: readonly { readonly pid: number; readonly name: string }[] | undefined
  /** What was sent, in order: "SIGCONT", "SIGTERM", "SIGKILL", "claude stop 72422c08". */
  readonly sent: readonly string[]
  /** One sentence: the thing, what was observed, why. */
  readonly message: string
  /** The next step, when there is one: "tce kill 31877 --force". */
  readonly next?: string | undefined
}
