/** The agents whose data folders are on this machine, and where: only whether they are there is asked. */
import { existsSync } from 'node:fs'
import { configDirsOf } from '../agents/config-dirs.ts'
import { type AgentId, agentIds } from '../core/process/agent-ids.ts'
import { agentEnvironment } from '../storage/agent-environment.ts'
import type { CommandContext } from './context.ts'

export interface AgentHere {
  readonly id: AgentId
  /** With ~ for the home. */
  readonly folders: readonly string[]
}

export function agentsHere({ terminal }: Pick<CommandContext, 'terminal'>): readonly AgentHere[] {
  const environment = agentEnvironment(terminal.io.env, terminal.io.platform)
  const { homeDir } = environment
  return agentIds.flatMap((id) => {
    const folders = configDirsOf[id](environment).filter((dir) => existsSync(dir))
    const shown = folders.map((dir) => (dir.startsWith(homeDir) ? `~${dir.slice(homeDir.length)}` : dir))
    return shown.length === 0 ? [] : [{ id, folders: shown }]
  })
}
