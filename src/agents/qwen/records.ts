/** Qwen Code: projects/<slug>/chats/<session>.jsonl, subagents in projects/<slug>/subagents/<session>/agent-<name>-<call>.jsonl. */
import { join } from 'node:path'
import type { LineRecords } from '../records.ts'
import { scanEvents } from '../scan-events.ts'
import { decodeSubagent, descriptionEnding, descriptionOf } from './description.ts'
import { createQwenReader } from './session-log.ts'

export const chats: LineRecords = {
  kind: 'lines',
  name: 'chats',
  folders: (dataDir) => [join(dataDir, 'projects')],
  isFile: (name) => name.endsWith('.jsonl'),
  placeOf([projectSlug, kind, first, second]) {
    const stem = (name: string) => name.replace(/\.jsonl$/, '')
    if (kind === 'chats' && first !== undefined) return { projectSlug, sessionId: stem(first), subagentId: undefined }
    return kind === 'subagents' && first !== undefined && second !== undefined
      ? { projectSlug, sessionId: first, subagentId: stem(second).replace(/^agent-/, '') }
      : undefined
  },
  open: (place, carry) => scanEvents(createQwenReader(place.subagentId !== undefined, carry), place),
  description: {
    pathOf: descriptionOf,
    describedBy: (path) =>
      path.endsWith(descriptionEnding) ? `${path.slice(0, -descriptionEnding.length)}.jsonl` : undefined,
    decode: decodeSubagent,
  },
}
