/** The sessions of an agent that keeps them in documents which are rewritten whole. */
import { join } from 'node:path'
import type { SessionDocuments } from '../../agents/agent.ts'
import type { DocumentSessions } from '../../agents/session-source.ts'
import { type AgentFiles, foldersOf, stampIn } from '../../storage/agent-files.ts'
import { documentLook } from '../../storage/document-look.ts'
import type { FoundSession, ReadOrder, SessionStore, SessionTexts } from '../session-store.ts'
import { eachSession } from '../session-store.ts'
import { KeptSessionReader } from './kept-session-reader.ts'
import { keptTexts } from './kept-texts.ts'
import type { RecordsSource } from './records-source.ts'

export interface DocumentStoreOptions {
  readonly sessions: DocumentSessions
  readonly documents: SessionDocuments
  readonly dataDirs: readonly string[]
  readonly files: AgentFiles
}

interface FoundDocument extends FoundSession {
  readonly path: string
}

/** A session may have a folder for each of its messages: what the others miss, the reader's own looks find. */
const mostWatched = 24

export class DocumentStore implements SessionStore {
  readonly #options: DocumentStoreOptions

  constructor(options: DocumentStoreOptions) {
    this.#options = options
  }

  /** A document is opened only when its name begins like the id that is looked for. */
  find(beginning: string): readonly FoundDocument[] {
    const files = this.#options.files.ofSessions(beginning)
    return this.#folders(beginning, files).flatMap((dir) =>
      files.entriesIn(dir).flatMap(({ name }) => {
        const path = join(dir, name)
        const sessionId = this.#sessionOf(name, dir, beginning)
        return sessionId?.startsWith(beginning) === true
          ? [{ sessionId, path, changedMs: files.statOf(path)?.mtimeMs ?? 0 }]
          : []
      }),
    )
  }

  read({ sessionId, listener }: ReadOrder): KeptSessionReader {
    return new KeptSessionReader({ sessionId, source: this.#sourceOf(sessionId), listener })
  }

  texts(beginning = ''): readonly SessionTexts[] {
    const all = eachSession(this.find(beginning), (one, other) => one.changedMs > other.changedMs)
    return all.map((found) => keptTexts(found, () => this.#sourceOf(found.sessionId, found.path)))
  }

  #sourceOf(sessionId: string, at?: string): RecordsSource {
    const { documents, files } = this.#options
    const look = documentLook(files)
    let known = at
    const path = () => {
      known ??= this.find(sessionId).find((found) => found.sessionId === sessionId)?.path
      return known
    }
    return {
      watched: () => {
        const own = path()
        return own === undefined
          ? this.#folders(sessionId)
          : [own, ...documents.filesOf(own, look).folders.slice(-mostWatched)]
      },
      files() {
        const own = path()
        return own === undefined ? [] : documents.filesOf(own, look).files
      },
      mark: () => {
        const own = path()
        return (
          own &&
          documents
            .filesOf(own, look)
            .files.map((file) => stampIn(files, file))
            .join(' ')
        )
      },
      read: () => {
        const own = path() ?? ''
        const read = documents.read(own, look)
        return read === undefined ? { ok: false, problem: halfWritten(own) } : { ok: true, value: read }
      },
      readWhole: (of, offset) => documents.readWhole(path() ?? '', look, of, offset),
    }
  }

  #sessionOf(name: string, dir: string, beginning: string): string | undefined {
    const { sessions, documents } = this.#options
    const named = sessions.sessionOf(name, dir)
    if (named === undefined || sessions.isToldByContent !== true) return named
    if (!named.startsWith(beginning) && !beginning.startsWith(named)) return undefined
    const head = documents.headOf(documentLook(this.#options.files).textOf(join(dir, name)) ?? '')
    if (head === undefined) return named
    return head.subagentId === undefined ? head.sessionId : undefined
  }

  /** An id may tell the folder that people work in. */
  #folders(sessionId: string, files = this.#options.files): readonly string[] {
    const { sessions, dataDirs } = this.#options
    let folders = dataDirs.flatMap((dir) => sessions.folders(dir))
    for (let depth = 0; depth < sessions.depth; depth++) folders = folders.flatMap((dir) => foldersOf(files, dir))
    const working = sessions.inWorkingFolder?.folderOf(sessionId)
    return working === undefined ? folders : [...new Set([...folders, working])]
  }
}

const halfWritten = (path: string): string =>
  `${path} is no whole document at this moment: what was known of it stays, and it is tried again.`
