/** Brings the count of messages up to what the sessions say by now: the newest first, in small steps, and on where it was stopped. */
import { type LinePlace, readLineCursor } from '../agents/line-cursor.ts'
import type { ReadProgress } from '../core/analytics/analytics.ts'
import { type Bill, type BilledSum, isSameSum, lessSum, noSum } from '../core/analytics/billed.ts'
import { MessageCounter } from '../core/analytics/message-counter.ts'
import type { SessionEvent } from '../core/session/session-event.ts'
import type { KnownSession, MessageStore, Places } from './message-store.ts'

/** A session as whoever reads it gives it. */
export interface MessageSource {
  readonly agent: string
  readonly sessionId: string
  /** Another one after every write. */
  readonly mark: string
  /** What was told may be told otherwise: it is read from its beginning whenever it changed. */
  readonly isRewritten: boolean
  lanes(): readonly MessageLane[]
  said(cursor: string): SessionEvent | undefined
}

export interface MessageLane {
  readonly lane: string
  /** Oldest first, behind an event or from the first; undefined comes between events as a chance to let others work. */
  forward(
    entry: { readonly kind: 'edge' } | { readonly kind: 'place'; readonly place: LinePlace },
  ): Iterable<{ readonly event: SessionEvent; readonly atMs: number } | undefined>
}

/** The ledger, as it is during one pass. */
export interface BilledSessions {
  billOf(sessionId: string): Bill
  sums(): ReadonlyMap<string, BilledSum>
}

export interface PassOptions {
  readonly store: MessageStore
  readonly sources: readonly MessageSource[]
  /** Absent: each response counts as its session's records tell. */
  readonly billed?: BilledSessions | undefined
  /** Called between steps: false ends it. */
  readonly goesOn: () => Promise<boolean>
  /** After each session, and at the beginning. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined
  readonly clock?: (() => number) | undefined
}

/** What is read whole again, because it changes in place or was counted otherwise than by the ledger: not more often than this. */
const wholeAgainAfterMs = 60_000
/** After so many events others may have a turn, and what was counted is written. */
const [eventsATurn, eventsAWrite] = [256, 20_000]

/** True: everything is read. Sessions that are gone stay as they are. */
export async function countMessages(options: PassOptions): Promise<boolean> {
  const { store, sources, billed, goesOn, onProgress = () => {}, clock = Date.now } = options
  const known = new Map(store.sessions().map((one) => [keyOf(one), one]))
  const sums = billed?.sums()
  const isKnown = (source: MessageSource) => {
    const before = known.get(keyOf(source))
    return before?.mark === source.mark && !isOtherwise(before, sums?.get(source.sessionId))
  }
  let read = sources.filter(isKnown).length
  onProgress({ sessions: sources.length, read })
  for (const source of sources) {
    const before = known.get(keyOf(source))
    if (isKnown(source)) continue
    const isAnew = before?.mark === source.mark
    if ((source.isRewritten || isAnew) && before !== undefined && clock() - before.readMs < wholeAgainAfterMs) continue
    const { agent, sessionId } = source
    const isDone = await readSession(source, before ?? store.add(agent, sessionId), {
      ...{ store, goesOn, isAnew, bill: billed?.billOf(sessionId), sum: sums?.get(sessionId) },
    })
    if (!isDone) return false
    onProgress({ sessions: sources.length, read: ++read })
  }
  store.tidy()
  return true
}

/** Two agents may have sessions of one id. */
const keyOf = ({ agent, sessionId }: Pick<MessageSource, 'agent' | 'sessionId'>): string => `${agent} ${sessionId}`

/**
 * Counted to its end, and yet not as the ledger has it now, which came to know more since: a record that was not whole, an older copy in
 * another session. It is read from its beginning, once for each difference: one that stays is no reason to read on and on.
 */
const isOtherwise = ({ counted, missing }: KnownSession, sum: BilledSum | undefined): boolean =>
  sum !== undefined && !isSameSum(lessSum(sum, counted), missing)

interface SessionReader extends Pick<PassOptions, 'store' | 'goesOn'> {
  readonly bill: Bill | undefined
  /** The ledger's. */
  readonly sum: BilledSum | undefined
  /** What was counted of it does not hold. */
  readonly isAnew: boolean
}

/** False when it was ended before the session's end: what was read is written, and the next pass goes on there. */
async function readSession(
  source: MessageSource,
  known: KnownSession,
  { store, goesOn, bill, sum, isAnew: isAskedAnew }: SessionReader,
): Promise<boolean> {
  const goesOnThere = known.carry !== '' && !isAskedAnew && !source.isRewritten && isAsBefore(source, known.places)
  const counter = new MessageCounter(
    goesOnThere ? { carry: known.carry, bill, load: (no) => store.message(known.id, no) } : { bill },
  )
  let stored: KnownSession | undefined = known
  let isAnew = !goesOnThere
  const lastOf = new Map<string, SessionEvent>()
  const write = (mark: string) => {
    if (stored === undefined) return
    const places = { ...(goesOnThere ? known.places : {}), ...placesOf(lastOf) }
    const counted = counter.sum
    const missing = goesOnThere && known.mark !== '' ? known.missing : sum === undefined ? noSum : lessSum(sum, counted)
    stored = store.write(stored, {
      ...{ mark, places, carry: counter.carry(), isAnew, counted, missing },
      ...{ messages: counter.takeMessages(), responses: counter.takeResponses() },
    })
    isAnew = false
  }
  let events = 0
  for (const lane of mainFirst(source.lanes())) {
    for (const told of eventsBehind(lane, goesOnThere ? known.places : {})) {
      if (told !== undefined) {
        lastOf.set(lane.lane, told.event)
        counter.note(told.event, told.atMs)
        if (++events % eventsATurn !== 0) continue
        // What is rewritten can't be gone on with: it is written at its end or not at all.
        if (events % eventsAWrite === 0 && !source.isRewritten) write('')
      }
      if (stored === undefined) return goesOn()
      if (await goesOn()) continue
      if (!source.isRewritten) write('')
      return false
    }
  }
  write(source.mark)
  return goesOn()
}

/** To which message a subagent belongs is known once the main chain is. */
const mainFirst = (lanes: readonly MessageLane[]): readonly MessageLane[] =>
  lanes.toSorted((a, b) => Number(b.lane === 'main') - Number(a.lane === 'main'))

function eventsBehind(lane: MessageLane, places: Places) {
  const place = readLineCursor(places[lane.lane]?.cursor ?? '')
  return lane.forward(place === undefined ? { kind: 'edge' } : { kind: 'place', place })
}

const placesOf = (lastOf: ReadonlyMap<string, SessionEvent>): Places =>
  Object.fromEntries([...lastOf].map(([lane, event]) => [lane, { cursor: event.cursor, print: printOf(event) }]))

/** What was read last of each lane still stands where it stood: its records were only added to. */
const isAsBefore = (source: MessageSource, places: Places): boolean =>
  Object.values(places).every(({ cursor, print }) => {
    const event = source.said(cursor)
    return event !== undefined && printOf(event) === print
  })

/** By what an event is known again, whatever was read before it. */
const printOf = ({ kind, at, response }: SessionEvent): string => `${kind} ${at ?? ''} ${response?.id ?? ''}`
