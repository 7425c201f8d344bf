/** The Cursor CLI's transcripts: they tell what was said and done, and nothing of what it cost. */
import { join } from 'node:path'
import type { LineRecords } from '../records.ts'
import { scanEvents } from '../scan-events.ts'
import { chatMeta, chatStore } from './chat-store.ts'
import { createCursorReader } from './session-log.ts'

const ending = '.jsonl'

export const transcripts: LineRecords = {
  kind: 'lines',
  name: 'transcripts',
  folders: (dataDir) => [join(dataDir, 'projects')],
  isFile: (name) => name.endsWith(ending),
  placeOf([projectSlug, folder, id, first = '', second]) {
    if (folder !== 'agent-transcripts' || id === undefined) return undefined
    if (second === undefined)
      return first === id + ending ? { projectSlug, sessionId: id, subagentId: undefined } : undefined
    if (first !== 'subagents' || !second.endsWith(ending)) return undefined
    return { projectSlug, sessionId: id, subagentId: second.slice(0, -ending.length) }
  },
  beside: chatMeta,
  besideDatabase: chatStore,
  open: (place, carry) => scanEvents(createCursorReader(carry), place),
}
