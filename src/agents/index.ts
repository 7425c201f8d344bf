/** The coding agents TCE knows. Adding one: its folder, and one line here. */
import type { Agent, AgentId } from './agent.ts'
import { claude } from './claude/index.ts'

export const agents = { claude } satisfies Record<AgentId, Agent>
