/** How each agent logs its sessions. A list of its own: it is loaded when a session is watched, not to list processes. */
import type { AgentId, SessionDatabase, SessionDocuments, SessionLog } from './agent.ts'
import { sessionDocuments as aiderDocuments } from './aider/session-document.ts'
import { sessionLog as claude } from './claude/session-log.ts'
import { sessionLog as codex } from './codex/session-log.ts'
import { sessionLog as copilot } from './copilot/session-log.ts'
import { sessionLog as cursor } from './cursor/session-log.ts'
import { sessionDocuments as geminiDocuments } from './gemini/session-document.ts'
import { sessionLog as gemini } from './gemini/session-log.ts'
import { sessionLog as kimi } from './kimi/session-log.ts'
import { sessionDatabase as opencode } from './opencode/session-database.ts'
import { sessionDocuments as opencodeDocuments } from './opencode/session-tree.ts'
import { sessionLog as pi } from './pi/session-log.ts'
import { sessionLog as qwen } from './qwen/session-log.ts'

export const sessionLogs = { claude, codex, copilot, cursor, gemini, kimi, pi, qwen } satisfies Partial<
  Record<AgentId, SessionLog>
>

/** What the databases of those say that keep sessions in one. */
export const sessionDatabases = { opencode, kilo: opencode } satisfies Partial<Record<AgentId, SessionDatabase>>

/** What the documents say of those that keep sessions in documents which are rewritten whole. */
export const sessionDocuments = {
  aider: aiderDocuments,
  gemini: geminiDocuments,
  opencode: opencodeDocuments,
  kilo: opencodeDocuments,
} satisfies Partial<Record<AgentId, SessionDocuments>>
