/**
 * Where Gemini CLI keeps its sessions: tmp/<project>/chats/session-<minute>-<beginning of the id>.jsonl, subagents in a folder of the whole
 * id beside it.
 */
import { basename, dirname, join } from 'node:path'
import type { DocumentSessions, LineSessions } from '../session-source.ts'

const chatName = /^session-[\dT-]+-([0-9a-f]{8})\.jsonl$/

export const chats: LineSessions = {
  kind: 'lines',
  folders: (dataDir) => [join(dataDir, 'tmp')],
  depth: 2,
  sessionOf: (name, dir) => (basename(dir) === 'chats' ? chatName.exec(name)?.[1] : undefined),
  isToldByFirstLine: true,
  laneOf: (name, dir) =>
    basename(dirname(dir)) === 'chats' && name.endsWith('.jsonl') ? name.slice(0, -'.jsonl'.length) : undefined,
  subagentsFolder: (log, sessionId) => join(dirname(log), sessionId),
  beside: {
    pathsOf: (log) => [join(dirname(dirname(log)), '.project_root')],
    decode: (text) => ({ cwd: text.trim() || undefined }),
  },
}

const oldChatName = /^session-[\dT-]+-([0-9a-f]{8})\.json$/

/** Up to 0.30 or so: one document. A session that was taken up again later has lines beside it, which are written on. */
export const oldChats: DocumentSessions = {
  kind: 'documents',
  folders: (dataDir) => [join(dataDir, 'tmp')],
  depth: 2,
  sessionOf: (name, dir) => (basename(dir) === 'chats' ? oldChatName.exec(name)?.[1] : undefined),
  isToldByContent: true,
}
