/** What each session, or each source, did when: its events as blocks and marks on one scale of time. */
import { plainText } from '../../../core/words/text.ts'
import type { StackLevel } from './bars.ts'
import type { PageEvent } from './event.ts'
import { agentIdOf, atMsOf } from './event.ts'
import type { LaneBlock, LaneFlag, LaneWindowMs } from './lane-slots.ts'
import { LaneSlots } from './lane-slots.ts'

export interface EventLane {
  readonly key: string
  readonly name: string
  readonly agent?: string | undefined
  readonly sessionId?: string | undefined
  readonly events: number
  readonly errors: number
  readonly blocks: readonly LaneBlock[]
  readonly flags: readonly LaneFlag[]
  /** Counts by level in equal parts of the window; only of sources. */
  readonly parts: readonly { readonly place: number; readonly counts: Readonly<Partial<Record<StackLevel, number>>> }[]
  /** In the order of time, to be stepped through. */
  readonly eventIds: () => readonly number[]
  readonly isWaiting: boolean
}

export const mostEventLanes = 20
export const partsOfWindow = 60

/** The sessions of the last `windowMs`; it is told each event once, in the order in which they were captured. */
export class SessionLanes {
  readonly #windowMs: number
  readonly #bySession = new Map<string, LaneSlots>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** `events`: newest first. */
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
      isWaiting: slots.isWaiting,
    }))
    return inOrderOfNeed(lanes.filter(({ events, blocks }) => events > 0 || blocks.length > 0))
  }
}

/** `events`: newest first. */
export function sourceLanes(events: readonly PageEvent[], { fromMs, toMs }: LaneWindowMs): readonly EventLane[] {
  const partMs = (toMs - fromMs) / partsOfWindow
  const inWindow = events.filter((event) => {
    const atMs = atMsOf(event)
    return atMs >= fromMs && atMs <= toMs
  })
  const lanes = [...Map.groupBy(inWindow.reverse(), ({ source }) => source)].map(([source, list]) => {
    const parts = Array.from({ length: partsOfWindow }, (_, place) => ({
      place,
      counts: {} as Partial<Record<StackLevel, number>>,
    }))
    for (const event of list) {
      const part = parts[Math.min(partsOfWindow - 1, Math.floor((atMsOf(event) - fromMs) / partMs))]
      const level = event.level ?? 'none'
      if (part !== undefined) part.counts[level] = (part.counts[level] ?? 0) + 1
    }
    return {
      key: source,
      events: list.length,
      errors: list.filter(({ level }) => level === 'error').length,
      eventIds: () => list.map(({ id }) => id),
      // The bars tell the levels already.
      flags: [],
      name: plainText(source),
      agent: agentIdOf({ source }),
      blocks: [],
      parts,
      isWaiting: false,
    }
  })
  return inOrderOfNeed(lanes)
}

/** Who waits, who has errors, who does most. */
const inOrderOfNeed = (lanes: readonly EventLane[]): readonly EventLane[] =>
  lanes
    .toSorted(
      (a, b) =>
        Number(b.isWaiting) - Number(a.isWaiting) ||
        b.errors - a.errors ||
        b.events - a.events ||
        (a.key < b.key ? -1 : 1),
    )
    .slice(0, mostEventLanes)
