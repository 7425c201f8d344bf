/** Context and cost over time as lines under the lanes. Pure. */
import type { HistoryPoint } from '../../../../core/session/live-session.ts'
import { round, type TimeScale } from './time-scale.ts'

export interface Line {
  /** `x,y x,y …` */
  readonly points: string
  readonly area: string
  readonly endX: number
  readonly endY: number
}

interface LineOptions {
  readonly scale: TimeScale
  readonly valueOf: (point: HistoryPoint) => number | undefined
  /** The value at the upper edge. */
  readonly most: number
  readonly topY: number
  readonly bottomY: number
  /** Goes on to the right edge: it is so now. */
  readonly isGoingOn: boolean
}

/** Undefined where nothing is known. What was before the first moment drawn is its beginning. */
export function toLine(history: readonly HistoryPoint[], options: LineOptions): Line | undefined {
  const { scale, most, topY, bottomY, isGoingOn } = options
  const known = history.flatMap((point) => {
    const value = options.valueOf(point)
    const ms = Date.parse(point.at)
    return value === undefined || Number.isNaN(ms) ? [] : [{ ms, value }]
  })
  const before = known.findLast(({ ms }) => ms < scale.fromMs)
  const inside = known.filter(({ ms }) => ms >= scale.fromMs && ms <= scale.toMs)
  const shown = [...(before ? [{ ...before, ms: scale.fromMs }] : []), ...inside]
  const last = shown.at(-1)
  if (last === undefined || most <= 0) return undefined
  const all = isGoingOn ? [...shown, { ...last, ms: scale.toMs }] : shown
  const places = all.map(({ ms, value }) => ({
    x: scale.xOf(ms),
    y: round(bottomY - Math.min(1, value / most) * (bottomY - topY)),
  }))
  const points = withDrops(places)
    .map(({ x, y }) => `${x},${y}`)
    .join(' ')
  const end = places.at(-1) ?? { x: 0, y: 0 }
  return {
    points,
    area: `M${places[0]?.x ?? 0} ${bottomY} L${points.replaceAll(',', ' ')} L${end.x} ${bottomY}Z`,
    endX: end.x,
    endY: end.y,
  }
}

/** A context does not shrink slowly: it falls when it is compacted. */
function withDrops(places: readonly { readonly x: number; readonly y: number }[]) {
  return places.flatMap((place, index) => {
    const before = places[index - 1]
    return before !== undefined && place.y > before.y + 6 ? [{ x: place.x, y: before.y }, place] : [place]
  })
}
