/** Kimi Code's wires: sessions/wd_<name>_<hash>/session_<uuid>/agents/<agent>/wire.jsonl, one a session's agent. */
import { join } from 'node:path'
import type { LineRecords } from '../records.ts'
import { scanEvents } from '../scan-events.ts'
import { createKimiReader } from './session-log.ts'
import { wires as wireSessions } from './session-source.ts'

export const wires: LineRecords = {
  kind: 'lines',
  name: 'wires',
  // 1: what `kimi fork` copies.
  version: 1,
  folders: (dataDir) => [join(dataDir, 'sessions')],
  isFile: (name) => name === 'wire.jsonl',
  beside: wireSessions.beside,
  placeOf: ([, session, agents, agent, file]) =>
    // kimi-cli: sessions/<hash>/<session>/wire.jsonl
    session !== undefined && agents === 'wire.jsonl'
      ? { projectSlug: undefined, sessionId: session, subagentId: undefined }
      : session === undefined || agents !== 'agents' || agent === undefined || file !== 'wire.jsonl'
        ? undefined
        : {
            projectSlug: undefined,
            sessionId: session,
            // The agent called "main" is the session itself.
            subagentId: agent === 'main' ? undefined : agent,
          },
  open: ({ sessionId = '', subagentId = 'main', ...rest }, carry) =>
    scanEvents(createKimiReader(`${sessionId} ${subagentId}`, carry), {
      ...rest,
      sessionId,
      subagentId: subagentId === 'main' ? undefined : subagentId,
    }),
}
