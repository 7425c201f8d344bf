/** Where opencode keeps its sessions: rows of a database, see session-database.ts; up to 1.1 a tree of documents, see session-tree.ts. */
import { join } from 'node:path'
import type { DatabaseSessions, DocumentSessions } from '../session-source.ts'
import { isDatabase } from './paths.ts'

export const databases: DatabaseSessions = { kind: 'database', folders: (dataDir) => [dataDir], isFile: isDatabase }

/** storage/session/<project>/<session>.json */
export const trees: DocumentSessions = {
  kind: 'documents',
  folders: (dataDir) => [join(dataDir, 'storage', 'session')],
  depth: 1,
  sessionOf: (name) => (name.endsWith('.json') ? name.slice(0, -'.json'.length) || undefined : undefined),
  isToldByContent: true,
}
