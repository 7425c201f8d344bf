/** The newest events in memory, so that who follows closely never asks the disk. Bounded by number and by size. */
import type { CapturedEvent } from '../core/captured/captured-event.ts'

export interface RecentEvents {
  /** What was stored before this program began ends with this id. */
  startAt(newestId: number): void
  add(event: CapturedEvent): void
  /** What is here is stored no more. */
  clear(): void
  /** Undefined: what came right after this id is not here any more. */
  after(id: number, limit: number): readonly CapturedEvent[] | undefined
  readonly newestId: number
}

export function createRecent(most = 4_000, mostCharacters = 4_000_000): RecentEvents {
  let events: CapturedEvent[] = []
  let characters = 0
  let newestId = 0
  /** The last that is not here. */
  let forgottenId = 0

  function forgetSome(): void {
    const half = Math.ceil(events.length / 2)
    for (const event of events.slice(0, half)) characters -= lengthOf(event)
    forgottenId = events[half - 1]?.id ?? forgottenId
    events = events.slice(half)
  }

  return {
    startAt(id) {
      newestId = Math.max(newestId, id)
      forgottenId = Math.max(forgottenId, events.length === 0 ? id : (events[0]?.id ?? 1) - 1)
    },
    add(event) {
      if (events.length === 0) forgottenId = event.id - 1
      events.push(event)
      characters += lengthOf(event)
      newestId = event.id
      while (events.length > 1 && (events.length > most || characters > mostCharacters)) forgetSome()
    },
    clear() {
      events = []
      characters = 0
      forgottenId = newestId
    },
    after(id, limit) {
      if (id >= newestId && newestId > 0) return []
      if (id < forgottenId || events.length === 0) return undefined
      const from = firstAfter(events, id)
      return events.slice(from, from + limit)
    },
    get newestId() {
      return newestId
    },
  }
}

/** They stand in the order of their ids, and mostly the last few are asked for. */
function firstAfter(events: readonly CapturedEvent[], id: number): number {
  let [from, to] = [0, events.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((events[middle]?.id ?? 0) > id) to = middle
    else from = middle + 1
  }
  return from
}

const lengthOf = ({ message, data }: CapturedEvent): number => 200 + (message?.length ?? 0) + (data?.length ?? 0)
