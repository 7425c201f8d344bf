/** Which of the processes are agents, by themselves and by their registry together. Pure. */
import type { Agent, Platform } from '../agents/agent.ts'
import { joinRole } from '../agents/join-role.ts'
import type { AgentRole, OsProcess } from '../core/process.ts'
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
