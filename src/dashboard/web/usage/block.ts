/** The 5-hour block that runs: so far, pace, and where it ends at this pace. Pure. */

import type { BlockForecast, UsageRow } from '../../../core/usage/usage.ts'
import { formatDuration, formatTokens, formatUsd } from '../../../core/words/format.ts'
import { costWords } from './figures.ts'

export interface BlockView {
  /** "12:00 – 17:00, 2h 28m left" */
  readonly when: string
  readonly figures: readonly { readonly value: string; readonly label: string }[]
  readonly ticks: { readonly start: string; readonly now: string; readonly end: string }
  readonly widthPx: number
  /** In a box of that width, 88 high; the baseline is at 70. */
  readonly line: string
  readonly area: string
  readonly now: { readonly x: number; readonly y: number }
  /** The end of the dotted line; undefined: too early to tell. */
  readonly projected?: { readonly x: number; readonly y: number } | undefined
  readonly summary: string
}

const [baseline, top] = [70, 8]

interface BlockInput {
  readonly block: BlockForecast
  /** Rows by hour. */
  readonly hours: readonly Pick<UsageRow, 'startAt' | 'endAt' | 'costUsd' | 'totalTokens'>[]
  readonly timezone: string
  readonly nowMs: number
  /** Of the box it is drawn in. */
  readonly widthPx: number
}

export function toBlock({ block, hours, timezone, nowMs, widthPx }: BlockInput): BlockView {
  const startMs = Date.parse(block.startAt)
  const endMs = Date.parse(block.endAt)
  const atMs = Math.min(Math.max(nowMs, startMs), endMs)
  const isPriced = block.costUsd !== undefined
  const soFar = (isPriced ? block.costUsd : block.totalTokens) ?? 0
  const projected = isPriced ? block.projectedUsd : undefined
  const highest = Math.max(soFar, projected ?? 0) || 1
  const x = (ms: number): number => round(((ms - startMs) / (endMs - startMs)) * widthPx)
  const y = (value: number): number => round(baseline - (value / highest) * (baseline - top))
  const points = cumulated(hours, isPriced, { startMs, atMs, soFar }).map(([ms, value]) => `${x(ms)},${y(value)}`)
  const clock = (ms: number) => clockIn(timezone, ms)
  const left = formatDuration(endMs - atMs)
  const end = projected === undefined ? undefined : { x: widthPx - 1, y: y(projected) }
  return {
    when: `${clock(startMs)} – ${clock(endMs)}, ${left} left`,
    figures: [
      { value: costWords(block), label: 'so far' },
      { value: paceWords(block), label: 'burn rate' },
      { value: projected === undefined ? '–' : formatUsd(projected), label: 'at this rate' },
    ],
    widthPx,
    ticks: { start: clock(startMs), now: clock(atMs), end: clock(endMs) },
    line: points.join(' '),
    area: `M0 ${baseline} L${points.join(' L').replaceAll(',', ' ')} L${x(atMs)} ${baseline}Z`,
    now: { x: x(atMs), y: y(soFar) },
    projected: end,
    summary: `5-hour block ${clock(startMs)} to ${clock(endMs)}: ${costWords(block)} so far${
      projected === undefined ? '' : `, about ${formatUsd(projected)} at this rate`
    }`,
  }
}

const paceWords = ({ burnUsdPerHour, burnTokensPerMinute }: BlockForecast): string => {
  if (burnUsdPerHour !== undefined) return `${formatUsd(burnUsdPerHour)}/h`
  return burnTokensPerMinute === undefined ? '–' : `${formatTokens(burnTokensPerMinute)}/min`
}

/** What was used up to the end of each hour; the last point is now, with the block's own sum. */
function cumulated(
  hours: BlockInput['hours'],
  isPriced: boolean,
  { startMs, atMs, soFar }: { startMs: number; atMs: number; soFar: number },
): readonly (readonly [number, number])[] {
  const points: [number, number][] = [[startMs, 0]]
  let sum = 0
  for (const { startAt, endAt, costUsd, totalTokens } of hours) {
    const endMs = Date.parse(endAt ?? '')
    if (!(Date.parse(startAt ?? '') >= startMs) || !(endMs < atMs)) continue
    sum = Math.min(soFar, sum + ((isPriced ? costUsd : totalTokens) ?? 0))
    points.push([endMs, sum])
  }
  return [...points, [atMs, soFar]]
}

const round = (value: number): number => Math.round(value * 10) / 10

export const clockIn = (timezone: string, ms: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit' }).format(ms)
