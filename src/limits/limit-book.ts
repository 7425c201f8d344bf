/** The limits as they stand: each number that is heard is judged, kept, and told where it passes a mark. */
import {
  type HeldWindow,
  isPastWhenSaid,
  type LimitReading,
  noteReading,
  windowKey,
} from '../core/limits/held-window.ts'
import { minutes } from '../core/time/duration.ts'
import type { LimitStore } from './limit-store.ts'

export interface LimitBook {
  readonly held: () => readonly HeldWindow[]
  /** Those that said something new, in order. */
  note(readings: readonly LimitReading[]): Promise<readonly LimitNews[]>
  /** That these sessions said a number: the number stays. */
  forget(sessionIds: readonly string[]): Promise<void>
  clear(): Promise<void>
}

export interface LimitNews {
  /** Of the same window; undefined where it began. */
  readonly before: HeldWindow | undefined
  readonly now: HeldWindow
}

/** An age that is new is written so often at most. */
const ageEveryMs = minutes(1)

export async function openLimitBook(store: LimitStore): Promise<LimitBook> {
  const held = new Map((await store.held()).map((window) => [windowKey(window), window]))
  const writtenAtMs = new Map([...held].map(([key, { atMs }]) => [key, atMs]))

  async function noteOne(reading: LimitReading): Promise<LimitNews | undefined> {
    const key = windowKey(reading)
    const before = held.get(key)
    const noted = noteReading(before, reading)
    if (noted.held === before) return undefined
    held.set(key, noted.held)
    const isAgeNews = Math.abs(noted.held.atMs - (writtenAtMs.get(key) ?? 0)) >= ageEveryMs
    if (noted.isNews || isAgeNews) {
      writtenAtMs.set(key, noted.held.atMs)
      await store.note(noted.held, noted.past, noted.isNews)
    }
    if (!noted.isNews) return undefined
    return { before: noted.past === undefined ? before : undefined, now: noted.held }
  }

  return {
    held: () => [...held.values()],
    async note(readings) {
      const news: LimitNews[] = []
      for (const reading of readings.filter((one) => !isPastWhenSaid(one))) {
        const one = await noteOne(reading)
        if (one !== undefined) news.push(one)
      }
      return news
    },
    async forget(sessionIds) {
      for (const [key, { by, ...window }] of held) {
        if (by !== undefined && sessionIds.includes(by)) held.set(key, window)
      }
      await store.forget(sessionIds)
    },
    async clear() {
      held.clear()
      writtenAtMs.clear()
      await store.clear()
    },
  }
}
