/** Counts over time as bars: how high each level stands, and how many came lately. Pure. */
import type { HistogramBin } from '../../../core/captured/event-totals.ts'
import type { BinnedRange } from './address.ts'

/** From below; `none`: sent without a level. */
export const stack = ['debug', 'none', 'info', 'warn', 'error'] as const
export type StackLevel = (typeof stack)[number]

export interface BarPart {
  readonly level: StackLevel
  readonly y: number
  readonly height: number
}

export interface TimeBar {
  readonly fromMs: number
  readonly untilMs: number
  readonly counts: HistogramBin['counts']
  readonly events: number
  readonly parts: readonly BarPart[]
}

/** However few they are, they are seen. */
const leastHeight: Partial<Record<StackLevel, number>> = { warn: 2.5, error: 2.5 }

export const isShown = (level: StackLevel, hidden: readonly StackLevel[]): boolean => !hidden.includes(level)

/** One for each bin of the range, also where nothing was. */
export function timeBars(
  bins: readonly HistogramBin[],
  { sinceMs, untilMs, binMs }: BinnedRange,
  hidden: readonly StackLevel[],
  heightPx: number,
): readonly TimeBar[] {
  const counts = new Map(bins.map((bin) => [bin.fromMs, bin.counts]))
  const count = Math.round((untilMs - sinceMs) / binMs)
  const all = Array.from({ length: count }, (_, index) => {
    const fromMs = sinceMs + index * binMs
    return { fromMs, counts: counts.get(fromMs) ?? {} }
  })
  const shownOf = (bin: HistogramBin) => sumOf(bin.counts, hidden)
  const most = Math.max(1, ...all.map(shownOf))
  return all.map((bin) => ({
    ...bin,
    untilMs: bin.fromMs + binMs,
    events: shownOf(bin),
    parts: partsOf(bin.counts, hidden, heightPx, most),
  }))
}

function partsOf(
  counts: HistogramBin['counts'],
  hidden: readonly StackLevel[],
  heightPx: number,
  most: number,
): readonly BarPart[] {
  const there = stack.filter((level) => isShown(level, hidden) && (counts[level] ?? 0) > 0)
  const heights = there.map((level) => Math.max(leastHeight[level] ?? 0.5, ((counts[level] ?? 0) / most) * heightPx))
  // What the few are given beyond their share, the many give up.
  const over = heights.reduce((sum, height) => sum + height, 0) - heightPx
  const largest = heights.indexOf(Math.max(...heights))
  let top = heightPx
  return there.map((level, index) => {
    const height = (heights[index] ?? 0) - (index === largest ? Math.max(0, over) : 0)
    top -= height
    return { level, y: round(top), height: round(height) }
  })
}

const round = (value: number): number => Math.round(value * 10) / 10

export const sumOf = (counts: HistogramBin['counts'], hidden: readonly StackLevel[] = []): number =>
  stack.reduce((sum, level) => sum + (isShown(level, hidden) ? (counts[level] ?? 0) : 0), 0)

export const sumByLevel = (bins: readonly HistogramBin[]): Readonly<Record<StackLevel, number>> => {
  const sums = { debug: 0, none: 0, info: 0, warn: 0, error: 0 }
  for (const { counts } of bins) for (const level of stack) sums[level] += counts[level] ?? 0
  return sums
}

export interface CountedAt {
  readonly atMs: number
  readonly bins: readonly HistogramBin[]
}

/** Events a second between two looks: what was counted in both, and what is new. */
export function rateBetween(before: CountedAt, after: CountedAt): number | undefined {
  const seconds = (after.atMs - before.atMs) / 1000
  if (seconds <= 0) return undefined
  const old = new Map(before.bins.map(({ fromMs, counts }) => [fromMs, sumOf(counts)]))
  const firstMs = before.bins[0]?.fromMs ?? Number.NEGATIVE_INFINITY
  const more = after.bins
    .filter(({ fromMs }) => fromMs >= firstMs)
    .reduce((sum, { fromMs, counts }) => sum + Math.max(0, sumOf(counts) - (old.get(fromMs) ?? 0)), 0)
  return more / seconds
}

/** A round figure below the highest bar, for the line that measures. */
export function roundMark(most: number): number {
  if (most < 2) return most
  const power = 10 ** Math.floor(Math.log10(most))
  return [5, 2, 1].map((digit) => digit * power).find((mark) => mark <= most) ?? power
}
