/** The coding agents TCE knows. Adding one: its folder, and one line here. */
import type { Agent, AgentId } from './agent.ts'
import { aider } from './aider/index.ts'
import { claude } from './claude/index.ts'
import { codex } from './codex/index.ts'
import { copilot } from './copilot/index.ts'
import { cursor } from './cursor/index.ts'
import { gemini } from './gemini/index.ts'
import { kilo } from './kilo/index.ts'
import { kimi } from './kimi/index.ts'
import { opencode } from './opencode/index.ts'
import { pi } from './pi/index.ts'
import { qwen } from './qwen/index.ts'

export const agents: Readonly<Record<AgentId, Agent>> = {
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
