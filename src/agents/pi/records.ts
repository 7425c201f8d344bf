/** pi's session files, one a session: sessions/--home-dev-proj--/<time>_<id>.jsonl */
import { join } from 'node:path'
import type { LineRecords } from '../records.ts'
import { scanEvents } from '../scan-events.ts'
import { piReader } from './session-log.ts'
import { sessionIdIn } from './session-source.ts'

export const sessions: LineRecords = {
  kind: 'lines',
  name: 'sessions',
  folders: (dataDir) => [join(dataDir, 'sessions')],
  isFile: (name) => name.endsWith('.jsonl'),
  placeOf: (parts) => ({ projectSlug: undefined, sessionId: sessionIdIn(parts.at(-1) ?? ''), subagentId: undefined }),
  open: (place) => scanEvents(piReader, place),
}
