/** What stands in *Waiting for you*, and which of it is under the cursor. Pure. */
import type { ListedItem, WaitingItem, WaitingReport } from '../../../core/waiting/waiting-report.ts'

export interface Looking {
  /** The order they stood in while somebody looks: nothing moves then, and new ones join below. */
  readonly held?: readonly string[] | undefined
  /** Was under the cursor last: it stays there when it is over, until the cursor moves. */
  readonly kept?: WaitingItem | undefined
}

export type WaitingList = Omit<WaitingReport, 'over'>

/** Nobody can answer it any more, or it was just answered. */
export const isOver = ({ approval }: WaitingItem): boolean => approval !== undefined && approval.state !== 'open'

export function listOf(report: WaitingReport, { held = [], kept }: Looking): WaitingList {
  const byId = new Map(report.waiting.map((item) => [item.id, item]))
  // Of one that could not be answered here nothing came that could be shown.
  const last = kept?.approval && (report.over.find(({ id }) => id === kept.id) ?? kept)
  if (last !== undefined && !byId.has(last.id)) byId.set(last.id, last)
  const known = held.flatMap((id) => byId.get(id) ?? [])
  const isKnown = new Set(held)
  const joined = [...byId.values()].filter(({ id }) => !isKnown.has(id))
  return { waiting: [...known, ...joined], wentWrong: report.wentWrong, finished: report.finished }
}

/** What this agent, or this session, asks and can be answered here. */
export const answerableBy = (
  items: readonly WaitingItem[],
  { agentId, sessionId }: Pick<WaitingItem, 'agentId' | 'sessionId'>,
): WaitingItem | undefined =>
  items.find(
    (item) =>
      item.approval?.state === 'open' &&
      ((agentId !== undefined && item.agentId === agentId) ||
        (sessionId !== undefined && item.sessionId === sessionId)),
  )

/** The one that was chosen, or the first that there is. */
export const chosenIn = (items: readonly ListedItem[], id: string | undefined): ListedItem | undefined =>
  items.find((item) => item.id === id) ?? items[0]

/** The next after this one, or the one before it; the same at the ends. */
export function besideIn(items: readonly ListedItem[], id: string | undefined, step: 1 | -1): ListedItem | undefined {
  const place = items.findIndex((item) => item.id === id)
  return items[Math.max(0, Math.min(items.length - 1, place + step))]
}
