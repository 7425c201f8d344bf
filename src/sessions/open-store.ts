/** The store for all forms in which an agent keeps its sessions. Undefined: they can't be watched. */
import type { AgentId, SessionDatabase, SessionDocuments, SessionLog } from '../agents/agent.ts'
import { agents } from '../agents/index.ts'
import { sessionDatabases, sessionDocuments, sessionLogs } from '../agents/session-logs.ts'
import type { AgentSessions } from '../agents/session-source.ts'
import { type AgentFiles, diskFiles } from '../storage/agent-files.ts'
import { DatabaseStore } from './kept-records/database-store.ts'
import { DocumentStore } from './kept-records/document-store.ts'
import { LineStore } from './line-files/line-store.ts'
import { joinStores, type SessionStore } from './session-store.ts'

const logs: Partial<Record<AgentId, SessionLog>> = sessionLogs
const databases: Partial<Record<AgentId, SessionDatabase>> = sessionDatabases
const documents: Partial<Record<AgentId, SessionDocuments>> = sessionDocuments

/** `files`: where they are read, what is kept of files that are gone among them. */
export function openStore(
  agent: AgentId,
  dataDirs: readonly string[],
  files: AgentFiles = diskFiles,
): SessionStore | undefined {
  const stores = agents[agent].sessions.flatMap((sessions) => storeFor(agent, sessions, { dataDirs, files }) ?? [])
  return stores.length === 0 ? undefined : joinStores(stores)
}

interface Places {
  readonly dataDirs: readonly string[]
  readonly files: AgentFiles
}

function storeFor(agent: AgentId, sessions: AgentSessions, { dataDirs, files }: Places): SessionStore | undefined {
  if (sessions.kind === 'database') {
    const database = databases[agent]
    return database && new DatabaseStore({ sessions, database, dataDirs, files })
  }
  if (sessions.kind === 'documents') {
    const told = documents[agent]
    return told && new DocumentStore({ sessions, documents: told, dataDirs, files })
  }
  const log = logs[agent]
  return log && new LineStore({ sessions, log, dataDirs, files, transcriptPaths: agents[agent].transcriptPaths })
}
