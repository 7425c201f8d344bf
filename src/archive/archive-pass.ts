/**
 * Archives what agents wrote and have left alone for a while: what would be deleted soonest first, a piece at a time, so that others
 * work. What changes while it is read is left for the next pass.
 */
import { fullnessOf, noMoreFits, replacesArchived } from '../core/data/archive-rules.ts'
import type { ArchiveStore, KnownSession } from './archive-store.ts'
import { pieceBytes, type WrittenPiece } from './piece-files.ts'
import { type ArchivedText, type SourceRows, textAt, textOfRows, UnreadableFile } from './source-text.ts'

/** A session, as its agent keeps it now. */
export interface ArchiveSource {
  readonly agent: string
  readonly sessionId: string
  readonly changedMs: number
  /** Another one after every write to its own records. */
  readonly mark: string
  /** Its files are written anew as a whole. */
  readonly isRewritten: boolean
  /** All that belongs to it; none where its agent keeps no files, but a database. */
  files(): readonly string[]
  /** Of such an agent: its rows. Undefined where they can't be read now. */
  rows?(): SourceRows | undefined
  looksLeftOut?(): boolean
}

export interface ArchivePass {
  readonly store: ArchiveStore
  readonly sources: readonly ArchiveSource[]
  /** False: nothing is added; what is there is still kept as long as it is to be. */
  readonly isArchiving: boolean
  /** Ids of sessions of which nothing may be kept. */
  readonly leftOut: ReadonlySet<string>
  /** A file is archived when it was left alone for so long. */
  readonly quietMs: (agent: string) => number
  /** Undefined: for ever. */
  readonly keepMs: number | undefined
  readonly maxBytes: number
  /** False once the disk has too little room left. */
  readonly hasRoom: () => boolean
  /** Called between steps: false ends it. */
  readonly goesOn: () => Promise<boolean>
  readonly clock?: () => number
}

export interface PassReport {
  readonly files: number
  /** Ids of sessions that were kept here alone and are no more: older than is kept, or left out. */
  readonly letGo: readonly string[]
  /** Why not all was archived. */
  readonly problem?: string | undefined
}

const keyOf = ({ agent, sessionId }: Pick<ArchiveSource, 'agent' | 'sessionId'>): string => `${agent} ${sessionId}`

export async function archiveSessions(pass: ArchivePass): Promise<PassReport> {
  const { store, sources, leftOut, keepMs, isArchiving, clock = Date.now } = pass
  const known = new Map((await store.known()).map((one) => [keyOf(one), one]))
  await noteWhoIsGone(store, known, sources)
  const tooOldMs = keepMs === undefined ? Number.NEGATIVE_INFINITY : clock() - keepMs
  const unwanted = [...known.values()].filter((one) => leftOut.has(one.sessionId) || one.changedMs < tooOldMs)
  const letGo = await letGoOf(pass, unwanted)
  const archiver = new Archiver(pass, await store.bytes())
  for (const source of isArchiving ? sources.toSorted((a, b) => a.changedMs - b.changedMs) : []) {
    const before = known.get(keyOf(source))
    if (before?.mark === source.mark || source.changedMs < tooOldMs || leftOut.has(source.sessionId)) continue
    if (source.looksLeftOut?.() === true) continue
    if (!(await archiver.take(source, before)) || !(await pass.goesOn())) break
  }
  await store.collect()
  await store.noteState('problem', archiver.problem)
  await store.noteState('passed', new Date(clock()).toISOString())
  return { files: archiver.files, letGo, problem: archiver.problem }
}

async function noteWhoIsGone(
  store: ArchiveStore,
  known: ReadonlyMap<string, KnownSession>,
  sources: readonly ArchiveSource[],
): Promise<void> {
  const there = new Set(sources.map(keyOf))
  const changed = [...known].filter(([key, { isGone }]) => isGone === there.has(key))
  const byGone = Map.groupBy(changed, ([key]) => !there.has(key))
  for (const [isGone, sessions] of byGone) {
    await store.noteGone(
      sessions.map(([, { id }]) => id),
      isGone,
    )
  }
}

