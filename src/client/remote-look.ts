/** What a look at the agents asks of a running server: the first of its services, and with them little is loaded. */
import type { FleetReport } from '../core/process/report.ts'
import type { SessionDetail, SessionList } from '../core/session/session.ts'
import type { UsageReport } from '../core/usage/usage.ts'
import type { LookServices } from '../services/look.ts'
import { bodyIfThere, bodyOf, queryText } from './answer.ts'
import { createRemoteLimits } from './remote-limits.ts'
import type { ServerClient } from './server-client.ts'

/** A ledger that is not up to date yet is brought there first. */
export const ledgerTimeoutMs = 30_000

export const readFleet = async (server: ServerClient): Promise<FleetReport> =>
  bodyOf<FleetReport>(await server.get('/api/processes'), 'processes')

export const readUsage = async (server: ServerClient, query: object): Promise<UsageReport> =>
  bodyOf<UsageReport>(await server.get(`/api/usage${queryText(query)}`, ledgerTimeoutMs), 'usage')

export const listSessions = async (server: ServerClient, query: object): Promise<SessionList> =>
  bodyOf<SessionList>(await server.get(`/api/sessions${queryText(query)}`, ledgerTimeoutMs), 'sessions')

export const findSession = async (server: ServerClient, id: string): Promise<SessionDetail | undefined> =>
  bodyIfThere<SessionDetail>(await server.get(`/api/sessions/${encodeURIComponent(id)}`, ledgerTimeoutMs), 'a session')

export const createRemoteLook = (server: ServerClient): LookServices => ({
  fleet: { read: () => readFleet(server) },
  atHand: {
    usage: { report: (query) => readUsage(server, query) },
    limits: createRemoteLimits(server),
    sessions: { list: (query) => listSessions(server, query), find: (id) => findSession(server, id) },
  },
  close: async () => undefined,
})
