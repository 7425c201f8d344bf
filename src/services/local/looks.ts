/** Looks at the machine: when somebody asks, and by itself while somebody listens. The last picture stays. */
import { setTimeout as pause } from 'node:timers/promises'
import { fleetFacts } from '../../core/events/fleet-facts.ts'
import type { SessionSigns } from '../../core/hooks/hook-signs.ts'
import { withSigns } from '../../core/hooks/hook-signs.ts'
import type { Fleet } from '../../core/process/fleet.ts'
import { needsSecondLook, toFleet } from '../../core/process/fleet.ts'
import type { HealthPolicy } from '../../core/process/health.ts'
import type { HogHistory } from '../../core/process/hog.ts'
import { hogOf, nextHogHistory } from '../../core/process/hog.ts'
import type { AgentProcess, ProcessRef, Scan, TaskRef } from '../../core/process/process.ts'
import { isSameProcess, processId } from '../../core/process/process.ts'
import type { FleetReport, ResumeCommand } from '../../core/process/report.ts'
import { fleetReport } from '../../core/process/report.ts'
import type { SessionFigures } from '../../core/session/session.ts'
import type { LastSeen, SessionGlimpse } from '../../core/session/unseen-session.ts'
import { nextLastSeen, unseenSessions } from '../../core/session/unseen-session.ts'
import type { ScreenActivity } from '../../core/tasks/task-why.ts'
import type { LocalBus } from './bus.ts'
import { allProcesses, findProcess } from './seen-process.ts'
import { systemReason } from './system-reason.ts'

/** control/pins.ts */
export interface PinStore {
  list(): Promise<readonly ProcessRef[]>
  add(target: ProcessRef): Promise<void>
  remove(target: ProcessRef): Promise<void>
  /** Forgets the pins of processes that are gone. */
  prune(isAlive: (target: ProcessRef) => boolean): Promise<void>
  /** What could not be read, in words. */
  problems?(): readonly string[]
}

/** The sessions that go on by their records, but for those of `others`: sessions/live-sessions.ts. */
export type LiveSessionLook = (others: Promise<ReadonlySet<string>>) => Promise<readonly SessionGlimpse[]>

export interface LookParts {
  readonly scan: () => Promise<Scan>
  readonly liveSessions?: LiveSessionLook | undefined
  readonly pins: PinStore
  readonly figuresOf: (sessionId: string) => SessionFigures | undefined
  /** What the hooks of a session told. */
  readonly signsOf: (sessionId: string) => SessionSigns | undefined
  /** What their user calls sessions. @default nothing */
  readonly names?: (() => ReadonlyMap<string, string>) | undefined
  /** The task that an agent was started for. @default none */
  readonly taskOf?: ((process: AgentProcess) => TaskRef | undefined) | undefined
  /** What the screen of a task says; of one whose agent tells it itself (`isTold`) nothing, but it may ring for a look. @default nothing */
  readonly screenOf?: ((taskId: string, isTold: boolean) => ScreenActivity | undefined) | undefined
  readonly resumeCommand: ResumeCommand
  readonly policy: () => HealthPolicy
  readonly refresh: () => { readonly attentiveMs: number; readonly idleMs: number }
  readonly bus: Pick<LocalBus, 'append' | 'onAudience'>
  /** Every picture, also one that is like the last. */
  readonly onLook: (fleet: FleetReport, scan: Scan) => void
  /** The same, for what is kept of it; the look waits. */
  readonly keepOf?: ((fleet: FleetReport) => Promise<void>) | undefined
  /** What else is wrong at this moment, in words. */
  readonly otherProblem: () => string | undefined
  readonly clock: () => number
  /** Between two looks, where CPU has to be measured before somebody may be called stale. @default 1200 */
  readonly cpuWindowMs?: number
  readonly reportError: (message: string, cause: unknown) => void
}

