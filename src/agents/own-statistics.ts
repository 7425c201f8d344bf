/** What an agent wrote down of its own usage, beside its records: shown as its own figure, never added to ours. */
import { dirname } from 'node:path'
import { decodeFacets, type Facets } from './claude/facets.ts'
import { kind } from './claude/kind.ts'
import { projectsDir } from './claude/paths.ts'
import { decodeSessionMeta, type SessionMeta } from './claude/session-meta.ts'
import { decodeStatsCache } from './claude/stats-cache.ts'

export type { Facets, SessionMeta }

/** One agent has any. */
export const ownStatistics = {
  agent: kind.id,
  /** In which they lie, of one of its data folders. */
  folderOf: (dataDir: string): string => dirname(projectsDir(dataDir)),
  /** Tokens by day and model. */
  days: { file: 'stats-cache.json', decode: decodeStatsCache },
  /** Of sessions, one file each. */
  metas: { folder: 'usage-data/session-meta', decode: decodeSessionMeta },
  facets: { folder: 'usage-data/facets', decode: decodeFacets },
} as const
