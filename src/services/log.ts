/** What was done, by whom, with what outcome. */
import type { AuditEntry } from '../core/audit/audit.ts'
import type { AgentId } from '../core/process/agent-ids.ts'

export interface LogService {
  /** The newest entries of the audit log, newest first; of these kinds of agents alone. */
  newest(limit: number, agents?: readonly AgentId[]): Promise<readonly AuditEntry[]>
}
