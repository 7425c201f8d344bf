/** What each agent keeps records in. A list of its own: it is loaded where records are read, not to list processes. */
import type { AgentId } from './agent.ts'
import { transcripts } from './claude/records.ts'
import { rollouts } from './codex/records.ts'
import { wires } from './kimi/records.ts'
import { sessions } from './pi/records.ts'
import type { AgentRecords } from './records.ts'

export const recordLists: Readonly<Record<AgentId, readonly AgentRecords[]>> = {
  claude: [transcripts],
  codex: [rollouts],
  pi: [sessions],
  kimi: [wires],
}
