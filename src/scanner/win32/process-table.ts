/**
 * The process table of Windows: one PowerShell query per look. What Windows does not tell stays unknown: working directory
 * (the registry of the agent knows it), terminal, run state, owner.
 */
import type { ProcessTable } from '../../core/process/process.ts'
import { type RunCommand, runCommand } from '../command-output.ts'
import { cimQuery, parseCim } from './cim.ts'

/** A cold PowerShell on a busy machine takes seconds. */
const timeoutMs = 30_000

export function createWindowsProcessTable(run: RunCommand = runCommand): ProcessTable {
  const query = async (pid?: number) => parseCim(await run('powershell.exe', cimQuery(pid), { timeoutMs }))
  return {
    read: () => query(),
    inspect: async (pid) => (await query(pid)).find((process) => process.pid === pid),
  }
}
