/** How far plans and limits are used, of every agent and account. */
import type { LimitsReport } from '../core/limits/limits-report.ts'

export interface LimitService {
  read(): Promise<LimitsReport>
}
