/** How much one source said when, by equal parts of time: one event more does not look at those before. */
import type { PageEvent } from './event.ts'
import { atMsOf } from './event.ts'
import type { LaneWindowMs } from './lane-slots.ts'

export const partsOfWindow = 60
/** The newest of each part, to be stepped through. */
const mostIdsOfPart = 250

/** The same object for as long as nothing was added to it. */
export interface LanePart {
  readonly fromMs: number
  /** By level; `none` is what told no level. */
  readonly counts: Readonly<Record<string, number | undefined>>
  readonly events: number
}

interface Part {
  readonly counts: Record<string, number>
  events: number
  readonly ids: number[]
  drawn?: LanePart | undefined
}

interface DrawnParts {
  readonly events: number
  readonly errors: number
  readonly parts: readonly LanePart[]
}

export class LaneParts {
  readonly #partMs: number
  readonly #parts = new Map<number, Part>()

  constructor(windowMs: number) {
    this.#partMs = windowMs / partsOfWindow
  }

  add(event: PageEvent): void {
    const place = Math.floor(atMsOf(event) / this.#partMs)
    const part = this.#parts.get(place) ?? { counts: {}, events: 0, ids: [] }
    this.#parts.set(place, part)
    const level = event.level ?? 'none'
    part.counts[level] = (part.counts[level] ?? 0) + 1
    part.events++
    part.ids.push(event.id)
    if (part.ids.length > mostIdsOfPart) part.ids.shift()
    part.drawn = undefined
  }

  /** False when nothing is left. */
  forgetBefore(fromMs: number): boolean {
    for (const place of this.#parts.keys()) if ((place + 1) * this.#partMs <= fromMs) this.#parts.delete(place)
    return this.#parts.size > 0
  }

  drawn({ toMs }: LaneWindowMs): DrawnParts {
    const inSight = this.#inOrder().filter(([place]) => place * this.#partMs <= toMs)
    return {
      events: inSight.reduce((sum, [, { events }]) => sum + events, 0),
      errors: inSight.reduce((sum, [, { counts }]) => sum + (counts['error'] ?? 0), 0),
      parts: inSight.map(([place, part]) => {
        part.drawn ??= { fromMs: place * this.#partMs, counts: { ...part.counts }, events: part.events }
        return part.drawn
      }),
    }
  }

  ids(): readonly number[] {
    return this.#inOrder().flatMap(([, { ids }]) => ids)
  }

  has(id: number): boolean {
    return [...this.#parts.values()].some(({ ids }) => ids.includes(id))
  }

  #inOrder(): readonly (readonly [number, Part])[] {
    return [...this.#parts].sort(([a], [b]) => a - b)
  }
}
