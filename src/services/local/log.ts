/** The audit log as the other services write it: a failure to write is said with the fleet, because what was done is done. */
import type { Actor, AuditAction, AuditEntry } from '../../core/audit/audit.ts'
import type { AgentId } from '../../core/process/agent-ids.ts'
import type { AgentProcess, ProcessRef } from '../../core/process/process.ts'
import { processId } from '../../core/process/process.ts'
import type { LogService } from '../log.ts'
import { systemReason } from './system-reason.ts'

/** control/audit.ts */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>
  newest(limit: number, isWanted?: (entry: AuditEntry) => boolean): Promise<readonly AuditEntry[]>
}

export interface LocalLog extends LogService {
  record(entry: NewEntry): Promise<void>
  /** Why the last entry is missing; undefined as soon as one could be written again. */
  readonly problem: string | undefined
}

export interface NewEntry {
  readonly action: AuditAction
  readonly actor: Actor
  readonly target?: (ProcessRef & Partial<Pick<AgentProcess, 'project' | 'name' | 'role' | 'agent'>>) | undefined
  readonly subject?: string | undefined
  readonly outcome: string
  readonly message: string
}

export function createLog(store: AuditStore, clock: () => number): LocalLog {
  let problem: string | undefined
  return {
    newest: (limit, agents) => store.newest(limit, agents && isOf(agents)),
    get problem() {
      return problem
    },
    async record({ action, actor, target, subject, outcome, message }) {
      const at = new Date(clock()).toISOString()
      try {
        await store.append({ at, actor, action, target: target && targetOf(target), subject, outcome, message })
        problem = undefined
      } catch (cause) {
        problem = `The audit log could not be written (${systemReason(cause)}): the last ${action.slice(action.indexOf('.') + 1)} is not in it.`
      }
    },
  }
}

const isOf =
  (agents: readonly AgentId[]) =>
  ({ target }: AuditEntry): boolean =>
    agents.some((id) => id === target?.agent)

const targetOf = (target: NonNullable<NewEntry['target']>): AuditEntry['target'] => {
  const { pid, start, project, name, role, agent } = target
  return { id: processId(target), pid, start, project, name, role, agent }
}
