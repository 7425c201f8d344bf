/** Lanes, kept from one drawing to the next: what is new is added, also where so much came that the list does not reach back to what is known. */
import { useRef } from 'preact/hooks'
import type { LanesBy } from './address.ts'
import type { PageEvent } from './event.ts'
import type { LaneWindowMs } from './lane-slots.ts'
import type { GrowingLanes } from './lanes.ts'
import { SessionLanes, SourceLanes } from './lanes.ts'

interface Kept {
  readonly by: LanesBy
  readonly filter: string
  readonly lanes: GrowingLanes
  readonly older: readonly PageEvent[]
  readonly windowMs: number
  readonly newestId: number | undefined
}

interface Question {
  readonly by: LanesBy
  readonly filter: string
}

export function useLanes(
  { by, filter }: Question,
  shown: readonly PageEvent[],
  older: readonly PageEvent[],
  span: LaneWindowMs,
): GrowingLanes {
  const kept = useRef<Kept>(undefined)
  const windowMs = span.toMs - span.fromMs
  const before = kept.current
  const isSame = before?.by === by && before.filter === filter && before.older === older && before.windowMs === windowMs
  const lanes = isSame ? before.lanes : begun(by, windowMs)
  lanes.add(isSame ? newerThan(shown, before.newestId) : withOlderThan(shown, older), span)
  const newestId = shown[0]?.id ?? (isSame ? before.newestId : undefined)
  kept.current = { by, filter, lanes, older, windowMs, newestId }
  return lanes
}

const begun = (by: LanesBy, windowMs: number): GrowingLanes =>
  by === 'session' ? new SessionLanes(windowMs) : new SourceLanes(windowMs)

/** Both newest first. */
export function newerThan(shown: readonly PageEvent[], knownId = 0): readonly PageEvent[] {
  const place = shown.findIndex(({ id }) => id <= knownId)
  return place < 0 ? shown : shown.slice(0, place)
}

/** The list, and what is older than it. */
function withOlderThan(shown: readonly PageEvent[], older: readonly PageEvent[]): readonly PageEvent[] {
  const oldestId = shown.at(-1)?.id ?? Number.POSITIVE_INFINITY
  return [...shown, ...older.filter(({ id }) => id < oldestId)]
}
