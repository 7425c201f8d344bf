/**
 * Where a window will be at its reset, at the pace since it began; and between what. The error of it over made-up windows is printed by
 * `npm run bench -- limits`. Pure.
 */
import { days } from '../time/duration.ts'
import type { HeldWindow } from './held-window.ts'

export interface Forecast {
  /** At the reset, straight on. May be beyond 100. */
  readonly percentAtReset: number
  readonly percentAtResetLow: number
  readonly percentAtResetHigh: number
  /** Undefined: it lasts. */
  readonly fullAtMs?: number | undefined
  /** In four of five windows not earlier than this. Undefined: it lasts also at the quicker pace. */
  readonly fullEarliestMs?: number | undefined
  /** …nor later. Undefined: at the slower pace it lasts. */
  readonly fullLatestMs?: number | undefined
}

/** Less than this tells no pace. */
const leastShare = 0.1
const leastPercent = 3

export type ForecastFrom = Pick<HeldWindow, 'usedPercent' | 'atMs' | 'resetsAtMs' | 'windowMs'>

export function forecastOf({ usedPercent, atMs, resetsAtMs, windowMs }: ForecastFrom): Forecast | undefined {
  if (resetsAtMs === undefined || windowMs === undefined || usedPercent < leastPercent) return undefined
  const share = sharePassed({ resetsAtMs, windowMs }, atMs)
  if (share === undefined || share < leastShare || atMs >= resetsAtMs) return undefined
  const pace = usedPercent / (share * windowMs)
  const [slower, quicker] = rangeAt(share, windowMs)
  const leftMs = resetsAtMs - atMs
  const at = (factor: number) => usedPercent + pace * factor * leftMs
  const full = (factor: number) => {
    const ms = usedPercent >= 100 ? atMs : atMs + (100 - usedPercent) / (pace * factor)
    return ms < resetsAtMs ? Math.round(ms) : undefined
  }
  return {
    percentAtReset: at(1),
    percentAtResetLow: at(slower),
    percentAtResetHigh: at(quicker),
    fullAtMs: full(1),
    fullEarliestMs: full(quicker),
    fullLatestMs: full(slower),
  }
}

/** 0 to 1; undefined where the clock says that it has not begun, or is over. */
export function sharePassed(
  { resetsAtMs, windowMs }: { readonly resetsAtMs?: number | undefined; readonly windowMs?: number | undefined },
  nowMs: number,
): number | undefined {
  if (resetsAtMs === undefined || windowMs === undefined) return undefined
  const share = (windowMs - (resetsAtMs - nowMs)) / windowMs
  return share >= 0 && share <= 1 ? share : undefined
}

/**
 * How much slower and quicker than its pace so far a window goes on, in four of five: by the share of it that has passed. Of hours those that
 * `npm run bench -- limits` makes up (people who work in stretches, with pauses and nights); of days also those that were recorded of real
 * people, who are less regular than anybody made up.
 */
type Ranges = readonly (readonly [share: number, slower: number, quicker: number])[]

const ofHours: Ranges = [
  [0.1, 0.31, 1.75],
  [0.25, 0.33, 2.05],
  [0.4, 0.32, 2.07],
  [0.6, 0.23, 1.87],
  [0.8, 0.16, 1.86],
  [1, 0.05, 2],
]
const ofDays: Ranges = [
  [0.1, 0.18, 3.65],
  [0.25, 0.2, 3.95],
  [0.4, 0.14, 4.5],
  [0.6, 0.1, 4.2],
  [0.8, 0.02, 4.3],
  [1, 0, 3],
]

function rangeAt(share: number, windowMs: number): readonly [slower: number, quicker: number] {
  const ranges = windowMs > days(1) ? ofDays : ofHours
  const after = ranges.findIndex(([from]) => from >= share)
  const [high, low] = [ranges[Math.max(0, after)], ranges[Math.max(0, after - 1)]]
  if (high === undefined || low === undefined) return [1, 1]
  const part = high[0] === low[0] ? 0 : (share - low[0]) / (high[0] - low[0])
  const between = (from: number, to: number) => from + (to - from) * part
  return [between(low[1], high[1]), between(low[2], high[2])]
}
