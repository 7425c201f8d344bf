/** The sessions of an agent that writes files of lines. Only names and times are looked at. */
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Agent, SessionLog } from '../../agents/agent.ts'
import type { LineSessions } from '../../agents/session-source.ts'
import { entriesIn, foldersIn } from '../../storage/folders.ts'
import type { FoundSession, ReadOrder, SessionStore } from '../session-store.ts'
import { LineSessionReader } from './line-session-reader.ts'

export interface LineStoreOptions {
  readonly sessions: LineSessions
  readonly log: SessionLog
  readonly dataDirs: readonly string[]
  readonly transcriptPaths: Agent['transcriptPaths']
}

interface FoundLog extends FoundSession {
  readonly path: string
}

export class LineStore implements SessionStore {
  readonly #options: LineStoreOptions

  constructor(options: LineStoreOptions) {
    this.#options = options
  }

  find(beginning: string): readonly FoundLog[] {
    const { sessions } = this.#options
    return this.#logFolders().flatMap((dir) =>
      entriesIn(dir).flatMap(({ name }) => {
        const sessionId = sessions.sessionOf(name)
        if (sessionId === undefined || !sessionId.startsWith(beginning)) return []
        const path = join(dir, name)
        return { sessionId, path, changedMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }
      }),
    )
  }

  read({ sessionId, cwd, listener }: ReadOrder): LineSessionReader {
    const { sessions, log, dataDirs, transcriptPaths } = this.#options
    return new LineSessionReader({
      sessionId,
      sessions,
      log,
      listener,
      findPath: () => this.#pathOf(sessionId),
      foldersToCome: () => {
        const guesses = transcriptPaths?.({ sessionId, cwd: cwd() }) ?? []
        return dataDirs.flatMap((dir) => [...sessions.folders(dir), ...guesses.map((path) => dirname(join(dir, path)))])
      },
    })
  }

  /** Of several, in two data folders, the one written last. */
  #pathOf(sessionId: string): string | undefined {
    const own = this.find(sessionId).filter((found) => found.sessionId === sessionId)
    return own.toSorted((a, b) => b.changedMs - a.changedMs)[0]?.path
  }

  #logFolders(): readonly string[] {
    const { sessions, dataDirs } = this.#options
    let folders = dataDirs.flatMap((dir) => sessions.folders(dir))
    for (let depth = 0; depth < sessions.depth; depth++) folders = folders.flatMap(foldersIn)
    return folders
  }
}
