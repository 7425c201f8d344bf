/** What each session, or each source, did when: its events as blocks and marks, or as bars, on one scale of time. */
import { plainText } from '../../../core/words/text.ts'
import type { PageEvent } from './event.ts'
import { agentIdOf, atMsOf } from './event.ts'
import type { LanePart } from './lane-parts.ts'
import { LaneParts } from './lane-parts.ts'
import type { DrawnSlot, LaneFlag, LaneWindowMs } from './lane-slots.ts'
import { LaneSlots } from './lane-slots.ts'

export interface EventLane {
  readonly key: string
  readonly name: string
  readonly agent?: string | undefined
  readonly sessionId?: string | undefined
  readonly events: number
  readonly errors: number
  /** Only of sessions. */
  readonly slots: readonly DrawnSlot[]
  readonly flags: readonly LaneFlag[]
  /** Only of sources. */
  readonly parts: readonly LanePart[]
  /** In the order of time, to be stepped through. */
  readonly eventIds: () => readonly number[]
  readonly has: (eventId: number) => boolean
  readonly isWaiting: boolean
}

/** Told each event once, in the order in which they were captured. */
export interface GrowingLanes {
  /** `events`: newest first. */
  add(events: readonly PageEvent[], window: LaneWindowMs): void
  lanes(window: LaneWindowMs, projects: ReadonlyMap<string, string>): readonly EventLane[]
}

export const mostEventLanes = 20

/** The sessions of the last `windowMs`. */
export class SessionLanes implements GrowingLanes {
  readonly #windowMs: number
  readonly #bySession = new Map<string, LaneSlots>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  add(events: readonly PageEvent[], { fromMs }: LaneWindowMs): void {
    for (let index = events.length - 1; index >= 0; index--) {
      const event = events[index]
      const sessionId = event?.session_id
      if (event === undefined || sessionId === undefined || atMsOf(event) < fromMs) continue
      const slots = this.#bySession.get(sessionId) ?? new LaneSlots(this.#windowMs)
      this.#bySession.set(sessionId, slots)
      slots.add(event, fromMs)
    }
  }

  lanes(window: LaneWindowMs, projects: ReadonlyMap<string, string>): readonly EventLane[] {
    for (const [sessionId, slots] of this.#bySession) {
      if (!slots.forgetBefore(window.fromMs)) this.#bySession.delete(sessionId)
    }
    const lanes = [...this.#bySession].map(([sessionId, slots]) => ({
      ...slots.drawn(window),
      key: sessionId,
      name: plainText(projects.get(sessionId) ?? slots.project ?? sessionId.slice(0, 8)),
      sessionId,
      agent: slots.agent,
      parts: [],
      eventIds: () => slots.ids(),
      has: (eventId: number) => slots.has(eventId),
      isWaiting: slots.isWaiting,
    }))
    return inOrderOfNeed(lanes.filter(({ events, slots }) => events > 0 || slots.length > 0))
  }
}

/** The sources of the last `windowMs`. */
export class SourceLanes implements GrowingLanes {
  readonly #windowMs: number
  readonly #bySource = new Map<string, LaneParts>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  add(events: readonly PageEvent[], { fromMs }: LaneWindowMs): void {
    for (let index = events.length - 1; index >= 0; index--) {
      const event = events[index]
      if (event === undefined || atMsOf(event) < fromMs) continue
      const parts = this.#bySource.get(event.source) ?? new LaneParts(this.#windowMs)
      this.#bySource.set(event.source, parts)
      parts.add(event)
    }
  }

  lanes(window: LaneWindowMs): readonly EventLane[] {
    for (const [source, parts] of this.#bySource) {
      if (!parts.forgetBefore(window.fromMs)) this.#bySource.delete(source)
    }
    const lanes = [...this.#bySource].map(([source, parts]) => ({
      ...parts.drawn(window),
      key: source,
      name: plainText(source),
      agent: agentIdOf({ source }),
      slots: [],
      // The bars tell the levels already.
      flags: [],
      eventIds: () => parts.ids(),
      has: (eventId: number) => parts.has(eventId),
      isWaiting: false,
    }))
    return inOrderOfNeed(lanes.filter(({ events }) => events > 0))
  }
}

/** Who waits, who has errors, who does most: by powers of two, so that lanes of equals do not change places with every event. */
const inOrderOfNeed = (lanes: readonly EventLane[]): readonly EventLane[] =>
  lanes
    .toSorted(
      (a, b) =>
        Number(b.isWaiting) - Number(a.isWaiting) ||
        powerOf(b.errors) - powerOf(a.errors) ||
        powerOf(b.events) - powerOf(a.events) ||
        (a.key < b.key ? -1 : 1),
    )
    .slice(0, mostEventLanes)

const powerOf = (count: number): number => Math.floor(Math.log2(count + 1))
