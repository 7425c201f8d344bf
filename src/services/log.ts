/** What was done, by whom, with what outcome. */
import type { AuditEntry } from '../core/audit/audit.ts'

export interface LogService {
  /** The newest entries of the audit log, newest first. */
  newest(limit: number): Promise<readonly AuditEntry[]>
}
