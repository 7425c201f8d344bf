/**
 * The one object all faces share. The dashboard's server, the tray and a lone `tce` make one from this machine (createMonitor);
 * a `tce` beside a running server uses that server's through HTTP (cli/remote-monitor.ts). Both satisfy `Monitor`.
 */

import type { Actor, AuditEntry, KillReport, KillRequest } from '../core/kill/kill.ts'
import type { Fleet } from '../core/process/fleet.ts'
import { toFleet } from '../core/process/fleet.ts'
import type { HealthPolicy } from '../core/process/health.ts'
import type { HogHistory } from '../core/process/hog.ts'
import { hogOf, nextHogHistory } from '../core/process/hog.ts'
import type { AgentProcess, ProcessRef, Scan } from '../core/process/process.ts'
import { isSameProcess, processId } from '../core/process/process.ts'
import type { FleetReport, ResumeCommand } from '../core/process/report.ts'
import { fleetReport } from '../core/process/report.ts'
import type { SessionDetail, SessionFigures, SessionList, SessionQuery } from '../core/session/session.ts'
import type { SessionWatch, WatchOptions } from '../core/session/session-watch.ts'
import type { UsageQuery, UsageReport } from '../core/usage/usage.ts'

export type MonitorEvent =
  | { readonly type: 'processes.changed'; readonly fleet: FleetReport }
  | { readonly type: 'usage.changed' }

export interface PinReport {
  readonly id: string
  readonly pinned: boolean
  readonly ok: boolean
  readonly message: string
}

export interface Monitor {
  /** The fleet, from a new scan unless the last one is at most `maxAgeMs` old. */
  fleet(options?: { readonly maxAgeMs?: number }): Promise<FleetReport>
  /** One report per target, in the order asked for. */
  kill(request: KillRequest, actor: Actor): Promise<readonly KillReport[]>
  pin(target: ProcessRef, actor: Actor): Promise<PinReport>
  unpin(target: ProcessRef, actor: Actor): Promise<PinReport>
  /** The newest entries of the audit log, newest first. */
  log(limit: number): Promise<readonly AuditEntry[]>
  usage(query: UsageQuery): Promise<UsageReport>
  sessions(query: SessionQuery): Promise<SessionList>
  /** By id or any unique beginning of it. Undefined when there is none. */
  session(id: string): Promise<SessionDetail | undefined>
  /**
   * Follows one session, by id or any unique beginning of it. Undefined where no session, or more than one, has such an id.
   * Close it: as long as it is open the processes are looked at quickly.
   */
  watchSession(id: string, options?: WatchOptions): Promise<SessionWatch | undefined>
  /** While at least one listener is `attentive` (a page, an open menu) scans come quickly, else at the slow pace. */
  subscribe(listener: (event: MonitorEvent) => void, options?: { readonly isAttentive?: boolean }): () => void
  close(): Promise<void>
}

/** What the monitor is made of; the machine's parts are control/, scanner/ and tracker/, tests pass their own. */
export interface MonitorParts {
  readonly scan: () => Promise<Scan>
  /** Ends one process of the scan it is given, and says what was observed. */
  readonly killOne: (
    target: ProcessRef,
    options: { readonly force: boolean; readonly isExplicit: boolean; readonly scan: Scan },
  ) => Promise<KillReport>
  readonly pins: {
    list(): Promise<readonly ProcessRef[]>
    add(target: ProcessRef): Promise<void>
    remove(target: ProcessRef): Promise<void>
    /** Forgets the pins of processes that are gone. */
    prune(isAlive: (target: ProcessRef) => boolean): Promise<void>
    /** What could not be read, in words. */
    problems?(): readonly string[]
  }
  readonly audit: {
    append(entry: AuditEntry): Promise<void>
    newest(limit: number): Promise<readonly AuditEntry[]>
  }
  /** Opened when first asked for: a lone `tce status` never needs the ledger's store. */
  readonly openUsage: () => Promise<UsageSource>
  /** Opened when the first session is watched: sessions/session-watcher.ts. */
  readonly openSessions: (figuresOf: UsageSource['figuresOf']) => Promise<SessionSource>
  readonly resumeCommand: ResumeCommand
  readonly policy: HealthPolicy
  readonly refresh: { readonly attentiveMs: number; readonly idleMs: number }
  readonly clock?: () => number
  /** A bug that nobody waits for the answer of: for the log. @default console.error */
  readonly reportError?: (message: string, cause: unknown) => void
}

/** The ledger as the monitor uses it: tracker/usage-service.ts. */
export interface UsageSource {
  usage(query: UsageQuery): Promise<UsageReport>
  sessions(query: SessionQuery): Promise<SessionList>
  session(id: string): Promise<SessionDetail | undefined>
  figuresOf(sessionId: string): SessionFigures | undefined
  onChange(listener: () => void): () => void
  close(): Promise<void>
}

