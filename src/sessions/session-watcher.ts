/** Watches of sessions, as many as are asked for; those of one session share its follower and its files. */
import { dirname, join } from 'node:path'
import { projectsDir } from '../agents/claude/paths.ts'
import { agents } from '../agents/index.ts'
import { sessionLogs } from '../agents/session-logs.ts'
import type { FleetAgentReport, FleetReport } from '../core/process/report.ts'
import type { SessionPrices } from '../core/session/live-session-usage.ts'
import type { SessionFigures } from '../core/session/session.ts'
import type { SessionEvent } from '../core/session/session-event.ts'
import type { SessionChange, SessionWatch, WatchOptions } from '../core/session/session-watch.ts'
import { redactEvent, redactValues } from '../core/words/redact.ts'
import { findSessionFile } from './session-files.ts'
import { type OutsideFacts, SessionFollower } from './session-follower.ts'

export interface SessionWatcherOptions {
  /** The agents' data folders. */
  readonly configDirs: readonly string[]
  readonly agent?: keyof typeof sessionLogs | undefined
  readonly prices?: SessionPrices | undefined
  /** What the ledger counted; undefined where it has not been opened. */
  readonly figuresOf?: ((sessionId: string) => SessionFigures | undefined) | undefined
  readonly resumeCommand?: ((sessionId: string) => string | undefined) | undefined
  readonly clock?: (() => number) | undefined
}

export interface SessionWatcher {
  /** By id or any unique beginning of it; undefined where there is neither a log nor a process of it. */
  open(idOrBeginning: string, options?: WatchOptions): Promise<SessionWatch | undefined>
  /** The processes as they are now: who is busy, who waits. */
  noteFleet(fleet: Pick<FleetReport, 'processes'>): void
  /** Figures of the ledger changed. */
  noteFigures(): void
  close(): Promise<void>
}

interface Followed {
  readonly follower: SessionFollower
  readonly opened: Promise<void>
  watches: number
}

export function createSessionWatcher(options: SessionWatcherOptions): SessionWatcher {
  const { configDirs, agent = 'claude', prices, figuresOf, resumeCommand, clock = Date.now } = options
  const followed = new Map<string, Followed>()
  let processes: readonly FleetAgentReport[] = []

  const foldersToCome = (sessionId: string, cwd: string | undefined): readonly string[] => {
    const guesses = agents[agent].transcriptPaths?.({ sessionId, cwd }) ?? []
    return configDirs.flatMap((dir) => [projectsDir(dir), ...guesses.map((path) => dirname(join(dir, path)))])
  }

  const processOf = (sessionId: string) => processes.find((process) => process.sessionId === sessionId)

  const outsideOf = (sessionId: string): OutsideFacts => {
    const process = processOf(sessionId)
    return { ...processFacts(process), figures: figuresOf?.(sessionId) }
  }

  function follow(sessionId: string, path: string | undefined): Followed {
    const known = followed.get(sessionId)
    if (known !== undefined) return known
    const follower = new SessionFollower({
      sessionId,
      agent,
      path,
      findPath: () => findSessionFile(sessionId, configDirs)?.path,
      foldersToCome: () => foldersToCome(sessionId, processOf(sessionId)?.cwd),
      log: sessionLogs[agent],
      prices,
      clock,
      resumeCommand: resumeCommand?.(sessionId),
    })
    follower.noteOutside(outsideOf(sessionId))
    const fresh: Followed = { follower, opened: follower.open(), watches: 0 }
    followed.set(sessionId, fresh)
    return fresh
  }

  function release(sessionId: string): void {
    const known = followed.get(sessionId)
    if (known === undefined || --known.watches > 0) return
    known.follower.close()
    followed.delete(sessionId)
  }

  return {
    async open(idOrBeginning, { isRedacted = true } = {}) {
      const found = findSessionFile(idOrBeginning, configDirs)
      const live = found === undefined ? onlyProcess(processes, idOrBeginning)?.sessionId : undefined
      const sessionId = found?.sessionId ?? live
      if (sessionId === undefined) return undefined
      const known = follow(sessionId, found?.path)
      known.watches++
      await known.opened
      return watchOf(known.follower, isRedacted, () => release(sessionId))
    },
    noteFleet(fleet) {
      processes = fleet.processes
      for (const [sessionId, { follower }] of followed) follower.noteOutside(outsideOf(sessionId))
    },
    noteFigures() {
      for (const [sessionId, { follower }] of followed) follower.noteOutside(outsideOf(sessionId))
    },
    async close() {
      for (const { follower } of followed.values()) follower.close()
      followed.clear()
    },
  }
}

function onlyProcess(processes: readonly FleetAgentReport[], idOrBeginning: string): FleetAgentReport | undefined {
  const matching = processes.filter(({ sessionId }) => sessionId?.startsWith(idOrBeginning))
  return matching.length === 1 ? matching[0] : matching.find(({ sessionId }) => sessionId === idOrBeginning)
}

function watchOf(follower: SessionFollower, isRedacted: boolean, release: () => void): SessionWatch {
  const shown = isRedacted ? redactEvent : (event: SessionEvent) => event
  const shownState = isRedacted ? redactState() : (state: ReturnType<SessionFollower['state']>) => state
  const unsubscribes = new Set<() => void>()
  let isClosed = false
  return {
    sessionId: follower.sessionId,
    state: () => shownState(follower.state()),
    events: (query = {}) => follower.events(query, shown),
    async event(cursor) {
      const event = follower.event(cursor)
      return event && shown(event)
    },
    subscribe(listener) {
      const unsubscribe = follower.subscribe((change) => listener(shownChange(change)))
      unsubscribes.add(unsubscribe)
      return () => {
        unsubscribes.delete(unsubscribe)
        unsubscribe()
      }
    },
    close() {
      if (isClosed) return
      isClosed = true
      for (const unsubscribe of unsubscribes) unsubscribe()
      release()
    },
  }

  function shownChange(change: SessionChange): SessionChange {
    if (change.type === 'events') return { type: 'events', events: change.events.map(shown) }
    return change.type === 'state' ? { type: 'state', state: shownState(change.state) } : change
  }
}

/** The state is asked for more often than it changes. */
function redactState() {
  let kept: { readonly of: object; readonly state: ReturnType<SessionFollower['state']> } | undefined
  return (state: ReturnType<SessionFollower['state']>) => {
    if (kept?.of !== state) kept = { of: state, state: redactValues(state) }
    return kept.state
  }
}

function processFacts(process: FleetAgentReport | undefined): OutsideFacts {
  if (process === undefined) return {}
  const { id, pid, start, startedAt, activity, health, healthReason, pinned, tty, name, cwd, version } = process
  return {
    process: {
      id,
      pid,
      start,
      startedAt,
      activity,
      health,
      healthReason,
      isPinned: pinned,
      tty,
      cpuPercent: process.treeCpuPercent ?? process.cpuPercent,
      rssBytes: process.treeRssBytes ?? process.rssBytes,
    },
    activity: { waitingFor: process.waitingFor, since: process.activitySince },
    processFacts: { name, cwd, version },
  }
}
