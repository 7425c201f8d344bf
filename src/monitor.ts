/**
 * The one object all faces share. The dashboard's server, the tray and a lone `tce` make one from this machine (createMonitor);
 * a `tce` beside a running server uses that server's through HTTP (cli/remote-monitor.ts). Both satisfy `Monitor`.
 */
import type { Fleet } from './core/fleet.ts'
import { toFleet } from './core/fleet.ts'
import type { HealthPolicy } from './core/health.ts'
import type { HogHistory } from './core/hog.ts'
import { hogOf, nextHogHistory } from './core/hog.ts'
import type { Actor, AuditEntry, KillReport, KillRequest } from './core/kill.ts'
import type { AgentProcess, ProcessRef, Scan } from './core/process.ts'
import { isSameProcess, processId } from './core/process.ts'
import type { FleetReport, ResumeCommand } from './core/report.ts'
import { fleetReport } from './core/report.ts'
import type { SessionDetail, SessionFigures, SessionList, SessionQuery } from './core/session.ts'
import type { UsageQuery, UsageReport } from './core/usage.ts'

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
  }
  readonly audit: {
    append(entry: AuditEntry): Promise<void>
    newest(limit: number): Promise<readonly AuditEntry[]>
  }
  /** Opened when first asked for: a lone `tce status` never needs the ledger's store. */
  readonly openUsage: () => Promise<UsageSource>
  readonly resumeCommand: ResumeCommand
  readonly policy: HealthPolicy
  readonly refresh: { readonly attentiveMs: number; readonly idleMs: number }
  readonly clock?: () => number
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

export function createMonitor(parts: MonitorParts): Monitor {
  const clock = parts.clock ?? Date.now
  const listeners = new Map<(event: MonitorEvent) => void, { readonly isAttentive: boolean }>()
  let latest: { readonly scan: Scan; readonly report: FleetReport } | undefined
  let running: Promise<FleetReport> | undefined
  let hogs: HogHistory = new Map()
  let usageSource: Promise<UsageSource> | undefined
  let figures: UsageSource | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const emit = (event: MonitorEvent) => {
    for (const listener of listeners.keys()) listener(event)
  }

  const openUsage = () => {
    usageSource ??= parts.openUsage().then((source) => {
      figures = source
      source.onChange(() => emit({ type: 'usage.changed' }))
      return source
    })
    return usageSource
  }

  async function look(): Promise<FleetReport> {
    const scan = await parts.scan()
    const pinned = new Set((await parts.pins.list()).map(processId))
    if (pinned.size > 0)
      await parts.pins.prune((ref) => allProcesses(scan).some((process) => isSameProcess(process, ref)))
    const context = { nowMs: clock(), policy: parts.policy }
    hogs = nextHogHistory(hogs, scan.agents, context)
    const fleet: Fleet = toFleet(scan, {
      ...context,
      isPinned: (process) => pinned.has(processId(process)),
      hogOf: (process) => hogOf(process, hogs, context),
      figuresOf: ({ sessionId }) => (sessionId === undefined ? undefined : figures?.figuresOf(sessionId)),
    })
    const report = fleetReport(fleet, parts.resumeCommand)
    const isChanged = latest === undefined || !isSameFleet(latest.report, report)
    latest = { scan, report }
    if (isChanged) emit({ type: 'processes.changed', fleet: report })
    return report
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
      () => refresh().finally(schedule),
      isAttentive ? parts.refresh.attentiveMs : parts.refresh.idleMs,
    )
    timer.unref()
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
    await parts.audit.append({
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
    })
  }

  async function setPin(target: ProcessRef, pinned: boolean, actor: Actor): Promise<PinReport> {
    const agent = (await scanFor([target])).agents.find((process) => isSameProcess(process, target))
    const who = agent?.project ?? agent?.name ?? `pid ${target.pid}`
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

  return {
    fleet: async ({ maxAgeMs } = {}) => {
      const isFresh = latest && maxAgeMs !== undefined && clock() - latest.scan.scannedAtMs <= maxAgeMs
      return latest && isFresh ? latest.report : refresh()
    },
    kill: async ({ targets, force, isExplicit = false }, actor) => {
      const scan = await scanFor(targets)
      const reports = await Promise.all(targets.map((target) => parts.killOne(target, { force, isExplicit, scan })))
      for (const [index, report] of reports.entries()) {
        const target = targets[index]
        if (target) await record(force ? 'kill-force' : 'kill', actor, target, report.outcome, report.message)
      }
      await refresh()
      return reports
    },
    pin: (target, actor) => setPin(target, true, actor),
    unpin: (target, actor) => setPin(target, false, actor),
    log: (limit) => parts.audit.newest(limit),
    usage: async (query) => (await openUsage()).usage(query),
    sessions: async (query) => (await openUsage()).sessions(query),
    session: async (id) => (await openUsage()).session(id),
    subscribe: (listener, { isAttentive = false } = {}) => {
      listeners.set(listener, { isAttentive })
      schedule()
      return () => {
        listeners.delete(listener)
        schedule()
      }
    },
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      listeners.clear()
      await running?.catch(() => undefined)
      await (await usageSource)?.close()
    },
  }
}

const allProcesses = (scan: Scan): readonly ProcessRef[] => [...scan.agents, ...scan.helpers, ...scan.orphans]

const findProcess = (scan: Scan | undefined, target: ProcessRef): Partial<AgentProcess> | undefined =>
  scan && [...scan.agents, ...scan.helpers, ...scan.orphans].find((process) => isSameProcess(process, target))

/** A new scan time alone is no news. */
function isSameFleet(a: FleetReport, b: FleetReport): boolean {
  const essence = ({ scannedAt: _at, scanMs: _ms, processCount: _count, ...rest }: FleetReport) => JSON.stringify(rest)
  return essence(a) === essence(b)
}
