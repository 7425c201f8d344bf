/** How far plans and limits are used, of every agent and account. */
import type { Actor } from '../core/audit/audit.ts'
import type { AskedReport } from '../core/limits/asked-report.ts'
import type { LimitsReport } from '../core/limits/limits-report.ts'

export interface LimitService {
  read(): Promise<LimitsReport>
  /** Starts the agents' own programs to ask them: only when its user wants it. Who asks while it is asked gets the same answer. */
  ask(actor: Actor): Promise<AskedReport>
}
