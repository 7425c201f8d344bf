/** TCE's line in the agents' own windows: how it stands, and having it put into their settings. */
import type { Actor } from '../core/audit/audit.ts'
import type { StatusLineProblem, StatusLineReport } from '../core/limits/status-line-report.ts'
import type { Result } from '../core/result.ts'

export interface StatusLineService {
  read(): Promise<StatusLineReport>
  /** The user's own line stays, and is printed first. */
  install(actor: Actor): Promise<Result<StatusLineReport, StatusLineProblem>>
  /** The user's own comes back as it was. */
  uninstall(actor: Actor): Promise<Result<StatusLineReport, StatusLineProblem>>
}
