/**
 * Which sessions' logs were written lately. A look is cheap enough to be taken every second, also where the operating system tells
 * nothing of changes (homes on the network, volumes of containers): folders are listed when they changed, logs that were written in
 * the last day are asked each time, all others in turn.
 */
import { join } from 'node:path'
import { setImmediate as letOthersWork } from 'node:timers/promises'
import type { LogLine } from '../../agents/agent.ts'
import type { LineSessions } from '../../agents/session-source.ts'
import { hours } from '../../core/time/duration.ts'
import { foldersIn } from '../../storage/folders.ts'
import { modifiedMs, namesIn } from '../../storage/look.ts'
import { monotonicMs } from '../../storage/monotonic.ts'
import type { FoundSession } from '../session-store.ts'

/** Where others are asked for their turn: in so many looks each had its own. */
const turns = 16
const latelyMs = hours(24)
const sliceMs = 8
/** A file system counts time in steps: what changes a folder again within one leaves its time as it was. */
const settledMs = 2_000
/** Only subagents that wrote lately can write now. */
const watchedSubagents = 8

/** A session's own log; it or one of its subagents' was written. */
export interface ChangedLog extends FoundSession {
  readonly path: string
  /** Seen at an earlier look, and written since: it goes on, whatever the clock says that its records go by. */
  readonly hasGrown: boolean
}

export interface LogChangesOptions {
  readonly sessions: LineSessions
  readonly dataDirs: readonly string[]
  /** What the first line of a log says of it; undefined as long as there is none. */
  readonly firstFacts: (path: string) => Promise<LogLine['facts'] | undefined>
}

interface KnownFolder {
  readonly path: string
  /** How many folders below those of the agent. */
  readonly depth: number
  changedMs: number | undefined
  folders: readonly string[]
  readonly logs: Map<string, KnownLog>
}

interface KnownLog {
  readonly path: string
  /** As its name says, and, once that was read, its first line. */
  sessionId: string
  /** By its first line it is a subagent's, of that session. */
  isSubagent: boolean
  isTold: boolean
  changedMs: number
  /** Its subagents' logs included; undefined until it was asked once. */
  latestMs: number | undefined
  subagents: { readonly changedMs: number | undefined; readonly newest: readonly string[] } | undefined
}

export class LogChanges {
  readonly #options: LogChangesOptions
  readonly #roots: readonly string[]
  readonly #folders = new Map<string, KnownFolder>()
  #turn = 0

  constructor(options: LogChangesOptions) {
    this.#options = options
    this.#roots = options.dataDirs.flatMap((dir) => options.sessions.folders(dir))
  }

  /** Sessions of which something was written at this moment or after, their subagents' logs included. */
  async since(ms: number, nowMs: number): Promise<readonly ChangedLog[]> {
    this.#turn++
    const changed = new Map<KnownLog, number>()
    let pauseAtMs = monotonicMs() + sliceMs
    for (const folder of this.#walk()) {
      for (const log of this.#askedIn(folder, nowMs)) {
        const changedMs = this.#changedMs(log, nowMs)
        if (changedMs < ms) continue
        if (!log.isTold) await this.#beTold(log)
        changed.set(log, changedMs)
      }
      if (monotonicMs() < pauseAtMs) continue
      await letOthersWork()
      pauseAtMs = monotonicMs() + sliceMs
    }
    return this.#withOwners(changed)
  }

