/** Bars, spark lines and gauges out of block characters. Pure. */
import type { Glyphs } from './roles.ts'

/** A bar of `share` (0..1) of `cells`, to an eighth of a cell where the locale has such marks. What is not 0 is seen. */
export function bar(share: number, cells: number, { bar: parts }: Glyphs): string {
  const perCell = parts.length
  const steps = Math.min(cells * perCell, Math.round(share * cells * perCell))
  if (share <= 0 || cells <= 0) return ''
  const whole = Math.floor(Math.max(1, steps) / perCell)
  const rest = Math.max(1, steps) % perCell
  return `${(parts.at(-1) ?? '').repeat(whole)}${rest === 0 ? '' : parts[rest - 1]}`
}

/** One mark per value, the highest one full; nothing where there was nothing. */
export function sparkLine(values: readonly number[], { spark }: Glyphs): string {
  const highest = Math.max(0, ...values)
  return values
    .map((value) => (value <= 0 ? ' ' : (spark[Math.ceil((value / highest) * spark.length) - 1] ?? spark[0])))
    .join('')
}

/** The full and the empty part of a gauge of `cells`. */
export function gauge(share: number, cells: number, { gaugeFull, gaugeEmpty }: Glyphs): readonly [string, string] {
  const full = Math.max(0, Math.min(cells, Math.round(share * cells)))
  return [gaugeFull.repeat(full), gaugeEmpty.repeat(cells - full)]
}
