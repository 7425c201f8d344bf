/** Lanes, kept from one drawing to the next: what is new is added, and all is laid anew only where the list began anew. */
import { useRef } from 'preact/hooks'
import type { LanesBy } from './address.ts'
import type { PageEvent } from './event.ts'
import type { LaneWindowMs } from './lane-slots.ts'
import type { GrowingLanes } from './lanes.ts'
import { SessionLanes, SourceLanes } from './lanes.ts'

interface Kept {
  readonly by: LanesBy
  readonly lanes: GrowingLanes
  readonly older: readonly PageEvent[]
  readonly windowMs: number
  readonly newestId: number | undefined
}

export function useLanes(
  by: LanesBy,
  shown: readonly PageEvent[],
  older: readonly PageEvent[],
  span: LaneWindowMs,
): GrowingLanes {
  const kept = useRef<Kept>(undefined)
  const windowMs = span.toMs - span.fromMs
  const before = kept.current
  const isSame = before?.by === by && before.older === older && before.windowMs === windowMs
  const fresh = isSame ? newerThan(shown, before.newestId) : undefined
  const lanes = fresh === undefined || !before ? begun(by, windowMs) : before.lanes
  lanes.add(fresh ?? withOlderThan(shown, older), span)
  kept.current = { by, lanes, older, windowMs, newestId: shown[0]?.id }
  return lanes
}

const begun = (by: LanesBy, windowMs: number): GrowingLanes =>
  by === 'session' ? new SessionLanes(windowMs) : new SourceLanes(windowMs)

/** Undefined where the list does not go on from the known one. Both newest first. */
export function newerThan(shown: readonly PageEvent[], knownId: number | undefined): readonly PageEvent[] | undefined {
  const place = shown.findIndex(({ id }) => knownId === undefined || id <= knownId)
  return place >= 0 && shown[place]?.id === knownId ? shown.slice(0, place) : undefined
}

/** The list, and what is older than it. */
function withOlderThan(shown: readonly PageEvent[], older: readonly PageEvent[]): readonly PageEvent[] {
  const oldestId = shown.at(-1)?.id ?? Number.POSITIVE_INFINITY
  return [...shown, ...older.filter(({ id }) => id < oldestId)]
}
