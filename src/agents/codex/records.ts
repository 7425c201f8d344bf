/** Codex's rollouts, as the ledger reads them: sessions by day, archived ones flat. Both may hold a thread; its requests count once. */
import { join } from 'node:path'
import type { LineRecords } from '../records.ts'
import { scanEvents } from '../scan-events.ts'
import { createCodexReader } from './session-log.ts'
import { threadTitles } from './thread-titles.ts'

export const rollouts: LineRecords = {
  kind: 'lines',
  name: 'rollouts',
  // 1: the usage of versions up to 0.52.
  version: 1,
  folders: (dataDir) => [join(dataDir, 'sessions'), join(dataDir, 'archived_sessions')],
  isFile: (name) => name.startsWith('rollout-') && name.endsWith('.jsonl'),
  // Thread, session and whose subagent it is stand in the first line: a resumed or spawned thread's file name tells only the thread.
  placeOf: () => ({ projectSlug: undefined, sessionId: undefined, subagentId: undefined }),
  besideDatabase: threadTitles,
  open: (place, carry) => scanEvents(createCodexReader(carry), place),
}