export interface Looks {
  /** From a new scan unless the last one is at most `maxAgeMs` old. Two readers at once share one scan. */
  read(maxAgeMs?: number): Promise<FleetReport>
  /** The last scan if all of these are in it, else a new one. */
  scanFor(targets: readonly ProcessRef[]): Promise<Scan>
  readonly lastScan: Scan | undefined
  /** Something changed just now: a look that begins after the one under way, which may not have seen it. */
  lookSoon(): void
  close(): Promise<void>
}

/** CPU time is told in steps of 10 ms: a hundredth of a core shows after a second. */
const usualCpuWindowMs = 1_200

const failedLook = 'The last look at the machine failed'

export function createLooks(parts: LookParts): Looks {
  const { bus, clock } = parts
  let latest: { readonly scan: Scan; readonly report: FleetReport } | undefined
  let running: Promise<FleetReport> | undefined
  let hogs: HogHistory = new Map()
  let lastSeen: LastSeen = new Map()
  let isClosed = false

  async function look(): Promise<FleetReport> {
    const before = latest?.scan
    const isNew = (agent: ProcessRef) => !before?.agents.some((known) => isSameProcess(known, agent))
    let seen = await lookOnce()
    if (seen.report.processes.some((agent) => isNew(agent) && needsSecondLook(agent))) {
      await pause(parts.cpuWindowMs ?? usualCpuWindowMs)
      seen = await lookOnce()
    }
    keep(seen.scan, seen.report)
    await parts.keepOf?.(seen.report)
    return seen.report
  }

  async function lookOnce(): Promise<{ readonly scan: Scan; readonly report: FleetReport }> {
    const { scan, sessions } = await scanWithSessions()
    const pins = await readPins(parts.pins, scan)
    const pinned = new Set(pins.refs.map(processId))
    const context = { nowMs: clock(), policy: parts.policy() }
    hogs = nextHogHistory(hogs, scan.agents, context)
    const fleet: Fleet = toFleet(scan, {
      ...context,
      isPinned: (process) => pinned.has(processId(process)),
      hogOf: (process) => hogOf(process, hogs, context),
      figuresOf: ({ sessionId }) => (sessionId === undefined ? undefined : parts.figuresOf(sessionId)),
    })
    const other = parts.otherProblem()
    const problems = [...fleet.problems, ...pins.problems, ...(other === undefined ? [] : [other])]
    const report = { ...fleetReport(fleet, parts.resumeCommand), sessionsWithoutProcess: sessions, problems }
    return { scan, report }
  }

  async function scanWithSessions() {
    const scanning = parts.scan().then(withHooks).then(withNames).then(withTasks)
    const [scan, glimpses] = await Promise.all([scanning, parts.liveSessions?.(scanning.then(sessionsOf))])
    if (glimpses === undefined) return { scan, sessions: undefined }
    const found = unseenSessions(glimpses, scan.agents, lastSeen)
    lastSeen = nextLastSeen(lastSeen, scan.agents, clock())
    return { scan, sessions: found.map((one) => ({ ...one, figures: parts.figuresOf(one.sessionId) })) }
  }

  function withNames(scan: Scan): Scan {
    const names = parts.names?.() ?? new Map<string, string>()
    if (names.size === 0) return scan
    const named = ({ sessionId = '', name }: Scan['agents'][number]) => names.get(sessionId) ?? name
    return { ...scan, agents: scan.agents.map((agent) => ({ ...agent, name: named(agent) })) }
  }

  /** One that has no other name is called as its task. */
  function withTasks(scan: Scan): Scan {
    const { taskOf = () => undefined, screenOf = () => undefined } = parts
    const placed = scan.agents.map((agent) => {
      const task = taskOf(agent)
      if (task === undefined) return agent
      const seen = screenOf(task.id, agent.activity !== 'unknown')
      const { activity = agent.activity, waitingFor = agent.waitingFor, sinceMs = agent.activitySinceMs } = seen ?? {}
      return { ...agent, task, name: agent.name ?? task.name, activity, waitingFor, activitySinceMs: sinceMs }
    })
    return { ...scan, agents: placed }
  }

  function withHooks(scan: Scan): Scan {
    const signsOf = ({ sessionId }: Scan['agents'][number]) =>
      sessionId === undefined ? undefined : parts.signsOf(sessionId)
    return { ...scan, agents: scan.agents.map((agent) => withSigns(agent, signsOf(agent), clock())) }
  }

  function keep(scan: Scan, report: FleetReport): void {
    const before = latest?.report
    latest = { scan, report }
    parts.onLook(report, scan)
    if (before !== undefined && isSameFleet(before, report)) return
    bus.append({ type: 'fleet.changed', data: report })
    for (const fact of fleetFacts(before, report)) bus.append(fact)
  }

  const refresh = () => {
    running ??= look().finally(() => {
      running = undefined
    })
    return running
  }

  /** Nobody waits for this look, so its failure is said with the last picture, and goes with the next one. */
  async function lookUnasked(): Promise<void> {
    try {
      await refresh()
    } catch (cause) {
      parts.reportError('A look at the machine failed', cause)
      if (latest === undefined) return
      const { scan, report } = latest
      const problem = `${failedLook}: ${cause instanceof Error ? cause.message : String(cause)}. What is shown is older.`
      keep(scan, { ...report, problems: [...report.problems.filter((one) => !one.startsWith(failedLook)), problem] })
    }
  }

  let isAsked = false
  async function lookSoon(): Promise<void> {
    if (isAsked) return
    isAsked = true
    // What is under way began before.
    await running?.catch(() => undefined)
    isAsked = false
    if (!isClosed) await lookUnasked()
  }

  const pace = createPace(lookUnasked)
  bus.onAudience((audience) => {
    const everyMs = () => (audience === 'attentive' ? parts.refresh().attentiveMs : parts.refresh().idleMs)
    pace.set(audience === 'none' ? undefined : everyMs)
  })

  return {
    async read(maxAgeMs) {
      const isFresh = latest && maxAgeMs !== undefined && clock() - latest.scan.scannedAtMs <= maxAgeMs
      return latest && isFresh ? latest.report : refresh()
    },
    async scanFor(targets) {
      if (latest && targets.every((target) => findProcess(latest?.scan, target))) return latest.scan
      await refresh()
      if (!latest) throw new Error('A scan ended without a result.')
      return latest.scan
    },
    get lastScan() {
      return latest?.scan
    },
    lookSoon: () => void lookSoon(),
    async close() {
      isClosed = true
      bus.onAudience(() => {})
      pace.set(undefined)
      await running?.catch(() => undefined)
    },
  }
}

