/** The agents whose data folders are on this machine, and where: only whether they are there is asked. */
import { existsSync } from 'node:fs'
import type { Agent } from '../agents/agent.ts'
import { agentEnvironment } from '../storage/agent-environment.ts'
import type { CommandContext } from './context.ts'

export interface AgentHere {
  readonly id: Agent['id']
  /** With ~ for the home. */
  readonly folders: readonly string[]
}

export async function agentsHere({ terminal }: Pick<CommandContext, 'terminal'>): Promise<readonly AgentHere[]> {
  const { agents } = await import('../agents/index.ts')
  const environment = agentEnvironment(terminal.io.env, terminal.io.platform)
  const { homeDir } = environment
  return Object.values(agents).flatMap((agent) => {
    const folders = agent.configDirs(environment).filter((dir) => existsSync(dir))
    const shown = folders.map((dir) => (dir.startsWith(homeDir) ? `~${dir.slice(homeDir.length)}` : dir))
    return shown.length === 0 ? [] : [{ id: agent.id, folders: shown }]
  })
}
