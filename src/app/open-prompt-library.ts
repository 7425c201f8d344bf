/** What helps writing a prompt, from its parts: what is kept, what lies on disk, and what the agents tell of themselves. */
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import type { PromptCommand } from '../core/prompts/prompt-library.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { keepAttachment } from '../prompts/library/attachments.ts'
import { commandsIn } from '../prompts/library/command-files.ts'
import { openLibraryStore } from '../prompts/library/library-store.ts'
import { createProjectFiles } from '../prompts/library/project-files.ts'
import type { LibrarySource } from '../services/local/prompt-library.ts'

export interface OpenLibraryOptions {
  readonly dataDir: string
  readonly machine: string
  readonly shown: readonly Agent[]
  readonly environment: AgentEnvironment
}

export function openPromptLibrary({
  dataDir,
  machine,
  shown,
  environment,
}: OpenLibraryOptions): Result<LibrarySource, string> {
  const opened = openLibraryStore(dataDir, machine)
  if (!opened.ok) return opened
  const agentOf = (id: string) => shown.find((agent) => agent.id === id)
  return ok({
    ...opened.value,
    async commandsOf(id, cwd): Promise<readonly PromptCommand[]> {
      const agent = agentOf(id)
      if (agent?.promptLibrary === undefined) return []
      const onDisk = await commandsIn(agent.promptLibrary, { configDirs: agent.configDirs(environment), cwd })
      const names = new Set(onDisk.map(({ name }) => name))
      const origin = { kind: 'built-in', name: agent.displayName } as const
      const builtIn = agent.promptLibrary.builtIn.filter(({ name }) => !names.has(name))
      return [...builtIn.map((command) => ({ ...command, origin })), ...onDisk]
    },
    quickOf: (id) => agentOf(id)?.promptLibrary?.quick ?? [],
    settingsOf: (id) => agentOf(id)?.promptLibrary?.settings ?? [],
    files: createProjectFiles(),
    attach: keepAttachment,
  })
}
