/** Where opencode keeps its sessions: rows of a database, see session-database.ts. */
import type { DatabaseSessions } from '../session-source.ts'
import { isDatabase } from './paths.ts'

export const databases: DatabaseSessions = { kind: 'database', folders: (dataDir) => [dataDir], isFile: isDatabase }
