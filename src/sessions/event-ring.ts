/** The newest events of a session in the order they came, bounded by number and by the size of their texts. */
import type { SessionEvent } from '../core/session/session-event.ts'

export class EventRing {
  #events: { readonly event: SessionEvent; readonly size: number }[] = []
  #size = 0
  readonly #most: number
  readonly #mostCharacters: number

  constructor(most = 500, mostCharacters = 300_000) {
    this.#most = most
    this.#mostCharacters = mostCharacters
  }

  push(event: SessionEvent): void {
    const size = sizeOf(event)
    this.#events.push({ event, size })
    this.#size += size
    // In one go now and then: shifting an array for every event costs more.
    if (this.#events.length > this.#most * 1.25 || this.#size > this.#mostCharacters * 1.25) this.#trim()
  }

  clear(): void {
    this.#events = []
    this.#size = 0
  }

  get length(): number {
    return Math.min(this.#events.length, this.#most)
  }

  /** Oldest first. */
  list(): readonly SessionEvent[] {
    return this.#events.slice(-this.#most).map(({ event }) => event)
  }

  /** What came after this event; undefined when it is not here (any more). */
  after(cursor: string): readonly SessionEvent[] | undefined {
    const index = this.#events.findLastIndex(({ event }) => event.cursor === cursor)
    return index === -1 ? undefined : this.#events.slice(index + 1).map(({ event }) => event)
  }

  #trim(): void {
    let keep = 0
    let size = 0
    while (keep < this.#most && keep < this.#events.length) {
      size += this.#events.at(-1 - keep)?.size ?? 0
      if (size > this.#mostCharacters && keep > 0) break
      keep++
    }
    this.#events = this.#events.slice(-keep)
    this.#size = this.#events.reduce((sum, one) => sum + one.size, 0)
  }
}

function sizeOf(event: SessionEvent): number {
  let size = 100
  if ('text' in event) size += event.text?.length ?? 0
  if (event.kind === 'tool-call') size += event.input.length
  if (event.kind === 'tool-result') {
    for (const { lines } of event.diff ?? []) for (const line of lines) size += line.length
  }
  return size
}
