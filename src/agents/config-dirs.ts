/** Where each agent keeps its files. A list of its own: who asks for no more loads nothing else of them. */
import type { AgentId } from '../core/process/agent-ids.ts'
import type { AgentEnvironment } from './agent.ts'
import { configDirs as aider } from './aider/paths.ts'
import { configDirs as claude } from './claude/paths.ts'
import { configDirs as codex } from './codex/paths.ts'
import { configDirs as copilot } from './copilot/paths.ts'
import { configDirs as cursor } from './cursor/paths.ts'
import { configDirs as gemini } from './gemini/paths.ts'
import { configDirs as kilo } from './kilo/paths.ts'
import { configDirs as kimi } from './kimi/paths.ts'
import { configDirs as opencode } from './opencode/paths.ts'
import { configDirs as pi } from './pi/paths.ts'
import { configDirs as qwen } from './qwen/paths.ts'

export const configDirsOf: Readonly<Record<AgentId, (environment: AgentEnvironment) => readonly string[]>> = {
  claude,
  codex,
  opencode,
  kilo,
  copilot,
  gemini,
  pi,
  qwen,
  kimi,
  cursor,
  aider,
}