const sessionsOf = ({ agents }: Scan): ReadonlySet<string> =>
  new Set(agents.flatMap(({ sessionId }) => sessionId ?? []))

/** Does something again and again, each time so long after it was done. */
function createPace(work: () => Promise<void>) {
  let everyMs: (() => number) | undefined
  let timer: NodeJS.Timeout | undefined
  const schedule = () => {
    clearTimeout(timer)
    if (everyMs === undefined) return
    timer = setTimeout(() => work().finally(schedule), everyMs())
    timer.unref()
  }
  return {
    set(next: typeof everyMs) {
      everyMs = next
      schedule()
    },
  }
}

/** A pins folder that can't be read costs the pins, not the view of the machine. */
async function readPins(
  pins: PinStore,
  scan: Scan,
): Promise<{ refs: readonly ProcessRef[]; problems: readonly string[] }> {
  try {
    const refs = await pins.list()
    if (refs.length > 0) await pins.prune((ref) => allProcesses(scan).some((process) => isSameProcess(process, ref)))
    return { refs, problems: pins.problems?.() ?? [] }
  } catch (cause) {
    return {
      refs: [],
      problems: [`The pins could not be read (${systemReason(cause)}): nothing is shown as pinned.`],
    }
  }
}

/** A new scan time alone is no news. */
function isSameFleet(a: FleetReport, b: FleetReport): boolean {
  const essence = ({ scannedAt: _at, scanMs: _ms, processCount: _count, ...rest }: FleetReport) => JSON.stringify(rest)
  return essence(a) === essence(b)
}
