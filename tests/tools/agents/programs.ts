/** The agents that the tests run beside Claude Code: which versions, and where they lie. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AgentId } from '../../../src/core/process/agent-ids.ts'

interface PinnedProgram {
  readonly id: AgentId
  readonly version: string
  readonly program: string
}

export interface AgentProgram {
  readonly version: string
  readonly file: string
  readonly isThere: boolean
}

/** `TCE_AGENTS`, else where .ci/run installs them. */
export const agentsFolder = (env: NodeJS.ProcessEnv = process.env, home = homedir()): string =>
  env['TCE_AGENTS'] || join(home, '.cache', 'tce-ci', 'agents')

export function agentProgram(id: AgentId): AgentProgram {
  const pinned: readonly PinnedProgram[] = JSON.parse(readFileSync(new URL('programs.json', import.meta.url), 'utf8'))
  const found = pinned.find((one) => one.id === id)
  if (found === undefined) throw new Error(`programs.json has no ${id}`)
  const file = join(agentsFolder(), id, 'node_modules', '.bin', found.program)
  return { version: found.version, file, isThere: existsSync(file) }
}