/** Sessions as the monitor follows them. */
export interface SessionSource {
  open(id: string, options?: WatchOptions): Promise<SessionWatch | undefined>
  noteFleet(fleet: Pick<FleetReport, 'processes'>): void
  noteFigures(): void
  close(): Promise<void>
}

/** A fleet of this age still tells how a session's process is. */
const freshMs = 1_500

export function createMonitor(parts: MonitorParts): Monitor {
  const clock = parts.clock ?? Date.now
  const reportError = parts.reportError ?? console.error
  const listeners = new Map<(event: MonitorEvent) => void, { readonly isAttentive: boolean }>()
  let latest: { readonly scan: Scan; readonly report: FleetReport } | undefined
  let running: Promise<FleetReport> | undefined
  let hogs: HogHistory = new Map()
  let usageSource: Promise<UsageSource> | undefined
  let figures: UsageSource | undefined
  let sessionSource: Promise<SessionSource> | undefined
  let sessions: SessionSource | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  /** Said with every fleet until an entry could be written again. */
  let auditProblem: string | undefined

  const emit = (event: MonitorEvent) => {
    for (const listener of listeners.keys()) listener(event)
  }

  const openUsage = () => {
    usageSource ??= parts.openUsage().then((source) => {
      figures = source
      source.onChange(() => {
        sessions?.noteFigures()
        emit({ type: 'usage.changed' })
      })
      return source
    })
    return usageSource
  }

  const openSessions = () => {
    sessionSource ??= parts
      .openSessions((id) => figures?.figuresOf(id))
      .then((source) => {
        sessions = source
        return source
      })
    return sessionSource
  }

  /** The processes tell who waits and for what: with a fleet of before the first state would be of before, too. */
  async function watchSession(id: string, options?: WatchOptions): Promise<SessionWatch | undefined> {
    const [source, fleet] = await Promise.all([
      openSessions(),
      latest && clock() - latest.scan.scannedAtMs <= freshMs ? latest.report : refresh(),
    ])
    source.noteFleet(fleet)
    const watch = await source.open(id, options)
    if (watch === undefined) return undefined
    const calmDown = subscribe(() => {}, { isAttentive: true })
    return {
      ...watch,
      close: () => {
        calmDown()
        watch.close()
      },
    }
  }

  async function look(): Promise<FleetReport> {
    const scan = await parts.scan()
    const pins = await readPins(scan)
    const pinned = new Set(pins.refs.map(processId))
    const context = { nowMs: clock(), policy: parts.policy }
    hogs = nextHogHistory(hogs, scan.agents, context)
    const fleet: Fleet = toFleet(scan, {
      ...context,
      isPinned: (process) => pinned.has(processId(process)),
      hogOf: (process) => hogOf(process, hogs, context),
      figuresOf: ({ sessionId }) => (sessionId === undefined ? undefined : figures?.figuresOf(sessionId)),
    })
    const problems = [...fleet.problems, ...pins.problems, ...(auditProblem === undefined ? [] : [auditProblem])]
    const report = { ...fleetReport(fleet, parts.resumeCommand), problems }
    keep(scan, report)
    return report
  }

  function keep(scan: Scan, report: FleetReport): void {
    const isChanged = latest === undefined || !isSameFleet(latest.report, report)
    latest = { scan, report }
    sessions?.noteFleet(report)
    if (isChanged) emit({ type: 'processes.changed', fleet: report })
  }

  /** A pins folder that can't be read costs the pins, not the view of the machine. */
  async function readPins(scan: Scan): Promise<{ refs: readonly ProcessRef[]; problems: readonly string[] }> {
    try {
      const refs = await parts.pins.list()
      if (refs.length > 0)
        await parts.pins.prune((ref) => allProcesses(scan).some((process) => isSameProcess(process, ref)))
      return { refs, problems: parts.pins.problems?.() ?? [] }
    } catch (cause) {
      const reason = systemReason(cause)
      return { refs: [], problems: [`The pins could not be read (${reason}): nothing is shown as pinned.`] }
    }
  }

  /** Two readers at once share one scan. */
  const refresh = () => {
    running ??= look().finally(() => {
      running = undefined
    })
    return running
  }

  function schedule(): void {
    clearTimeout(timer)
    if (isClosed || listeners.size === 0) return
    const isAttentive = [...listeners.values()].some((listener) => listener.isAttentive)
    timer = setTimeout(
      () => lookUnasked().finally(schedule),
      isAttentive ? parts.refresh.attentiveMs : parts.refresh.idleMs,
    )
    timer.unref()
  }

  /** Nobody waits for this look, so its failure is said with the last picture, and goes with the next one. */
  async function lookUnasked(): Promise<void> {
    try {
      await refresh()
    } catch (cause) {
      reportError('A look at the machine failed', cause)
      if (latest === undefined) return
      const { scan, report } = latest
      const problem = `${failedLook}: ${cause instanceof Error ? cause.message : String(cause)}. What is shown is older.`
      keep(scan, { ...report, problems: [...report.problems.filter((one) => !one.startsWith(failedLook)), problem] })
    }
  }

  async function scanFor(targets: readonly ProcessRef[]): Promise<Scan> {
    if (latest && targets.every((target) => findProcess(latest?.scan, target))) return latest.scan
    await refresh()
    if (!latest) throw new Error('A scan ended without a result.')
    return latest.scan
  }

  async function record(
    action: AuditEntry['action'],
    actor: Actor,
    target: ProcessRef,
    outcome: string,
    message: string,
  ) {
    const known = findProcess(latest?.scan, target)
    const entry: AuditEntry = {
      at: new Date(clock()).toISOString(),
      actor,
      action,
      target: {
        id: processId(target),
        pid: target.pid,
        start: target.start,
        project: known?.project,
        name: known?.name,
        role: known?.role,
      },
      outcome,
      message,
    }
    try {
      await parts.audit.append(entry)
      auditProblem = undefined
    } catch (cause) {
      // What was done is done, and is reported.
      auditProblem = `The audit log could not be written (${systemReason(cause)}): the last ${action} is not in it.`
    }
  }

  async function setPin(target: ProcessRef, pinned: boolean, actor: Actor): Promise<PinReport> {
    const agent = (await scanFor([target])).agents.find((process) => isSameProcess(process, target))
    const who = agent?.project ?? agent?.name ?? `pid ${target.pid}`
    if (!agent && findProcess(latest?.scan, target)) {
      const message = `${target.pid} is no agent: only agents go stale, and only they are pinned. See: tce status`
      return { id: processId(target), pinned: false, ok: false, message }
    }
    if (!agent) {
      const message = `No agent has the pid ${target.pid} any more. Nothing was ${pinned ? 'pinned' : 'unpinned'}. See: tce status`
      return { id: processId(target), pinned: false, ok: false, message }
    }
    await (pinned ? parts.pins.add(target) : parts.pins.remove(target))
    const message = pinned ? `${who} is pinned: it is never stale.` : `${who} is no longer pinned.`
    await record(pinned ? 'pin' : 'unpin', actor, target, 'done', message)
    await refresh()
    return { id: processId(target), pinned, ok: true, message }
  }

  function subscribe(listener: (event: MonitorEvent) => void, { isAttentive = false } = {}): () => void {
    listeners.set(listener, { isAttentive })
    schedule()
    return () => {
      listeners.delete(listener)
      schedule()
    }
  }

  return {
    fleet: async ({ maxAgeMs } = {}) => {
      const isFresh = latest && maxAgeMs !== undefined && clock() - latest.scan.scannedAtMs <= maxAgeMs
      return latest && isFresh ? latest.report : refresh()
    },
    kill: async ({ targets, force, isExplicit = false }, actor) => {
      const scan = await scanFor(targets)
      const killAndRecord = async (target: ProcessRef) => {
        const report = await parts.killOne(target, { force, isExplicit, scan })
        await record(force ? 'kill-force' : 'kill', actor, target, report.outcome, report.message)
        return report
      }
      const reports = await Promise.all(targets.map(killAndRecord))
      await refresh()
      return reports
    },
    pin: (target, actor) => setPin(target, true, actor),
    unpin: (target, actor) => setPin(target, false, actor),
    log: (limit) => parts.audit.newest(limit),
    usage: async (query) => (await openUsage()).usage(query),
    sessions: async (query) => (await openUsage()).sessions(query),
    session: async (id) => (await openUsage()).session(id),
    watchSession,
    subscribe,
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      listeners.clear()
      await running?.catch(() => undefined)
      await (await sessionSource)?.close()
      await (await usageSource)?.close()
    },
  }
}

const failedLook = 'The last look at the machine failed'

/** What the system says, in words. A bug has no code, and is thrown on. */
function systemReason(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause) return cause.message
  throw cause
}

/** Everything that may be acted on. An agent that is another's child comes first, as an agent. */
const allProcesses = ({ agents, helpers, orphans }: Scan): readonly (ProcessRef & Partial<AgentProcess>)[] => [
  ...agents,
  ...helpers,
  ...orphans,
  ...[...agents, ...helpers].flatMap(({ children }) => children),
]

const findProcess = (scan: Scan | undefined, target: ProcessRef): Partial<AgentProcess> | undefined =>
  scan && allProcesses(scan).find((process) => isSameProcess(process, target))

/** A new scan time alone is no news. */
function isSameFleet(a: FleetReport, b: FleetReport): boolean {
  const essence = ({ scannedAt: _at, scanMs: _ms, processCount: _count, ...rest }: FleetReport) => JSON.stringify(rest)
  return essence(a) === essence(b)
}
