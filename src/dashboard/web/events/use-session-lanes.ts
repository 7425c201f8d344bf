/** The lanes of sessions, kept from one drawing to the next: what is new is added, and all is laid anew only where the list began anew. */
import { useRef } from 'preact/hooks'
import type { PageEvent } from './event.ts'
import type { LaneWindowMs } from './lane-slots.ts'
import { SessionLanes } from './lanes.ts'

interface Kept {
  readonly sessions: SessionLanes
  readonly older: readonly PageEvent[]
  readonly windowMs: number
  readonly newestId: number | undefined
}

/** Undefined where others are looked at. */
export function useSessionLanes(
  isWanted: boolean,
  shown: readonly PageEvent[],
  older: readonly PageEvent[],
  span: LaneWindowMs,
): SessionLanes | undefined {
  const kept = useRef<Kept>(undefined)
  if (!isWanted) {
    kept.current = undefined
    return undefined
  }
  const windowMs = span.toMs - span.fromMs
  const before = kept.current
  const isSame = before?.older === older && before.windowMs === windowMs
  const fresh = isSame ? newerThan(shown, before.newestId) : undefined
  const sessions = fresh === undefined || !before ? new SessionLanes(windowMs) : before.sessions
  sessions.add(fresh ?? withOlderThan(shown, older), span)
  kept.current = { sessions, older, windowMs, newestId: shown[0]?.id }
  return sessions
}

/** Undefined where the list does not go on from the known one. Both newest first. */
export function newerThan(shown: readonly PageEvent[], knownId: number | undefined): readonly PageEvent[] | undefined {
  const place = shown.findIndex(({ id }) => knownId === undefined || id <= knownId)
  return place >= 0 && shown[place]?.id === knownId ? shown.slice(0, place) : undefined
}

/** The list, and what is older than it. */
export function withOlderThan(shown: readonly PageEvent[], older: readonly PageEvent[]): readonly PageEvent[] {
  const oldestId = shown.at(-1)?.id ?? Number.POSITIVE_INFINITY
  return [...shown, ...older.filter(({ id }) => id < oldestId)]
}
