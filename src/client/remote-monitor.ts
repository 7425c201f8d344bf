/** The monitor of a running server, through HTTP: what a `tce` beside it uses. */
import { ownAncestors } from '../control/own-ancestors.ts'
import { CliError } from '../core/cli-error.ts'
import type { KillReport, KillRequest } from '../core/kill/kill.ts'
import { refusalReport } from '../core/kill/kill-words.ts'
import type { ProcessRef } from '../core/process/process.ts'
import { isSameProcess, processId } from '../core/process/process.ts'
import type { FleetReport } from '../core/process/report.ts'
import type { SessionDetail, SessionList } from '../core/session/session.ts'
import type { UsageReport } from '../core/usage/usage.ts'
import { plainText } from '../core/words/text.ts'
import { createProcessTable } from '../scanner/process-table.ts'
import type { Monitor, MonitorEvent, PinReport } from '../services/monitor.ts'
import { decodeKillReport, decodeKillReports, decodeLog, decodePinReport, errorMessage } from './decode-control.ts'
import { decodeFleet } from './decode-fleet.ts'
import { isJsonObject } from './json-fields.ts'
import { watchRemoteSession } from './remote-session-watch.ts'
import type { Answer, ServerClient } from './server-client.ts'
import { createEventReader } from './server-events.ts'

export interface RemoteMonitor extends Monitor {
  readonly server: ServerClient
}

export interface RemoteMonitorOptions {
  /** The server ended, or does not answer any more. Called for subscribers only, never by `close`. */
  readonly onStreamEnd?: () => void
  /** Whom this program would end with; the server has parents of its own. */
  readonly ancestorPids?: () => Promise<ReadonlySet<number>>
}

export function createRemoteMonitor(
  server: ServerClient,
  { onStreamEnd = () => {}, ancestorPids = () => ownAncestors(createProcessTable()) }: RemoteMonitorOptions = {},
): RemoteMonitor {
  const streams = new Set<() => void>()
  return {
    server,
    fleet: async () => fleetOf(await server.get('/api/processes')),
    kill: async (request) => killOthers(server, request, await ancestorPids()),
    pin: (target) => setPin(server, target, true),
    unpin: (target) => setPin(server, target, false),
    log: async (limit) => decodeLog(expectObject(await server.get(`/api/log?limit=${Math.min(1000, limit)}`), 'log')),
    usage: async (query) =>
      expectObject(await server.get(`/api/usage${queryText(query)}`, 30_000), 'usage') as unknown as UsageReport,
    sessions: async (query) =>
      expectObject(await server.get(`/api/sessions${queryText(query)}`, 30_000), 'sessions') as unknown as SessionList,
    session: (id) => readSession(server, id),
    watchSession: (id) => watchRemoteSession(server, id),
    subscribe(listener) {
      const close = followServer(server, listener, onStreamEnd)
      streams.add(close)
      return () => {
        streams.delete(close)
        close()
      }
    },
    async close() {
      for (const close of streams) close()
      streams.clear()
    },
  }
}

function fleetOf(answer: Answer): FleetReport {
  const fleet = decodeFleet(expectObject(answer, 'processes'))
  if (fleet === undefined) throw unreadable('processes')
  return fleet
}

/** Nothing is asked of the server for whoever this program runs inside. One report per target, in the order asked for. */
async function killOthers(
  server: ServerClient,
  request: KillRequest,
  ancestorPids: ReadonlySet<number>,
): Promise<readonly KillReport[]> {
  const others = request.targets.filter(({ pid }) => !ancestorPids.has(pid))
  const reports = others.length === 0 ? [] : [...(await kill(server, { ...request, targets: others }))]
  if (others.length === request.targets.length) return reports
  const { processes } = fleetOf(await server.get('/api/processes'))
  return request.targets.flatMap(
    (target) => (ancestorPids.has(target.pid) ? sparedReport(target, processes) : reports.shift()) ?? [],
  )
}

function sparedReport(target: ProcessRef, agents: FleetReport['processes']): KillReport {
  const agent = agents.find((process) => isSameProcess(process, target))
  const label = [agent?.project, agent?.name].filter((word) => word !== undefined).join(' ') || `Process ${target.pid}`
  const subject = { ...target, label: plainText(label), project: agent?.project, name: agent?.name }
  return refusalReport(subject, { outcome: 'protected', protection: 'ancestor' }, { nowMs: Date.now() })
}

/** What was named itself goes the way that accepts that (the supervisor); the others go together. */
async function kill(server: ServerClient, { targets, force, isExplicit }: KillRequest): Promise<readonly KillReport[]> {
  if (isExplicit === true) return Promise.all(targets.map((target) => killNamed(server, target, force)))
  const refs = targets.map(({ pid, start }) => ({ pid, start }))
  return decodeKillReports(expectObject(await server.post('/api/kill', { targets: refs, force }), 'kill'))
}

async function killNamed(server: ServerClient, { pid, start }: ProcessRef, force: boolean): Promise<KillReport> {
  const { status, body } = await server.post(`/api/kill/${pid}?force=${force}`, { start })
  const json = isJsonObject(body) && isJsonObject(body['report']) ? body['report'] : body
  const report = isJsonObject(json) ? decodeKillReport(json) : undefined
  if (report !== undefined) return report
  const message = errorMessage(body) ?? unreadable('kill').message
  // It went between our look and the server's: said of this one, while the others get their own answer.
  if (status !== 404 && status !== 409) throw new CliError(message)
  return { id: processId({ pid, start }), pid, start, outcome: 'gone', ok: false, sent: [], message, next: 'tce log' }
}

async function setPin(server: ServerClient, target: ProcessRef, isPin: boolean): Promise<PinReport> {
  const path = `/api/${isPin ? 'pin' : 'unpin'}/${target.pid}`
  return decodePinReport((await server.post(path, { start: target.start })).body, target, isPin)
}

async function readSession(server: ServerClient, id: string): Promise<SessionDetail | undefined> {
  const answer = await server.get(`/api/sessions/${encodeURIComponent(id)}`, 30_000)
  return answer.status === 404 ? undefined : (expectObject(answer, 'session') as unknown as SessionDetail)
}

/** The stream tells the server that somebody looks, so that its scans come quickly. */
function followServer(
  server: ServerClient,
  listener: (event: MonitorEvent) => void,
  onStreamEnd: () => void,
): () => void {
  const read = createEventReader((type, data) => {
    if (type === 'usage') listener({ type: 'usage.changed' })
    const fleet = type === 'processes' ? decodeFleet(data) : undefined
    if (fleet !== undefined) listener({ type: 'processes.changed', fleet })
  })
  // For a command a stream that ends is no loss: the reader asks anyway.
  return server.stream('/api/stream', read, onStreamEnd)
}

function expectObject({ status, body }: Answer, what: string): Readonly<Record<string, unknown>> {
  const message = errorMessage(body)
  if (message !== undefined) throw new CliError(message, status === 404 ? { exitCode: 3 } : {})
  if (status !== 200 || !isJsonObject(body)) throw unreadable(what)
  return body
}

const unreadable = (what: string): CliError =>
  new CliError(`The server's answer about ${what} can't be read: another version may be running.`, {
    next: 'tce dashboard-stop, then tce dashboard',
  })

function queryText(query: object): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(Object.fromEntries(pairs.map(([name, value]) => [name, String(value)]))).toString()
  return text === '' ? '' : `?${text}`
}
