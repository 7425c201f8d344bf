/** Moments to places. Long pauses, in which nothing happened, become a narrow gap, so that a session of three days still shows its work. Pure. */
import { weekdayNames, weekdayOf } from '../../../../core/time/calendar.ts'

export interface Span {
  readonly startMs: number
  readonly endMs: number
}

export interface TimeGap {
  readonly x: number
  readonly widthPx: number
  readonly ms: number
}

export interface Tick {
  readonly x: number
  readonly words: string
}

export interface TimeScale {
  readonly fromMs: number
  readonly toMs: number
  /** Clamped to the drawing. */
  readonly xOf: (ms: number) => number
  readonly gaps: readonly TimeGap[]
  readonly ticks: readonly Tick[]
}

interface Piece extends Span {
  readonly x: number
  readonly endX: number
}

/** A pause as long as this is cut out, and a shorter one that is longer than all the work beside it. */
export const pauseFromMs = 30 * 60_000
const shortestPauseMs = 5 * 60_000
const gapPx = 26
const mostGaps = 12
const leastTickPx = 84

interface ScaleOptions {
  readonly x: number
  readonly endX: number
  /** Of the zone that times are shown in, at a moment. */
  readonly zoneOffsetMs: (ms: number) => number
}

/** Undefined where there is no moment at all. */
export function toTimeScale(spans: readonly Span[], { x, endX, zoneOffsetMs }: ScaleOptions): TimeScale | undefined {
  const busy = mergeSpans(spans)
  const [first] = busy
  const last = busy.at(-1)
  if (first === undefined || last === undefined) return undefined
  const pauses = pausesOf(busy)
  const gapsPx = pauses.length * gapPx
  const activeMs = Math.max(1000, last.endMs - first.startMs - pauses.reduce((sum, pause) => sum + lengthOf(pause), 0))
  const pxPerMs = Math.max(1, endX - x - gapsPx) / activeMs
  const { pieces, gaps } = layOut(first.startMs, last.endMs, pauses, x, pxPerMs)
  return {
    fromMs: first.startMs,
    toMs: last.endMs,
    xOf: (ms) => placeOf(pieces, ms),
    gaps,
    ticks: ticksOf(pieces, pxPerMs, zoneOffsetMs),
  }
}

const lengthOf = ({ startMs, endMs }: Span): number => endMs - startMs

function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: { startMs: number; endMs: number }[] = []
  for (const { startMs, endMs } of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = merged.at(-1)
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs)
    else merged.push({ startMs, endMs: Math.max(startMs, endMs) })
  }
  return merged
}

/** The longest ones, in the order of time. */
function pausesOf(busy: readonly Span[]): readonly Span[] {
  const busyMs = busy.reduce((sum, span) => sum + lengthOf(span), 0)
  const fromMs = Math.min(pauseFromMs, Math.max(shortestPauseMs, busyMs))
  const between = busy
    .slice(1)
    .map((span, index) => ({ startMs: busy[index]?.endMs ?? span.startMs, endMs: span.startMs }))
  return between
    .filter((pause) => lengthOf(pause) >= fromMs)
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, mostGaps)
    .toSorted((a, b) => a.startMs - b.startMs)
}

function layOut(startMs: number, endMs: number, pauses: readonly Span[], x: number, pxPerMs: number) {
  const pieces: Piece[] = []
  const gaps: TimeGap[] = []
  let at = { ms: startMs, x }
  for (const pause of [...pauses, { startMs: endMs, endMs }]) {
    const endX = at.x + (pause.startMs - at.ms) * pxPerMs
    pieces.push({ startMs: at.ms, endMs: pause.startMs, x: at.x, endX })
    if (pause.endMs > pause.startMs) gaps.push({ x: endX, widthPx: gapPx, ms: lengthOf(pause) })
    at = { ms: pause.endMs, x: endX + gapPx }
  }
  return { pieces, gaps }
}

function placeOf(pieces: readonly Piece[], ms: number): number {
  const piece = pieces.find(({ endMs }) => ms <= endMs) ?? pieces.at(-1)
  if (piece === undefined) return 0
  // In a gap it is the edge of what comes after.
  if (ms <= piece.startMs) return piece.x
  if (ms >= piece.endMs) return piece.endX
  return round(piece.x + ((ms - piece.startMs) / (piece.endMs - piece.startMs)) * (piece.endX - piece.x))
}

export const round = (value: number): number => Math.round(value * 10) / 10

const s = 1000
const min = 60 * s
const dayMs = 1440 * min
const steps = [
  5 * s,
  15 * s,
  30 * s,
  min,
  2 * min,
  5 * min,
  10 * min,
  15 * min,
  30 * min,
  60 * min,
  120 * min,
  180 * min,
  360 * min,
  720 * min,
  dayMs,
]

/** Where the day is another one than at the tick before, it stands there, too. */
function ticksOf(pieces: readonly Piece[], pxPerMs: number, zoneOffsetMs: (ms: number) => number): readonly Tick[] {
  const step = steps.find((one) => one * pxPerMs >= leastTickPx) ?? dayMs
  const ticks: Tick[] = []
  let lastX = Number.NEGATIVE_INFINITY
  let lastDay: number | undefined
  for (const { startMs, endMs } of pieces) {
    const offset = zoneOffsetMs(startMs)
    for (let ms = Math.ceil((startMs + offset) / step) * step - offset; ms <= endMs; ms += step) {
      const x = placeOf(pieces, ms)
      const day = Math.floor((ms + offset) / dayMs)
      const isOtherDay = lastDay !== undefined && day !== lastDay
      if (x - lastX < (isOtherDay ? leastTickPx : leastTickPx / 2)) continue
      const clock = clockWords(ms + offset, step < min)
      ticks.push({ x, words: isOtherDay ? `${weekdayNames[weekdayOf(day)]} ${clock}` : clock })
      lastX = x
      lastDay = day
    }
  }
  return ticks
}

function clockWords(localMs: number, hasSeconds: boolean): string {
  const clock = new Date(localMs).toISOString()
  return clock.slice(11, hasSeconds ? 19 : 16)
}
