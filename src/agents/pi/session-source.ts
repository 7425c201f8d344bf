/** Where pi keeps its sessions: sessions/--home-dev-proj--/<time>_<id>.jsonl */
import { join } from 'node:path'
import type { LineSessions } from '../session-source.ts'

export const sessionIdIn = (name: string): string | undefined => /_([\w-]+)\.jsonl$/.exec(name)?.[1]

export const sessions: LineSessions = {
  kind: 'lines',
  folders: (dataDir) => [join(dataDir, 'sessions')],
  depth: 1,
  sessionOf: sessionIdIn,
  laneOf: () => undefined,
  subagentsFolder: (log) => log.replace(/\.jsonl$/, ''),
}
