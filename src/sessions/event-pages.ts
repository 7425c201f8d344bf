/** Pages of a session's events, all lanes merged by time. A place between events is a cursor, or several, one for each lane. */
import { setImmediate as letOthersWork } from 'node:timers/promises'
import { type LinePlace, readLineCursor, writeLineCursor } from '../agents/line-cursor.ts'
import { cursorsOfEdge, writePageEdge } from '../core/session/event-cursor.ts'
import type { SessionEvent, SessionEventKind } from '../core/session/session-event.ts'
import type { EventQuery, SessionEventPage } from '../core/session/session-watch.ts'
import { fromStart, mostEventsPerPage, standardEventLimit } from '../core/session/session-watch.ts'
import type { LaneEntry, LaneEvents, LaneSource, TimedEvent } from './lane-source.ts'

export interface PageSource {
  readonly lanes: readonly LaneSource[]
  /** As the reader may see it: secrets are gone before anything is searched. */
  readonly shown: (event: SessionEvent) => SessionEvent
}

export async function readEventPage(source: PageSource, query: EventQuery): Promise<SessionEventPage> {
  const limit = Math.min(Math.max(1, query.limit ?? standardEventLimit), mostEventsPerPage)
  const isForward = query.after !== undefined
  const edge = query.after ?? query.before
  const places = edge === undefined || edge === fromStart ? [] : readPlaces(edge)
  // Of another reader, or made up: nothing stands there.
  if (places === undefined) return { events: [] }
  const lanes = openLanes(source, query, places, isForward)
  try {
    const events: SessionEvent[] = []
    const merged = new LaneMerge(lanes, isForward)
    let isMore = false
    for await (const { event } of merged) {
      const shown = source.shown(event)
      if (!isWanted(shown, query)) continue
      if (events.length === limit) {
        isMore = true
        break
      }
      events.push(shown)
      merged.noteTaken()
    }
    const token = isMore ? merged.token() : undefined
    if (isForward) return { events, after: token, before: query.after }
    return { events: events.reverse(), before: token, after: query.before }
  } finally {
    for (const { events } of lanes) events.return()
  }
}

function openLanes(
  source: PageSource,
  query: EventQuery,
  places: readonly LinePlace[],
  isForward: boolean,
): readonly OpenLane[] {
  const [first] = places
  const atMs = first && source.lanes.find(({ lane }) => lane === first.lane)?.timeAt(first)
  return source.lanes
    .filter(({ lane, isMixed }) => query.lane === undefined || query.lane === lane || isMixed === true)
    .map((one) => {
      const place = places.find(({ lane }) => lane === one.lane)
      const entry: LaneEntry =
        place !== undefined ? { kind: 'place', place } : atMs === undefined ? { kind: 'edge' } : { kind: 'time', atMs }
      return { lane: one.lane, place, events: isForward ? one.forward(entry) : one.backward(entry) }
    })
}

interface OpenLane {
  readonly lane: string
  /** Where it was entered. */
  readonly place: LinePlace | undefined
  readonly events: LaneEvents
}

interface LaneHead {
  readonly open: OpenLane
  head: TimedEvent | undefined
  taken: LinePlace | undefined
  isDone: boolean
}

const mostPlacesInToken = 60
/** Work is handed over after this long, so that a search through a large log keeps nobody waiting. */
const turnMs = 12

/** Several lanes in the order of time. */
class LaneMerge {
  readonly #lanes: LaneHead[]
  readonly #sign: number
  #last: LinePlace | undefined
  #current: LaneHead | undefined

  constructor(lanes: readonly OpenLane[], isForward: boolean) {
    this.#lanes = lanes.map((open) => ({ open, head: undefined, taken: open.place, isDone: false }))
    this.#sign = isForward ? 1 : -1
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TimedEvent, void> {
    let turnStart = performance.now()
    for (;;) {
      let next: LaneHead | undefined
      for (const lane of this.#lanes) {
        while (lane.head === undefined && !lane.isDone) {
          const { value, done } = lane.open.events.next()
          if (done) lane.isDone = true
          else lane.head = value
          if (performance.now() - turnStart > turnMs) {
            await letOthersWork()
            turnStart = performance.now()
          }
        }
        if (lane.head !== undefined && (next?.head === undefined || this.#isBefore(lane.head, next.head))) next = lane
      }
      if (next?.head === undefined) return
      const { head } = next
      this.#current = next
      yield head
      next.head = undefined
    }
  }

  /** The event just given is part of the page. */
  noteTaken(): void {
    const place = this.#current?.head && readLineCursor(this.#current.head.event.cursor)
    if (this.#current === undefined || place === undefined) return
    this.#current.taken = place
    this.#last = place
  }

  /** Where the next page begins: behind the last event taken, and in other lanes behind theirs. */
  token(): string {
    const others = this.#lanes.flatMap(({ taken }) => (taken === undefined || taken === this.#last ? [] : [taken]))
    const places = this.#last === undefined ? others : [this.#last, ...others]
    return writePageEdge(places.slice(0, mostPlacesInToken).map(writeLineCursor))
  }

  #isBefore(a: TimedEvent, b: TimedEvent): boolean {
    return (a.atMs - b.atMs) * this.#sign < 0
  }
}

/** Undefined when one of them is none. */
function readPlaces(edge: string): readonly LinePlace[] | undefined {
  const places = cursorsOfEdge(edge).slice(0, mostPlacesInToken).map(readLineCursor)
  return places.every((place) => place !== undefined) ? places : undefined
}

function isWanted(event: SessionEvent, { lane, kinds, search }: EventQuery): boolean {
  if (lane !== undefined && lane !== event.lane) return false
  if (kinds !== undefined && !kinds.includes(event.kind as SessionEventKind)) return false
  return search === undefined || search === '' || textsOf(event).toLowerCase().includes(search.toLowerCase())
}

function textsOf(event: SessionEvent): string {
  const { cursor: _cursor, lane: _lane, at: _at, response: _response, ...texts } = event
  return Object.values(texts)
    .filter((value) => typeof value === 'string')
    .join('\n')
}
