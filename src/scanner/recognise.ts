/** Which of the processes are agents, by themselves and by their registry together. Pure. */
import type { Agent, Platform } from '../agents/agent.ts'
import { joinRole } from '../agents/join-role.ts'
import type { AgentRole, OsProcess } from '../core/process/process.ts'
import type { RegistryEntry } from './registry.ts'

export interface RecognisedProcess {
  readonly process: OsProcess
  readonly agent: Agent
  readonly role: AgentRole
  readonly entry?: RegistryEntry | undefined
}

/** An entry that only probably belongs to the process needs a process that looks like the agent. */
export function recognise(
  process: OsProcess,
  entry: RegistryEntry | undefined,
  agents: readonly Agent[],
  platform: Platform,
): RecognisedProcess | undefined {
  for (const agent of agents) {
    const seenRole = agent.mayBe(process) ? agent.roleOf(process, platform) : undefined
    const own = entry?.agent === agent && (entry.isCertain || seenRole !== undefined) ? entry : undefined
    const role = joinRole(seenRole, own?.live)
    if (role !== undefined) return { process, agent, role, entry: own }
  }
  return undefined
}

/** Between fork and exec there are microseconds, on a busy machine milliseconds; start times are whole seconds on some systems. */
const forkedForMs = 2_000

/**
 * An agent that starts a program is for a moment there twice: the child has its executable and arguments until it executes
 * its own. A nested agent with the very same arguments is merely shown a look later.
 */
export function isForkOf(parent: OsProcess | undefined, { process, entry }: RecognisedProcess, nowMs: number): boolean {
  if (parent === undefined || entry !== undefined || nowMs - process.startedAtMs > forkedForMs) return false
  return parent.exePath === process.exePath && parent.argv?.join('\0') === process.argv?.join('\0')
}
