/** Counts over time as bars: how high each level stands, and how many came lately. Pure. */
import type { BinnedRange } from './address.ts'

/** What a bar is made of. */
export interface BarKind {
  /** In the counts of a bin. */
  readonly key: string
  readonly name: string
  /** The class of its colour. */
  readonly hue: string
  /** However few they are, they are seen. */
  readonly leastPx?: number
}

const level = (key: string, more: Partial<BarKind> = {}): BarKind => ({ key, name: key, hue: `l-${key}`, ...more })

/** From below; `none`: sent without a level. */
export const levelKinds: readonly BarKind[] = [
  level('debug'),
  level('none', { name: 'no level' }),
  level('info'),
  level('warn', { leastPx: 2.5 }),
  level('error', { leastPx: 2.5 }),
]

export interface TimeBin {
  readonly fromMs: number
  /** By the keys of the kinds. Absent: 0. */
  readonly counts: Readonly<Record<string, number | undefined>>
}

export interface BarPart {
  readonly kind: BarKind
  readonly y: number
  readonly height: number
}

export interface TimeBar extends TimeBin {
  readonly untilMs: number
  readonly events: number
  readonly parts: readonly BarPart[]
}

/** One for each bin of the range, also where nothing was. Of other kinds nothing is shown. */
export function timeBars(
  bins: readonly TimeBin[],
  { sinceMs, untilMs, binMs }: BinnedRange,
  kinds: readonly BarKind[],
  heightPx: number,
): readonly TimeBar[] {
  const counts = new Map(bins.map((bin) => [bin.fromMs, bin.counts]))
  const count = Math.round((untilMs - sinceMs) / binMs)
  const all = Array.from({ length: count }, (_, index) => {
    const fromMs = sinceMs + index * binMs
    return { fromMs, counts: counts.get(fromMs) ?? {} }
  })
  const most = Math.max(1, ...all.map((bin) => sumOf(bin.counts, kinds)))
  return all.map((bin) => ({
    ...bin,
    untilMs: bin.fromMs + binMs,
    events: sumOf(bin.counts, kinds),
    parts: partsOf(bin.counts, kinds, heightPx, most),
  }))
}

function partsOf(
  counts: TimeBin['counts'],
  kinds: readonly BarKind[],
  heightPx: number,
  most: number,
): readonly BarPart[] {
  const there = kinds.filter(({ key }) => (counts[key] ?? 0) > 0)
  const heights = there.map(({ key, leastPx = 0.5 }) => Math.max(leastPx, ((counts[key] ?? 0) / most) * heightPx))
  // What the few are given beyond their share, the many give up.
  const over = heights.reduce((sum, height) => sum + height, 0) - heightPx
  const largest = heights.indexOf(Math.max(...heights))
  let top = heightPx
  return there.map((kind, index) => {
    const height = (heights[index] ?? 0) - (index === largest ? Math.max(0, over) : 0)
    top -= height
    return { kind, y: round(top), height: round(height) }
  })
}

const round = (value: number): number => Math.round(value * 10) / 10

export const sumOf = (counts: TimeBin['counts'], kinds: readonly BarKind[] = levelKinds): number =>
  kinds.reduce((sum, { key }) => sum + (counts[key] ?? 0), 0)

export function sumByKey(bins: readonly TimeBin[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const { counts } of bins) {
    for (const [key, events = 0] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + events
  }
  return sums
}

export interface CountedAt {
  readonly atMs: number
  readonly bins: readonly TimeBin[]
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
