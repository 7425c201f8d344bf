/** The hooks by which agents tell TCE what they do: how it stands with them, and having them put into agents' settings. */
import type { Actor } from '../core/audit/audit.ts'
import type { HookProblem, HookReport, HookRequest } from '../core/hooks/hook-report.ts'
import type { Result } from '../core/result.ts'

export interface HookService {
  /** With `project` of that folder alone. */
  read(request?: HookRequest): Promise<HookReport>
  /** They are put in while TCE serves, and taken out when it ends. */
  install(request: HookRequest, actor: Actor): Promise<Result<HookReport, HookProblem>>
  uninstall(request: HookRequest, actor: Actor): Promise<Result<HookReport, HookProblem>>
  /**
   * Takes out those that nobody listens to, as after a crash; where a server answers there are none. Returns the files in which they
   * stood. Where they are wanted they go in again when TCE serves.
   */
  takeOutStranded(isListening: (port: number) => Promise<boolean>, actor: Actor): Promise<readonly string[]>
}
