/** The end of a session that is not read whole yet: enough for its last page. */
import type { LaneRecords } from '../../agents/agent.ts'
import type { LinePlace } from '../../agents/line-cursor.ts'
import type { SessionEvent } from '../../core/session/session-event.ts'
import type { EventQuery, SessionEventPage } from '../../core/session/session-watch.ts'
import { readEventPage } from '../event-pages.ts'
import type { LaneEntry, LaneEvents, LaneSource } from '../lane-source.ts'
import { KeptLane } from './kept-lane.ts'

export class KeptTail {
  readonly #lanes: readonly TailLane[]

  constructor(records: readonly LaneRecords[]) {
    this.#lanes = records.map((one) => new TailLane(one))
  }

  /** What all records of a lane tell that its end did not; undefined when the end is another one by now. */
  take(all: LaneRecords): readonly SessionEvent[] | undefined {
    const known = this.#lanes.find(({ lane }) => lane === all.lane)
    return known === undefined ? all.changed.flatMap(({ events }) => events) : known.take(all)
  }

  /** As many as are known. */
  async newest(limit: number): Promise<readonly SessionEvent[]> {
    const lanes = this.#lanes.map((lane) => lane.asked())
    return (await readEventPage({ lanes, shown: (event) => event }, { limit })).events
  }

  /** Undefined where what is asked for may stand before the end that is known. */
  async page(query: EventQuery, shown: (event: SessionEvent) => SessionEvent): Promise<SessionEventPage | undefined> {
    if (query.before !== undefined || query.after !== undefined) return undefined
    const lanes = this.#lanes.map((lane) => lane.asked())
    const page = await readEventPage({ lanes, shown }, query)
    return lanes.some(({ isThrough }) => isThrough) ? undefined : page
  }
}

class TailLane {
  readonly lane: string
  readonly #firstOffset: number
  readonly #kept: KeptLane

  constructor(records: LaneRecords) {
    this.lane = records.lane
    this.#firstOffset = records.count - records.changed.length + 1
    this.#kept = new KeptLane(records.lane)
    this.#kept.take(records)
  }

  take(all: LaneRecords): readonly SessionEvent[] | undefined {
    return this.#kept.take({ ...all, changed: all.changed.filter(({ offset }) => offset >= this.#firstOffset) })
  }

  asked(): AskedLane {
    return new AskedLane(this.#kept, this.#firstOffset > 1)
  }
}

/** Notes when it is gone through to where only its records before tell more. */
class AskedLane implements LaneSource {
  readonly lane: string
  isThrough = false
  readonly #kept: KeptLane
  readonly #hasMore: boolean

  constructor(kept: KeptLane, hasMore: boolean) {
    this.lane = kept.lane
    this.#kept = kept
    this.#hasMore = hasMore
  }

  *backward(entry: LaneEntry): LaneEvents {
    yield* this.#kept.backward(entry)
    this.isThrough = this.#hasMore
  }

  forward(entry: LaneEntry): LaneEvents {
    return this.#kept.forward(entry)
  }

  timeAt(place: LinePlace): number | undefined {
    return this.#kept.timeAt(place)
  }
}
