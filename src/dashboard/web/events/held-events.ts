/** The events that the live view holds: the newest first, while it is paused also those that came meanwhile. Pure. */
import type { PageEvent } from './event.ts'

export interface HeldEvents {
  /** Newest first. */
  readonly shown: readonly PageEvent[]
  /** Came while it was paused, newest first. */
  readonly waiting: readonly PageEvent[]
  /** How many came while it was paused, also those that are not held any more. */
  readonly waitingCount: number
  readonly pausedAtMs?: number | undefined
  /** Between what waits and what is shown some are missing: it takes the place of what is shown. */
  readonly isGapBefore: boolean
  /** Where the page of older ones begins; undefined at the end. */
  readonly olderFrom?: number | undefined
}

export interface EventsPage {
  readonly events: readonly PageEvent[]
  readonly nextCursor?: number | undefined
  readonly lookedAt?: { readonly events: number; readonly ofEvents: number } | undefined
}

export const mostHeld = 5_000
export const noEvents: HeldEvents = { shown: [], waiting: [], waitingCount: 0, isGapBefore: false }

const newestIdOf = ({ waiting, shown }: HeldEvents): number => waiting[0]?.id ?? shown[0]?.id ?? 0

/** As they came: the oldest first. What is known already is not doubled. */
export function withTold(held: HeldEvents, told: readonly PageEvent[]): HeldEvents {
  const newestId = newestIdOf(held)
  const fresh = told.filter(({ id }) => id > newestId).reverse()
  return fresh.length === 0 ? held : withFresh(held, fresh)
}

function withFresh(held: HeldEvents, fresh: readonly PageEvent[]): HeldEvents {
  if (held.pausedAtMs === undefined) return shownOf(held, [...fresh, ...held.shown])
  const waiting = [...fresh, ...held.waiting]
  const isGapBefore = held.isGapBefore || waiting.length > mostHeld
  return { ...held, waiting: waiting.slice(0, mostHeld), waitingCount: held.waitingCount + fresh.length, isGapBefore }
}

/** What is over the limit can be asked for again. */
function shownOf(held: HeldEvents, shown: readonly PageEvent[]): HeldEvents {
  if (shown.length <= mostHeld) return { ...held, shown }
  const kept = shown.slice(0, mostHeld)
  return { ...held, shown: kept, olderFrom: kept.at(-1)?.id }
}

/** The newest page, asked for when the stream was opened: what was missed stands in it, or there is a gap. */
export function withNewest(held: HeldEvents, { events, nextCursor }: EventsPage): HeldEvents {
  const newestId = newestIdOf(held)
  const fresh = events.filter(({ id }) => id > newestId)
  const isGap = nextCursor !== undefined && nextCursor > newestId
  if (!isGap && newestId > 0) return fresh.length === 0 ? held : withFresh(held, fresh)
  if (held.pausedAtMs === undefined || newestId === 0) return { ...held, shown: events, olderFrom: nextCursor }
  return {
    ...held,
    waiting: events,
    waitingCount: held.waitingCount + fresh.length,
    isGapBefore: true,
    olderFrom: nextCursor,
  }
}

export const withOlder = (held: HeldEvents, { events, nextCursor }: EventsPage): HeldEvents => {
  const oldestId = held.shown.at(-1)?.id ?? Number.POSITIVE_INFINITY
  return { ...held, shown: [...held.shown, ...events.filter(({ id }) => id < oldestId)], olderFrom: nextCursor }
}

export const paused = (held: HeldEvents, nowMs: number): HeldEvents =>
  held.pausedAtMs === undefined ? { ...held, pausedAtMs: nowMs } : held

export function resumed(held: HeldEvents): HeldEvents {
  if (held.pausedAtMs === undefined) return held
  const { waiting, shown, isGapBefore } = held
  const rest = { ...held, waiting: [], waitingCount: 0, pausedAtMs: undefined, isGapBefore: false }
  if (!isGapBefore) return shownOf(rest, [...waiting, ...shown])
  return { ...rest, shown: waiting, olderFrom: held.olderFrom ?? waiting.at(-1)?.id }
}
