/** The sessions that one agent keeps, by directory and by id, with the last of what they tell. Loaded when a process needs it. */
import { basename, join } from 'node:path'
import type { Agent, AgentId, LogLine, SessionDatabase, SessionDocuments, SessionLog } from '../../agents/agent.ts'
import { sessionDatabases, sessionDocuments, sessionLogs } from '../../agents/session-logs.ts'
import type { DatabaseSessions, DocumentSessions, LineSessions } from '../../agents/session-source.ts'
import { mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import { besideFacts } from '../../storage/beside.ts'
import { markOf } from '../../storage/database-mark.ts'
import { documentLook } from '../../storage/document-look.ts'
import { FirstLines } from '../../storage/first-lines.ts'
import { entriesIn, foldersIn } from '../../storage/folders.ts'
import { withQuery } from '../../storage/foreign-database.ts'
import { lastLines } from '../../storage/last-lines.ts'
import { namesIn, statOf } from '../../storage/look.ts'
import { repositoryRootOf } from '../../storage/repository-root.ts'

export interface KeptSession {
  readonly sessionId: string
  readonly changedMs: number
  readonly configDir: string
  lastEvents(): readonly SessionEvent[]
}

export interface KeptSessions {
  /** The one of a directory that was written last, at this moment or after. */
  newestIn(cwd: string, sinceMs: number): KeptSession | undefined
  find(sessionId: string): KeptSession | undefined
}

/** Names and times of thousands of logs are not asked for at every look. */
const listAgainAfterMs = 10_000

export function keptSessions(agent: Agent, configDirs: readonly string[], now: () => number): readonly KeptSessions[] {
  const log = (sessionLogs as Partial<Record<AgentId, SessionLog>>)[agent.id]
  const database = (sessionDatabases as Partial<Record<AgentId, SessionDatabase>>)[agent.id]
  const documents = (sessionDocuments as Partial<Record<AgentId, SessionDocuments>>)[agent.id]
  return agent.sessions.flatMap((form): readonly KeptSessions[] => {
    if (form.kind === 'lines') {
      return log === undefined ? [] : [new LoggedSessions(form, lineFiles(form, log), configDirs, now)]
    }
    if (form.kind === 'documents') {
      return documents === undefined ? [] : [new LoggedSessions(form, documentFiles(documents), configDirs, now)]
    }
    return database === undefined ? [] : [new SessionRows(form, database, configDirs)]
  })
}

interface ListedLog {
  readonly path: string
  readonly configDir: string
  readonly sessionId: string
  readonly changedMs: number
}

/** What a session's own file tells. */
interface SessionFiles {
  factsOf(path: string): LogLine['facts'] | undefined
  directoryOf(path: string): string | undefined
  isOfDirectory?: LineSessions['isOfDirectory']
  lastEventsOf(path: string): readonly SessionEvent[]
  /** Its name does not tell the whole id. */
  readonly isToldInside: boolean
}

function lineFiles(form: LineSessions, log: SessionLog): SessionFiles {
  const firstLines = new FirstLines(log)
  const { beside } = form
  return {
    factsOf: (path) => firstLines.factsOf(path),
    directoryOf: (path) => besideFacts(beside, path)?.cwd ?? firstLines.factsOf(path)?.cwd,
    lastEventsOf(path) {
      const reader = log.open({ sessionId: '', lane: mainLane })
      return lastLines(path).flatMap(({ text, offset }) =>
        log.isSilent(text.slice(0, log.headBytes))
          ? []
          : reader.readLine(text, { lane: mainLane, offset }, 'brief').events,
      )
    },
    isOfDirectory: form.isOfDirectory,
    isToldInside: form.isToldByFirstLine === true,
  }
}

function documentFiles(documents: SessionDocuments): SessionFiles {
  const look = documentLook()
  const factsOf = (path: string) => documents.headOf(look.textOf(path) ?? '')
  return {
    factsOf,
    directoryOf: (path) => factsOf(path)?.cwd,
    lastEventsOf: (path) => documents.lastRecords(path, look)?.events ?? [],
    isToldInside: true,
  }
}

class LoggedSessions implements KeptSessions {
  readonly #form: LineSessions | DocumentSessions
  readonly #files: SessionFiles
  readonly #configDirs: readonly string[]
  readonly #now: () => number
  readonly #directories = new Map<string, string>()
  readonly #lastEvents = new Map<string, { readonly changedMs: number; readonly events: readonly SessionEvent[] }>()
  readonly #answers = new Map<string, ListedLog | undefined>()
  #listed: readonly ListedLog[] = []
  #listedAtMs = Number.NEGATIVE_INFINITY

  constructor(
    form: LineSessions | DocumentSessions,
    files: SessionFiles,
    configDirs: readonly string[],
    now: () => number,
  ) {
    this.#form = form
    this.#files = files
    this.#configDirs = configDirs
    this.#now = now
  }

  newestIn(cwd: string, sinceMs: number): KeptSession | undefined {
    const own = this.#inWorkingFolder(cwd)
    if (own !== undefined) return own.changedMs >= sinceMs ? this.#kept(own) : undefined
    return this.#answer(`in ${cwd} ${sinceMs}`, (logs) => {
      const late = logs.filter(({ changedMs }) => changedMs >= sinceMs)
      const newestFirst = late.toSorted((a, b) => b.changedMs - a.changedMs)
      return newestFirst.find((log) => this.#isOf(cwd, log) && this.#tellsSince(log, sinceMs))
    })
  }

  /** Whoever works below the root of a repository has its log there. */
  #inWorkingFolder(cwd: string): ListedLog | undefined {
    if (this.#form.kind !== 'documents' || this.#form.inWorkingFolder === undefined) return undefined
    const root = repositoryRootOf(cwd)
    return (root === undefined ? undefined : this.#inFolder(root)) ?? this.#inFolder(cwd)
  }

  #inFolder(dir: string): ListedLog | undefined {
    const path = this.#form.kind === 'documents' ? this.#form.inWorkingFolder?.pathIn(dir) : undefined
    const changedMs = path === undefined ? undefined : statOf(path)?.mtimeMs
    const sessionId = path === undefined ? undefined : this.#form.sessionOf(basename(path), dir)
    if (path === undefined || changedMs === undefined || sessionId === undefined) return undefined
    return { path, configDir: this.#configDirs[0] ?? '', sessionId, changedMs }
  }

  find(sessionId: string): KeptSession | undefined {
    // Opened only when its name begins like the id.
    return this.#answer(`id ${sessionId}`, (logs) =>
      logs.find((one) => sessionId.startsWith(one.sessionId) && this.#idOf(one) === sessionId),
    )
  }

  /** The same as long as the list is. */
  #answer(question: string, among: (logs: readonly ListedLog[]) => ListedLog | undefined): KeptSession | undefined {
    const logs = this.#logs()
    if (!this.#answers.has(question)) this.#answers.set(question, among(logs))
    const log = this.#answers.get(question)
    return log && this.#kept(log)
  }

  #isOf(cwd: string, { path }: ListedLog): boolean {
    const { isOfDirectory } = this.#files
    if (isOfDirectory !== undefined) return isOfDirectory(path, cwd)
    return this.#files.factsOf(path)?.subagentId === undefined && this.#directoryOf(path) === cwd
  }

  /** A program may add to the log of another session, without a date, as Gemini CLI a title to that of the last one when it starts. */
  #tellsSince({ path, changedMs }: ListedLog, sinceMs: number): boolean {
    const dates = this.#eventsOf(path, changedMs).flatMap(({ at }) => (at === undefined ? [] : Date.parse(at)))
    return dates.length === 0 || dates.some((atMs) => atMs >= sinceMs)
  }

  #kept(log: ListedLog): KeptSession {
    const changedMs = statOf(log.path)?.mtimeMs ?? log.changedMs
    return {
      sessionId: this.#idOf(log),
      changedMs,
      configDir: log.configDir,
      lastEvents: () => this.#eventsOf(log.path, changedMs),
    }
  }

  #idOf({ path, sessionId }: ListedLog): string {
    return this.#files.isToldInside ? (this.#files.factsOf(path)?.sessionId ?? sessionId) : sessionId
  }

  #directoryOf(path: string): string | undefined {
    const known = this.#directories.get(path)
    if (known !== undefined) return known
    const cwd = this.#files.directoryOf(path)
    if (cwd !== undefined) this.#directories.set(path, cwd)
    return cwd
  }

  #eventsOf(path: string, changedMs: number): readonly SessionEvent[] {
    const known = this.#lastEvents.get(path)
    if (known?.changedMs === changedMs) return known.events
    const events = this.#files.lastEventsOf(path)
    this.#lastEvents.set(path, { changedMs, events })
    return events
  }

  #logs(): readonly ListedLog[] {
    if (Math.abs(this.#now() - this.#listedAtMs) < listAgainAfterMs) return this.#listed
    this.#listedAtMs = this.#now()
    this.#answers.clear()
    this.#listed = this.#configDirs.flatMap((configDir) =>
      this.#form.folders(configDir).flatMap((root) => this.#logsBelow(root, configDir)),
    )
    return this.#listed
  }

  #logsBelow(root: string, configDir: string): readonly ListedLog[] {
    let folders: readonly string[] = [root]
    for (let depth = 0; depth < this.#form.depth; depth++) folders = folders.flatMap(foldersIn)
    return folders.flatMap((dir) =>
      entriesIn(dir).flatMap(({ name }) => {
        const sessionId = this.#form.sessionOf(name, dir)
        const path = join(dir, name)
        return sessionId === undefined ? [] : { path, configDir, sessionId, changedMs: statOf(path)?.mtimeMs ?? 0 }
      }),
    )
  }
}

