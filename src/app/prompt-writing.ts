/** What an agent can be told before it runs: its commands, its own and those on disk; files of a folder. */
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import type { PromptCommand } from '../core/prompts/prompt-library.ts'
import { commandsIn } from '../prompts/library/command-files.ts'
import { createProjectFiles } from '../prompts/library/project-files.ts'

export function promptWriting(shown: readonly Agent[], environment: AgentEnvironment) {
  const agentOf = (id: string) => shown.find((agent) => agent.id === id)
  return {
    async commandsOf(id: string, cwd: string | undefined): Promise<readonly PromptCommand[]> {
      const agent = agentOf(id)
      if (agent?.promptLibrary === undefined) return []
      const onDisk = await commandsIn(agent.promptLibrary, { configDirs: agent.configDirs(environment), cwd })
      const names = new Set(onDisk.map(({ name }) => name))
      const origin = { kind: 'built-in', name: agent.displayName } as const
      const builtIn = agent.promptLibrary.builtIn.filter(({ name }) => !names.has(name))
      return [...builtIn.map((command) => ({ ...command, origin })), ...onDisk]
    },
    settingsOf: (id: string) => agentOf(id)?.promptLibrary?.settings ?? [],
    quickOf: (id: string) => agentOf(id)?.promptLibrary?.quick ?? [],
    files: createProjectFiles(),
  }
}