  *#walk(): Generator<KnownFolder> {
    const waiting = this.#roots.map((path) => ({ path, depth: 0 }))
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const folder = this.#folderAt(next)
      if (folder === undefined) continue
      for (const path of folder.folders) waiting.push({ path, depth: folder.depth + 1 })
      if (folder.depth === this.#options.sessions.depth) yield folder
    }
  }

  /** Listed anew only when something appeared in it or went; undefined when it is not there. */
  #folderAt({ path, depth }: { readonly path: string; readonly depth: number }): KnownFolder | undefined {
    const changedMs = modifiedMs(path)
    if (changedMs === undefined) {
      this.#folders.delete(path)
      return undefined
    }
    const folder = this.#folders.get(path) ?? { path, depth, changedMs: undefined, folders: [], logs: new Map() }
    this.#folders.set(path, folder)
    if (folder.changedMs !== changedMs) this.#list(folder)
    folder.changedMs = settled(changedMs)
    return folder
  }

  #list(folder: KnownFolder): void {
    const { sessions } = this.#options
    if (folder.depth < sessions.depth) {
      folder.folders = foldersIn(folder.path)
      return
    }
    const there = new Set(namesIn(folder.path))
    for (const name of folder.logs.keys()) if (!there.has(name)) folder.logs.delete(name)
    for (const name of there) {
      const sessionId = sessions.sessionOf(name, folder.path)
      if (sessionId === undefined || folder.logs.has(name)) continue
      const path = join(folder.path, name)
      const isTold = sessions.isToldByFirstLine !== true
      const unasked = { isSubagent: false, latestMs: undefined, subagents: undefined }
      folder.logs.set(name, { path, sessionId, isTold, changedMs: modifiedMs(path) ?? 0, ...unasked })
    }
  }

  *#askedIn(folder: KnownFolder, nowMs: number): Generator<KnownLog> {
    let index = this.#turn
    for (const log of folder.logs.values()) {
      if (nowMs - log.changedMs < latelyMs || index++ % turns === 0) yield log
    }
  }

  /** With its subagents' that lie in a folder of their own. */
  #changedMs(log: KnownLog, nowMs: number): number {
    log.changedMs = modifiedMs(log.path) ?? log.changedMs
    const isLate = nowMs - log.changedMs < latelyMs
    return Math.max(log.changedMs, isLate && !log.isSubagent ? this.#subagentsMs(log) : 0)
  }

  async #beTold(log: KnownLog): Promise<void> {
    const facts = await this.#options.firstFacts(log.path)
    if (facts?.sessionId === undefined) return
    log.isTold = true
    log.isSubagent = facts.subagentId !== undefined
    log.sessionId = facts.sessionId
  }

  /** A subagent's log that lies beside those of sessions was written: its session goes on. */
  #withOwners(changed: ReadonlyMap<KnownLog, number>): readonly ChangedLog[] {
    const found = new Map<KnownLog, number>()
    for (const [log, changedMs] of changed) {
      const own = log.isSubagent ? this.#ownLog(log.sessionId) : log
      if (own !== undefined) found.set(own, Math.max(found.get(own) ?? 0, changedMs))
    }
    return [...found].map(([log, changedMs]) => {
      const hasGrown = changedMs > (log.latestMs ?? changedMs)
      log.latestMs = changedMs
      return { sessionId: log.sessionId, path: log.path, changedMs, hasGrown }
    })
  }

  #ownLog(sessionId: string): KnownLog | undefined {
    for (const { logs } of this.#folders.values()) {
      for (const log of logs.values()) if (log.sessionId === sessionId && !log.isSubagent) return log
    }
    return undefined
  }

  #subagentsMs(log: KnownLog): number {
    const dir = this.#options.sessions.subagentsFolder(log.path, log.sessionId)
    const changedMs = modifiedMs(dir)
    if (changedMs === undefined) return 0
    if (log.subagents?.changedMs !== changedMs)
      log.subagents = { changedMs: settled(changedMs), newest: this.#newestIn(dir) }
    return Math.max(0, ...log.subagents.newest.map((file) => modifiedMs(file) ?? 0))
  }

  #newestIn(dir: string): readonly string[] {
    return namesIn(dir)
      .filter((name) => this.#options.sessions.laneOf(name, dir) !== undefined)
      .map((name) => join(dir, name))
      .map((path) => ({ path, changedMs: modifiedMs(path) ?? 0 }))
      .sort((a, b) => b.changedMs - a.changedMs)
      .slice(0, watchedSubagents)
      .map(({ path }) => path)
  }
}

/** By which a folder's list is known again; undefined while it may change unseen. */
const settled = (changedMs: number): number | undefined => (Date.now() - changedMs > settledMs ? changedMs : undefined)