async function letGoOf({ store, sources }: ArchivePass, unwanted: readonly KnownSession[]): Promise<readonly string[]> {
  const withFiles = await store.withFiles(unwanted.map(({ id }) => id))
  const going = unwanted.filter(({ id }) => withFiles.has(id))
  if (going.length === 0) return []
  await store.remove(
    going.map(({ sessionId }) => sessionId),
    'as-it-is',
  )
  const there = new Set(sources.map(({ sessionId }) => sessionId))
  return going.flatMap(({ sessionId }) => (there.has(sessionId) ? [] : sessionId))
}

/** A piece that was taken away while a file was archived is written again; who takes them away does so seldom. */
const mostTries = 3

class Archiver {
  files = 0
  problem: string | undefined
  readonly #pass: ArchivePass
  readonly #buffer = Buffer.allocUnsafeSlow(pieceBytes)
  #bytes: number

  constructor(pass: ArchivePass, bytes: number) {
    this.#pass = pass
    this.#bytes = bytes
  }

  /** False: no more can be archived now. */
  async take(source: ArchiveSource, before: KnownSession | undefined): Promise<boolean> {
    const { store } = this.#pass
    let session = before?.id
    let [isWhole, isThere] = [true, false]
    for (const text of textsOf(source)) {
      isThere = true
      if (!this.#isQuiet(source.agent, text)) {
        isWhole = false
        continue
      }
      const kept = await store.fileAt(text.path)
      // How long rows are shows when they are written out: another moment tells that they were written.
      const now = { bytes: text.bytes ?? kept?.bytes ?? 0, changedMs: text.changedMs }
      if (!replacesArchived(kept, now, source.isRewritten) && kept?.isDamaged !== true) continue
      session ??= await store.begin(source.agent, source.sessionId)
      const outcome = await this.#archive(session, text)
      if (outcome === 'stop') return false
      if (outcome === 'changed') isWhole = false
    }
    if (isWhole && isThere && session !== undefined) await store.finish(session, source)
    return true
  }

  #isQuiet(agent: string, { quietSinceMs }: ArchivedText): boolean {
    const { clock = Date.now, quietMs } = this.#pass
    return clock() - quietSinceMs >= quietMs(agent)
  }

  async #archive(session: number, text: ArchivedText): Promise<'done' | 'changed' | 'stop'> {
    try {
      for (let tries = 0; tries < mostTries; tries++) {
        const outcome = await this.#archiveOnce(session, text)
        if (outcome !== 'again') return outcome
      }
      return 'changed'
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause)) throw cause
      if (isAboutTheFile(cause)) return 'changed'
      this.problem = `Nothing more can be archived: ${cause.message}.`
      return 'stop'
    }
  }

  async #archiveOnce(session: number, { path, open }: ArchivedText): Promise<'done' | 'changed' | 'stop' | 'again'> {
    const { store, maxBytes, hasRoom, goesOn } = this.#pass
    const reading = open()
    try {
      const pieces: WrittenPiece[] = []
      let bytes = 0
      for (let isAtEnd = false; !isAtEnd; ) {
        if (fullnessOf(this.#bytes, maxBytes) === 'full' || !hasRoom()) {
          this.problem = hasRoom() ? noMoreFits : 'The disk has too little room left.'
          return 'stop'
        }
        const raw = this.#buffer.subarray(0, reading.fill(this.#buffer))
        isAtEnd = raw.length < pieceBytes
        if (raw.length > 0) {
          const written = store.pieces.write(raw)
          this.#bytes += written.isNew ? written.bytes : 0
          pieces.push(written)
          bytes += raw.length
        }
        if (!(await goesOn())) return 'stop'
      }
      if (!reading.isWhole(bytes)) return 'changed'
      if (!(await store.put({ session, path, bytes, changedMs: reading.changedMs, pieces }))) return 'again'
      this.files++
      return 'done'
    } finally {
      reading.close()
    }
  }
}

function* textsOf(source: ArchiveSource): Generator<ArchivedText> {
  for (const path of source.files()) {
    const text = textAt(path)
    if (text !== undefined) yield text
  }
  const rows = source.rows?.()
  if (rows !== undefined) yield textOfRows(rows, source.changedMs)
}

/** Gone meanwhile, or not ours to read: others go on. */
const isAboutTheFile = (cause: Error): boolean => cause instanceof UnreadableFile
