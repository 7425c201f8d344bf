/** Brings the index up to what the sessions say by now: the newest first, in small steps, and on where it was stopped. */
import { createHash } from 'node:crypto'
import { readLineCursor } from '../agents/line-cursor.ts'
import { passageOf } from '../core/search/passage.ts'
import { mainLane, type SessionEvent } from '../core/session/session-event.ts'
import type { IndexedPassage, IndexWriter, KnownSession, Places, Progress, StoredState } from './index-writer.ts'
import { newSession } from './index-writer.ts'
import { promptPrint } from './prompt-print.ts'
import { keyOfSession, type SearchSource, type SourceLane } from './search-source.ts'

export interface PassOptions {
  readonly writer: IndexWriter
  readonly sources: readonly SearchSource[]
  /** Somebody saw them being written: they are read whatever their mark says, which does not tell of subagents. @default false */
  readonly areWritten?: boolean | undefined
  /** Ids of sessions of which nothing is to be searched, as far as they are known before they are read. @default none are */
  readonly leftOut?: ReadonlySet<string> | undefined
  /** Called between steps: false ends it. */
  readonly goesOn: () => Promise<boolean>
  readonly clock?: () => number
}

/** What is written at once: large enough for the index to be written in few pieces, small enough to be gone through soon. */
const charactersAtOnce = 4 << 20
const passagesAtOnce = 4_000
/** What changes in place is read whole each time: not more often than this. */
const rewrittenAgainAfterMs = 60_000
/** A text of more is no text anybody wrote. */
const mostCharacters = 1 << 20

/** In place of a session's mark: it is none, so a session that is left out no longer is read from its beginning. */
const leftOutMark = 'left out'

/** Sessions that are gone stay as they are: their texts were said. */
export async function indexSessions(options: PassOptions): Promise<void> {
  const asked = options.areWritten === true ? options.sources.map(({ sessionId }) => sessionId) : undefined
  const known = new Map(options.writer.known(asked).map((one) => [keyOfSession(one), one]))
  const { leftOut = new Set() } = options
  const pass = new Pass(options)
  for (const one of known.values()) if (leftOut.has(one.sessionId)) pass.leaveOut(one, one)
  for (const source of options.sources) {
    const before = known.get(keyOfSession(source))
    const isLeftOut =
      leftOut.has(source.sessionId) || (before?.mark !== source.mark && source.looksLeftOut?.() === true)
    if (isLeftOut) {
      pass.leaveOut(source, before)
      continue
    }
    const isAsRead = before?.mark === source.mark && options.areWritten !== true
    if (isAsRead || isTooSoon(source, before, options.clock ?? Date.now)) continue
    if (!(await pass.take(source, before))) break
  }
  pass.write()
  while ((await options.goesOn()) && options.writer.tidy());
}

const isTooSoon = ({ isRewritten }: SearchSource, before: KnownSession | undefined, clock: () => number): boolean =>
  isRewritten && before !== undefined && clock() - before.indexedMs < rewrittenAgainAfterMs

class Pass {
  readonly #options: PassOptions
  #passages: IndexedPassage[] = []
  #characters = 0
  readonly #progress = new Map<number, Progress>()

  constructor(options: PassOptions) {
    this.#options = options
  }

  /** False when it was ended before the session's end. */
  async take(source: SearchSource, known: KnownSession | undefined): Promise<boolean> {
    const { writer, goesOn } = this.#options
    const session = known?.session ?? writer.add(source.agent, source.sessionId)
    const places = placesToGoOn(source, known)
    if (places === undefined) writer.clear(session)
    let before: StoredState | undefined = places === undefined ? newSession : (known?.stored ?? newSession)
    const lastOf = new Map<string, SessionEvent>()
    const note = (mark: string) => {
      if (before === undefined) return
      const { changedMs } = source
      this.#progress.set(session, { session, mark, changedMs, before, places: { ...places, ...placesOf(lastOf) } })
    }
    for (const lane of source.lanes()) {
      for (const told of eventsBehind(lane, places ?? {})) {
        if (told !== undefined) {
          lastOf.set(lane.lane, told.event)
          this.#add(session, told.event, Number.isFinite(told.atMs) ? told.atMs : source.changedMs)
        }
        if (told !== undefined && !this.#isEnough) continue
        if (this.#isEnough) {
          note(newSession.mark)
          before = this.write().get(session)
          // Somebody else reads it.
          if (before === undefined) return goesOn()
        }
        if (await goesOn()) continue
        note(newSession.mark)
        return false
      }
    }
    note(source.mark)
    if (this.#isEnough) this.write()
    return goesOn()
  }

  /** Nothing of it is searched: what was indexed before is taken out. It counts as gone through. */
  leaveOut(
    { agent, sessionId, changedMs }: Pick<SearchSource, 'agent' | 'sessionId' | 'changedMs'>,
    known: KnownSession | undefined,
  ): void {
    if (known?.mark === leftOutMark) return
    const { writer } = this.#options
    const session = known?.session ?? writer.add(agent, sessionId)
    writer.clear(session)
    writer.clearListed(session)
    writer.write([], [{ session, mark: leftOutMark, changedMs, before: newSession, places: {} }])
  }

  write(): ReadonlyMap<number, StoredState> {
    const written = this.#options.writer.write(this.#passages, [...this.#progress.values()])
    this.#passages = []
    this.#characters = 0
    this.#progress.clear()
    return written
  }

  get #isEnough(): boolean {
    return this.#characters >= charactersAtOnce || this.#passages.length >= passagesAtOnce
  }

  #add(session: number, event: SessionEvent, atMs: number): void {
    const passage = passageOf(event)
    if (passage === undefined) return
    const text = passage.text.slice(0, mostCharacters)
    this.#characters += text.length
    // What a subagent is told to do its session wrote, not its user.
    const print = passage.role === 'prompt' && event.lane === mainLane ? promptPrint(text) : undefined
    this.#passages.push({ ...passage, text, session, cursor: event.cursor, atMs, print })
  }
}

function eventsBehind(lane: SourceLane, places: Places) {
  const place = readLineCursor(places[lane.lane]?.cursor ?? '')
  return lane.forward(place === undefined ? { kind: 'edge' } : { kind: 'place', place })
}

/** None where nothing is indexed yet; undefined where what is can't be gone on with. */
function placesToGoOn(source: SearchSource, before: KnownSession | undefined): Places | undefined {
  if (before === undefined || Object.keys(before.places).length === 0) return {}
  return source.isRewritten || !isAsBefore(source, before.places) ? undefined : before.places
}

const placesOf = (lastOf: ReadonlyMap<string, SessionEvent>): Places =>
  Object.fromEntries([...lastOf].map(([lane, event]) => [lane, { cursor: event.cursor, print: printOf(event) }]))

/** What was indexed last of each lane still stands where it stood: its records were only added to. */
const isAsBefore = (source: SearchSource, places: Places): boolean =>
  Object.values(places).every(({ cursor, print }) => {
    const event = source.said(cursor)
    return event !== undefined && printOf(event) === print
  })

/** By what an event is known again, whatever was read before it. */
const printOf = (event: SessionEvent): string =>
  createHash('sha256')
    .update(`${event.kind} ${passageOf(event)?.text ?? ''}`)
    .digest('base64url')
    .slice(0, 12)
