/** The store for all forms in which an agent keeps its sessions. Undefined: they can't be watched. */
import type { AgentId, SessionDatabase, SessionLog } from '../agents/agent.ts'
import { agents } from '../agents/index.ts'
import { sessionDatabases, sessionLogs } from '../agents/session-logs.ts'
import type { AgentSessions } from '../agents/session-source.ts'
import { DatabaseStore } from './databases/database-store.ts'
import { LineStore } from './line-files/line-store.ts'
import { joinStores, type SessionStore } from './session-store.ts'

const logs: Partial<Record<AgentId, SessionLog>> = sessionLogs
const databases: Partial<Record<AgentId, SessionDatabase>> = sessionDatabases

export function openStore(agent: AgentId, dataDirs: readonly string[]): SessionStore | undefined {
  const stores = agents[agent].sessions.flatMap((sessions) => storeFor(agent, sessions, dataDirs) ?? [])
  return stores.length === 0 ? undefined : joinStores(stores)
}

function storeFor(agent: AgentId, sessions: AgentSessions, dataDirs: readonly string[]): SessionStore | undefined {
  if (sessions.kind === 'database') {
    const database = databases[agent]
    return database && new DatabaseStore({ sessions, database, dataDirs })
  }
  const log = logs[agent]
  return log && new LineStore({ sessions, log, dataDirs, transcriptPaths: agents[agent].transcriptPaths })
}
