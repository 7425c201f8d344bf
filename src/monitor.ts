/**
 * The one object all faces share. The dashboard's server, the tray and a lone `tce` make one from this machine (createMonitor);
 * a `tce` beside a running server uses that server's through HTTP (cli/remote-monitor.ts). Both satisfy `Monitor`.
 */
import type { Actor, AuditEntry, KillReport, KillRequest } from './core/kill.ts'
import type { ProcessRef } from './core/process.ts'
import type { FleetReport } from './core/report.ts'
import type { SessionDetail, SessionList, SessionQuery } from './core/session.ts'
import type { UsageQuery, UsageReport } from './core/usage.ts'

export type MonitorEvent =
  | { readonly type: 'processes.changed'; readonly fleet: FleetReport }
  | { readonly type: 'usage.changed' }

export interface PinReport {
  readonly id: string
  readonly pinned: boolean
  readonly ok: boolean
  readonly message: string
}

export interface Monitor {
  /** The fleet as it is now; `maxAgeMs` lets an answer of the last moments serve. */
  fleet(options?: { readonly maxAgeMs?: number }): Promise<FleetReport>
  /** One report per target, in the order asked for. */
  kill(request: KillRequest, actor: Actor): Promise<readonly KillReport[]>
  pin(target: ProcessRef, actor: Actor): Promise<PinReport>
  unpin(target: ProcessRef, actor: Actor): Promise<PinReport>
  /** The newest entries of the audit log, newest first. */
  log(limit: number): Promise<readonly AuditEntry[]>
  usage(query: UsageQuery): Promise<UsageReport>
  sessions(query: SessionQuery): Promise<SessionList>
  /** By id or any unique beginning of it. Undefined when there is none. */
  session(id: string): Promise<SessionDetail | undefined>
  /** While at least one listener is `attentive` (a page, an open menu) scans come quickly, else at the slow pace. */
  subscribe(listener: (event: MonitorEvent) => void, options?: { readonly isAttentive?: boolean }): () => void
  close(): Promise<void>
}
