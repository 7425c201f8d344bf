/** Events before they know their place: what an agent's reader makes of one record. Pure. */
import type { SessionEvent } from '../core/session/session-event.ts'
import { isoOf } from '../core/time/iso-time.ts'
import type { LogPlace } from './agent.ts'
import { writeLineCursor } from './line-cursor.ts'

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** An event that does not know its place yet. */
export type EventDraft = Without<SessionEvent, 'cursor' | 'lane' | 'at' | 'isCut'>

export interface DraftMoment {
  readonly atMs?: number | undefined
  readonly isCut?: boolean | undefined
}

/** No date is later. */
const latestMs = 8.64e15

/** Events of one record, each with its cursor. */
export const placeEvents = (
  drafts: readonly EventDraft[],
  moment: DraftMoment,
  place: LogPlace,
): readonly SessionEvent[] => drafts.map((draft, index) => placeEvent(draft, moment, { ...place, index }))

export function placeEvent(
  draft: EventDraft,
  { atMs, isCut }: DraftMoment,
  { lane, offset, index }: LogPlace & { readonly index: number },
): SessionEvent {
  const at = atMs === undefined || Math.abs(atMs) > latestMs ? undefined : isoOf(atMs)
  const cursor = writeLineCursor({ lane, offset, index })
  return isCut === true ? { ...draft, cursor, lane, at, isCut } : { ...draft, cursor, lane, at }
}
