/** Events before they know their place: what an agent's reader makes of one record. Pure. */
import type { SessionEvent, ToldEvent } from '../core/session/session-event.ts'
import { isoOf } from '../core/time/iso-time.ts'
import type { LogPlace } from './agent.ts'
import { writeLineCursor } from './line-cursor.ts'

/** An event that does not know its place yet. */
export type EventDraft = ToldEvent

export interface DraftMoment {
  readonly atMs?: number | undefined
  readonly isCut?: boolean | undefined
}

/** No date is later. */
const latestMs = 8.64e15

/** In whole milliseconds; undefined for what no date can be. */
export const momentOf = (atMs: number | undefined): number | undefined =>
  atMs === undefined || Math.abs(atMs) > latestMs ? undefined : Math.trunc(atMs)

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
  const moment = momentOf(atMs)
  const at = moment === undefined ? undefined : isoOf(moment)
  const cursor = writeLineCursor({ lane, offset, index })
  return isCut === true ? { ...draft, cursor, lane, at, isCut } : { ...draft, cursor, lane, at }
}
