/** What each agent keeps records in. A list of its own: it is loaded where records are read, not to list processes. */
import type { AgentId } from './agent.ts'
import { histories } from './aider/records.ts'
import { transcripts } from './claude/records.ts'
import { rollouts } from './codex/records.ts'
import { events, store } from './copilot/records.ts'
import { transcripts as cursorTranscripts } from './cursor/records.ts'
import { chats as geminiChats, oldChats } from './gemini/records.ts'
import { wires } from './kimi/records.ts'
import { database, messageFiles } from './opencode/records.ts'
import { sessions } from './pi/records.ts'
import { chats as qwenChats } from './qwen/records.ts'
import type { AgentRecords } from './records.ts'

export const recordLists: Readonly<Record<AgentId, readonly AgentRecords[]>> = {
  claude: [transcripts],
  codex: [rollouts],
  opencode: [database, messageFiles],
  kilo: [database, messageFiles],
  copilot: [events, store],
  gemini: [geminiChats, oldChats],
  pi: [sessions],
  qwen: [qwenChats],
  kimi: [wires],
  cursor: [cursorTranscripts],
  aider: [histories],
}
