/** Which session `tce watch payments-api` means: an agent that runs, by name, project, pid or session; else a session by its id; else the newest of a project. */
import type { AgentId } from '../../core/process/agent-ids.ts'
import type { FleetAgentReport } from '../../core/process/report.ts'
import type { Services } from '../../services/services.ts'

export type WatchTarget =
  /** `isById`: it is that very session, whatever becomes of it. */
  | { readonly kind: 'session'; readonly id: string; readonly isById: boolean }
  | { readonly kind: 'several'; readonly agents: readonly FleetAgentReport[] }
  | { readonly kind: 'none' }

export async function findWatchTarget(
  what: string,
  services: Pick<Services, 'fleet' | 'sessions'>,
  agent?: readonly AgentId[],
): Promise<WatchTarget> {
  const { processes, sessionsWithoutProcess = [] } = await services.fleet.read({ maxAgeMs: 2_000 })
  const matching = agentsNamed(what, processes)
  const [only] = matching
  if (matching.length > 1) return { kind: 'several', agents: matching }
  if (only?.sessionId !== undefined) {
    return { kind: 'session', id: only.sessionId, isById: isBeginningOf(only.sessionId, what) }
  }
  // An id is looked for among the file names, without the ledger.
  if (/^[0-9a-f]{8}[0-9a-f-]*$/i.test(what)) return { kind: 'session', id: what, isById: true }
  const unseenById = sessionsWithoutProcess.filter(({ sessionId }) => isBeginningOf(sessionId, what))
  const [named] = unseenById
  if (named !== undefined && unseenById.length === 1) return { kind: 'session', id: named.sessionId, isById: true }
  const [unseen] = sessionsWithoutProcess.filter(({ project }) => project === what)
  if (unseen !== undefined) return { kind: 'session', id: unseen.sessionId, isById: false }
  const byId = await services.sessions.find(what)
  if (byId !== undefined) return { kind: 'session', id: byId.id, isById: true }
  const [newest] = (await services.sessions.list({ limit: 1, project: what, sort: 'active', agent })).sessions
  if (newest !== undefined) return { kind: 'session', id: newest.id, isById: false }
  return (await idAmongRecords(what, services)) ?? { kind: 'none' }
}

/** The ledger holds no session of an agent that keeps no usage; its records may be read all the same. */
async function idAmongRecords(
  what: string,
  { sessions }: Pick<Services, 'sessions'>,
): Promise<Extract<WatchTarget, { kind: 'session' }> | undefined> {
  const watch = await sessions.watch(what)
  watch?.close()
  return watch && { kind: 'session', id: watch.sessionId, isById: true }
}

const isBeginningOf = (sessionId: string | undefined, what: string): boolean =>
  what.length >= 4 && sessionId?.startsWith(what) === true

/** The first way of naming that fits any. */
function agentsNamed(what: string, agents: readonly FleetAgentReport[]): readonly FleetAgentReport[] {
  const withSession = agents.filter(({ sessionId }) => sessionId !== undefined)
  const ways: readonly ((agent: FleetAgentReport) => boolean)[] = [
    ({ id, pid }) => id === what || String(pid) === what,
    ({ sessionId }) => isBeginningOf(sessionId, what),
    ({ name }) => name === what,
    ({ project }) => project === what,
  ]
  return ways.map((fits) => withSession.filter(fits)).find((found) => found.length > 0) ?? []
}
