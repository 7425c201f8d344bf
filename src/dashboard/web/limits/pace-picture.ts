/** Where everything of a window's chart lies. Pure. */
import type { WindowReport } from '../../../core/limits/limits-report.ts'

interface Point {
  readonly x: number
  readonly y: number
}

interface Line {
  readonly x1: number
  readonly x2: number
  readonly y1: number
  readonly y2: number
}

export interface PacePicture {
  readonly frame: {
    readonly left: number
    readonly right: number
    readonly top: number
    readonly middle: number
    readonly bottom: number
  }
  /** Of the window's readings, in their order. */
  readonly points: readonly Point[]
  readonly course: string
  readonly area: string
  readonly even: Line
  /** `hasRoom`: its time can stand below it, between those of the ends. */
  readonly now: Point & { readonly hasRoom: boolean }
  readonly forecast?: Line | undefined
  /** Between the slower and the quicker pace. */
  readonly range?: string | undefined
  readonly full?: (Point & { readonly iso: string; readonly anchor: 'start' | 'middle' | 'end' }) | undefined
}

interface Room {
  readonly widthPx: number
  readonly heightPx: number
}

/** So near to an end its own words stand in the way. */
const nearPx = 44

/** Undefined: the window has no beginning and end, or nothing is known of it. */
export function pacePicture(window: WindowReport, { widthPx, heightPx }: Room): PacePicture | undefined {
  const { startedAt, resetsAt, usedPercent, state, readings, forecast, at } = window
  if (startedAt === undefined || resetsAt === undefined || usedPercent === undefined || state === 'ended')
    return undefined
  const [beginMs, endMs] = [Date.parse(startedAt), Date.parse(resetsAt)]
  if (!(endMs > beginMs)) return undefined
  const [left, right, top, bottom] = [2, widthPx - 2, 16, heightPx - 20]
  const x = (ms: number) => round(left + Math.max(0, Math.min(1, (ms - beginMs) / (endMs - beginMs))) * (right - left))
  const y = (percent: number) => round(bottom - (Math.max(0, Math.min(100, percent)) / 100) * (bottom - top))
  const points = readings.map((one) => ({ x: x(Date.parse(one.at)), y: y(one.usedPercent) }))
  const now = { x: x(Date.parse(at)), y: y(usedPercent) }
  // A window begins with nothing used.
  const course = [{ x: left, y: bottom }, ...points, now].map((one) => `${one.x},${one.y}`)
  const ends = (percentAtReset: number, fullAt: string | undefined): Point =>
    fullAt === undefined ? { x: right, y: y(percentAtReset) } : { x: x(Date.parse(fullAt)), y: top }
  const straight = forecast && ends(forecast.percentAtReset, forecast.fullAt)
  const quick = forecast && ends(forecast.percentAtResetHigh, forecast.fullEarliest)
  const slow = forecast && ends(forecast.percentAtResetLow, forecast.fullLatest)
  // Between two moments at which it would be full, or a moment and an end below, the corner belongs to it.
  const corner = quick && slow && quick.y === top && slow.x === right ? ` L${right} ${top}` : ''
  const fullAt = forecast?.fullAt
  return {
    frame: { left, right, top, middle: (top + bottom) / 2, bottom },
    points,
    course: course.join(' '),
    area: `M${course.join(' L').replaceAll(',', ' ')} L${now.x} ${bottom} Z`,
    even: { x1: left, x2: right, y1: bottom, y2: top },
    now: { ...now, hasRoom: now.x - left > nearPx * 1.5 && right - now.x > nearPx * 1.5 },
    forecast: straight && { x1: now.x, y1: now.y, x2: straight.x, y2: straight.y },
    range: quick && slow && `M${now.x} ${now.y} L${quick.x} ${quick.y}${corner} L${slow.x} ${slow.y} Z`,
    full:
      fullAt === undefined || straight === undefined
        ? undefined
        : { ...straight, iso: fullAt, anchor: anchorAt(straight.x, left, right) },
  }
}

const anchorAt = (x: number, left: number, right: number): 'start' | 'middle' | 'end' =>
  right - x < nearPx ? 'end' : x - left < nearPx * 2 ? 'start' : 'middle'

const round = (value: number): number => Math.round(value * 10) / 10
