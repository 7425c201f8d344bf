/** The agents of this machine: how they are, and what may be done to them. */
import type { Actor } from '../core/audit/audit.ts'
import type { KillReport, KillRequest } from '../core/kill/kill.ts'
import type { JumpReport } from '../core/process/jump.ts'
import type { ProcessRef } from '../core/process/process.ts'
import type { FleetReport } from '../core/process/report.ts'

export interface FleetService {
  /** The fleet, from a new scan unless the last one is at most `maxAgeMs` old. */
  read(options?: { readonly maxAgeMs?: number }): Promise<FleetReport>
  /** One report per target, in the order asked for. */
  kill(request: KillRequest, actor: Actor): Promise<readonly KillReport[]>
  pin(target: ProcessRef, actor: Actor): Promise<PinReport>
  unpin(target: ProcessRef, actor: Actor): Promise<PinReport>
  /** Brings its terminal to the front, on the machine it runs on. */
  jump(target: ProcessRef, actor: Actor): Promise<JumpReport>
}

export interface PinReport {
  readonly id: string
  readonly pinned: boolean
  readonly ok: boolean
  readonly message: string
}
