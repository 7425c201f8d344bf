/** Where Copilot CLI keeps its sessions: session-state/<id>/events.jsonl, early ones flat in session-state/<id>.jsonl. */
import { basename, join } from 'node:path'
import type { LineSessions } from '../session-source.ts'

const shared = {
  kind: 'lines',
  folders: (dataDir: string) => [join(dataDir, 'session-state')],
  laneOf: () => undefined,
  subagentsFolder: (log: string) => log.replace(/\.jsonl$/, ''),
} as const

export const events: LineSessions = {
  ...shared,
  depth: 1,
  sessionOf: (name, dir) => (name === 'events.jsonl' ? basename(dir) || undefined : undefined),
}

export const flatEvents: LineSessions = {
  ...shared,
  depth: 0,
  sessionOf: (name) => (name.endsWith('.jsonl') ? name.slice(0, -'.jsonl'.length) || undefined : undefined),
}