/** A question is asked again only when the database was written. */
class SessionRows implements KeptSessions {
  readonly #form: DatabaseSessions
  readonly #database: SessionDatabase
  readonly #configDirs: readonly string[]
  readonly #answers = new Map<string, { readonly mark: string; readonly answer: unknown }>()

  constructor(form: DatabaseSessions, database: SessionDatabase, configDirs: readonly string[]) {
    this.#form = form
    this.#database = database
    this.#configDirs = configDirs
  }

  newestIn(cwd: string, sinceMs: number): KeptSession | undefined {
    const found = this.#paths().flatMap(({ path, configDir }) => {
      const newest = this.#ask(path, `in ${cwd} ${sinceMs}`, (query) => this.#database.newestIn(query, cwd, sinceMs))
      return newest === undefined ? [] : { ...newest, path, configDir }
    })
    const newest = found.toSorted((a, b) => b.changedMs - a.changedMs)[0]
    return newest && this.#kept(newest)
  }

  find(sessionId: string): KeptSession | undefined {
    for (const { path, configDir } of this.#paths()) {
      const found = this.#ask(path, `id ${sessionId}`, (query) => this.#database.find(query, sessionId))
      const own = found?.find((one) => one.sessionId === sessionId)
      if (own !== undefined) return this.#kept({ ...own, path, configDir })
    }
    return undefined
  }

  #kept(row: { sessionId: string; changedMs: number; path: string; configDir: string }): KeptSession {
    const { path, ...session } = row
    return {
      ...session,
      lastEvents: () =>
        this.#ask(path, `last ${row.sessionId}`, (query) => this.#database.lastRecords(query, row.sessionId))?.events ??
        [],
    }
  }

  /** One that can't be read at this moment says what it said last. */
  #ask<T>(path: string, question: string, use: Parameters<typeof withQuery<T>>[1]): T | undefined {
    const key = `${path} ${question}`
    const mark = markOf(path)
    const known = this.#answers.get(key)
    if (known?.mark === mark) return known.answer as T | undefined
    const asked = withQuery(path, use)
    if (!asked.ok) return known?.answer as T | undefined
    this.#answers.set(key, { mark, answer: asked.value })
    return asked.value
  }

  #paths(): readonly { readonly path: string; readonly configDir: string }[] {
    return this.#configDirs.flatMap((configDir) =>
      this.#form.folders(configDir).flatMap((dir) =>
        namesIn(dir)
          .filter((name) => this.#form.isFile(name))
          .map((name) => ({ path: join(dir, name), configDir })),
      ),
    )
  }
}
