/**
 * After a supervisor that was killed: its sessions are cut off, which nobody observed. What they started and what runs on without a
 * terminal is found by their mark, and ended.
 */
import type { ProcessRef } from '../core/process/process.ts'
import type { SessionFiles } from './session-files.ts'
import { isRunning, ownProcesses, type ProcessTools, sweep } from './supervisor/own-processes.ts'

export interface RecoveredSession {
  readonly id: string
  /** What it had left running, ended. */
  readonly reaped: readonly ProcessRef[]
  readonly left: readonly ProcessRef[]
}

export async function recoverSessions(files: SessionFiles, tools: ProcessTools): Promise<readonly RecoveredSession[]> {
  const recovered: RecoveredSession[] = []
  for (const { start, exit } of await files.all()) {
    if (exit !== undefined || (await isRunning(tools, start.supervisor))) continue
    // Of two who find it, one writes: that one cleans up.
    if (!(await files.writeExit(start.id, { isObserved: false, noticedAtMs: Date.now() }))) continue
    const program = start.process !== undefined && (await isRunning(tools, start.process)) ? start.process : undefined
    const own = await ownProcesses(tools, start.spawn, program)
    const { swept, left } = await sweep([...(program === undefined ? [] : [program]), ...own], tools, 1_000)
    recovered.push({ id: start.id, reaped: swept, left })
  }
  return recovered
}
