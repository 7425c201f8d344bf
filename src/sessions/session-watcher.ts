/** Watches of sessions, as many as are asked for; those of one session share its follower and its files. */
import type { AgentId } from '../agents/agent.ts'
import { agents } from '../agents/index.ts'
import type { RecordSource } from '../agents/machine-sources.ts'
import type { FleetAgentReport, FleetReport } from '../core/process/report.ts'
import type { LiveSessionState } from '../core/session/live-session.ts'
import type { SessionPrices } from '../core/session/live-session-usage.ts'
import type { SessionFigures } from '../core/session/session.ts'
import type { SessionEvent } from '../core/session/session-event.ts'
import type { SessionChange, SessionWatch, WatchOptions } from '../core/session/session-watch.ts'
import type { UnseenSession } from '../core/session/unseen-session.ts'
import { redactEvent, redactorOfChanges } from '../core/words/redact.ts'
import type { AgentFiles } from '../storage/agent-files.ts'
import { openStore } from './open-store.ts'
import { type OutsideFacts, SessionFollower } from './session-follower.ts'
import { chooseSession, type SessionStore } from './session-store.ts'

export interface SessionWatcherOptions {
  /** The agents' data folders. */
  readonly sources: readonly RecordSource[]
  /** Where their files are read. @default on the disk alone */
  readonly files?: AgentFiles | undefined
  readonly prices?: SessionPrices | undefined
  /** What the ledger counted; undefined where it has not been opened. */
  readonly figuresOf?: ((sessionId: string) => SessionFigures | undefined) | undefined
  readonly clock?: (() => number) | undefined
}

export interface SessionWatcher {
  /** By id or any unique beginning of it; undefined where there is neither a log nor a process of it. */
  open(idOrBeginning: string, options?: WatchOptions): Promise<SessionWatch | undefined>
  /** The processes as they are now: who is busy, who waits. */
  noteFleet(fleet: Pick<FleetReport, 'processes' | 'sessionsWithoutProcess'>): void
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
  const { sources, files, prices, figuresOf, clock = Date.now } = options
  const stores = openStores(sources, files)
  const followed = new Map<string, Followed>()
  let processes: readonly FleetAgentReport[] = []
  let unseen: readonly UnseenSession[] = []

  const processOf = (sessionId: string) => processes.find((process) => process.sessionId === sessionId)

  const outsideOf = (sessionId: string): OutsideFacts => {
    const perhapsPid = unseen.find((one) => one.sessionId === sessionId)?.perhapsPid
    return { ...processFacts(processOf(sessionId)), perhapsPid, figures: figuresOf?.(sessionId) }
  }

  function follow(sessionId: string, agent: AgentId): Followed | undefined {
    const known = followed.get(sessionId)
    const store = stores.get(agent)
    if (known !== undefined || store === undefined) return known
    const follower = new SessionFollower({
      sessionId,
      agent,
      openReader: (listener) => store.read({ sessionId, cwd: () => processOf(sessionId)?.cwd, listener }),
      prices,
      clock,
      resumeCommand: agents[agent].resumeCommand({ sessionId }),
    })
    follower.noteOutside(outsideOf(sessionId))
    const fresh: Followed = { follower, opened: follower.open(), watches: 0 }
    followed.set(sessionId, fresh)
    return fresh
  }

  /** By its records, else by its process: a session writes nothing before its first prompt. */
  function find(idOrBeginning: string): { readonly sessionId: string; readonly agent: AgentId } | undefined {
    if (!isPlainId(idOrBeginning)) return undefined
    const kept = [...stores].flatMap(([agent, store]) => store.find(idOrBeginning).map((one) => ({ ...one, agent })))
    const found = chooseSession(kept, idOrBeginning)
    if (found !== undefined) return found
    const process = kept.length === 0 ? onlyProcess(processes, idOrBeginning) : undefined
    const agent = [...stores.keys()].find((id) => id === process?.agent)
    return agent && process?.sessionId !== undefined ? { sessionId: process.sessionId, agent } : undefined
  }

  function release(sessionId: string): void {
    const known = followed.get(sessionId)
    if (known === undefined || --known.watches > 0) return
    known.follower.close()
    followed.delete(sessionId)
  }

  return {
    async open(idOrBeginning, { isRedacted = true } = {}) {
      const found = find(idOrBeginning)
      const known = found && follow(found.sessionId, found.agent)
      if (found === undefined || known === undefined) return undefined
      const { sessionId } = found
      known.watches++
      await known.opened
      return watchOf(known.follower, isRedacted, () => release(sessionId))
    },
    noteFleet(fleet) {
      processes = fleet.processes
      unseen = fleet.sessionsWithoutProcess ?? []
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

/** Of the agents whose sessions can be watched. */
function openStores(
  sources: readonly RecordSource[],
  files: AgentFiles | undefined,
): ReadonlyMap<AgentId, SessionStore> {
  const stores = new Map<AgentId, SessionStore>()
  for (const [agent, own] of Map.groupBy(sources, (source) => source.agent)) {
    const store = openStore(
      agent,
      own.map(({ dataDir }) => dataDir),
      files,
    )
    if (store !== undefined) stores.set(agent, store)
  }
  return stores
}

/** At least four characters, so that a word is not taken for the beginning of an id. */
const isPlainId = (text: string): boolean => /^[A-Za-z0-9][\w-]{3,}$/.test(text)

function onlyProcess(processes: readonly FleetAgentReport[], idOrBeginning: string): FleetAgentReport | undefined {
  const matching = processes.filter(({ sessionId }) => sessionId?.startsWith(idOrBeginning))
  return matching.length === 1 ? matching[0] : matching.find(({ sessionId }) => sessionId === idOrBeginning)
}

function watchOf(follower: SessionFollower, isRedacted: boolean, release: () => void): SessionWatch {
  const shown = isRedacted ? redactEvent : (event: SessionEvent) => event
  const shownState = isRedacted ? redactorOfChanges<LiveSessionState>() : (state: LiveSessionState) => state
  const unsubscribes = new Set<() => void>()
  let isClosed = false
  return {
    sessionId: follower.sessionId,
    state: () => shownState(follower.state()),
    events: (query = {}) => follower.reader.page(query, shown),
    async event(cursor) {
      const event = follower.reader.event(cursor)
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
