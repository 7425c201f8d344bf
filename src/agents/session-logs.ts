/** How each agent logs its sessions. A list of its own: it is loaded when a session is watched, not to list processes. */
import type { AgentId, SessionLog } from './agent.ts'
import { sessionLog as claude } from './claude/session-log.ts'

export const sessionLogs = { claude } satisfies Partial<Record<AgentId, SessionLog>>
