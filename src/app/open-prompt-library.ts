/** What helps writing a prompt, from its parts: what is kept, what lies on disk, and what the agents tell of themselves. */
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { keepAttachment } from '../prompts/library/attachments.ts'
import { openLibraryStore } from '../prompts/library/library-store.ts'
import type { LibrarySource } from '../services/local/prompt-library.ts'
import { promptWriting } from './prompt-writing.ts'

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
  return ok({
    ...opened.value,
    ...promptWriting(shown, environment),
    attach: keepAttachment,
  })
}
