/**
 * GitHub Copilot CLI: session-state/<id>/events.jsonl tells the conversation and, from 1.0.102, every request; session-store.db holds the
 * same requests from about 1.0.80 on, those of crashed sessions too. A request has one id in both.
 */
import { join } from 'node:path'
import { mainLane } from '../../core/session/session-event.ts'
import { placeEvents } from '../event-draft.ts'
import { numberOf, stringOf, timeOf } from '../json-fields.ts'
import { knownRecord } from '../json-line.ts'
import type { DatabaseRecords, LineRecords } from '../records.ts'
import { noteLogLine, scanEvents } from '../scan-events.ts'
import { copilotResponse, createCopilotReader } from './session-log.ts'
import { events as eventSessions } from './session-source.ts'
import { sumsId } from './totals.ts'

export const events: LineRecords = {
  kind: 'lines',
  name: 'events',
  // 1: totals that only the end of a session tells; whose a subagent's requests are.
  version: 1,
  folders: (dataDir) => [join(dataDir, 'session-state')],
  isFile: (name) => name.endsWith('.jsonl'),
  // Early versions wrote session-state/<id>.jsonl, flat.
  placeOf: ([session, file]) => ({
    projectSlug: undefined,
    sessionId: file === undefined ? session?.replace(/\.jsonl$/, '') : session,
    subagentId: undefined,
  }),
  beside: eventSessions.beside,
  open: (place, carry) => scanEvents(createCopilotReader(place.sessionId, carry), place),
}

export const store: DatabaseRecords = {
  kind: 'database',
  name: 'store',
  version: 1,
  folders: (dataDir) => [dataDir],
  isFile: (name) => name === 'session-store.db',
  placeOf: () => ({ projectSlug: undefined, sessionId: undefined, subagentId: undefined }),
  sessions: (query) =>
    query('SELECT session_id AS id, max(id) AS stamp FROM assistant_usage_events GROUP BY session_id').map((row) => ({
      sessionId: String(row['id']),
      stamp: Number(row['stamp']),
    })),
  read(query, sessionId, sink) {
    const rows = query('SELECT * FROM assistant_usage_events WHERE session_id = ? ORDER BY id', sessionId)
    for (const [index, row] of rows.entries()) {
      // Rows are numbered over all sessions, the accounting of events.jsonl within one, from 1: the same request, the same id.
      const response = copilotResponse(`copilot ${sessionId} ${index + 1}`, {
        model: stringOf(row['model']),
        input: numberOf(row['input_tokens']),
        output: numberOf(row['output_tokens']),
        cacheRead: numberOf(row['cache_read_tokens']),
        cacheWrite: numberOf(row['cache_write_tokens']),
      })
      const moment = { atMs: timeOf(row['created_at']) }
      const place = { lane: mainLane, offset: index }
      const told = placeEvents(
        [{ ...knownRecord('usage row'), response: { ...response, insteadOf: sumsId(sessionId) } }],
        moment,
        place,
      )
      noteLogLine(sink, { events: told, facts: { sessionId } }, { offset: index, sessionId })
    }
  },
}
