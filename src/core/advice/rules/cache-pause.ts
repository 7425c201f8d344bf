/** Cache lost to pauses beyond its lifetime: what was read before is written again. docs/advice.md#cache-pause */
import { partOf } from '../carried.ts'
import { contextOf, type LaneFacts, type LaneResponse, writtenBy } from '../lane-facts.ts'
import { thresholds } from '../thresholds.ts'
import type { WasteCase } from '../waste-case.ts'

export function cachePauses({ responses }: LaneFacts, t = thresholds): readonly WasteCase[] {
  return responses.flatMap((response, number) => {
    const before = responses[number - 1]
    if (before === undefined || !isSameCache(before, response)) return []
    const pauseMs = response.firstMs - before.lastMs
    if (pauseMs <= lifetimeMs(before, t)) return []
    const context = contextOf(before)
    const written = Math.min(writtenBy(response), context)
    if (context < t.pauseContextTokens || written < t.writtenAgainShare * context) return []
    const { cacheWrite1h, cacheWrite5m } = response.tokens
    const share1h = cacheWrite1h / (cacheWrite1h + cacheWrite5m)
    const tokens = { cacheWrite1h: written * share1h, cacheWrite5m: written * (1 - share1h), cacheRead: -written }
    const { cursor, firstMs: atMs, id } = response
    return [
      {
        rule: 'cache-pause' as const,
        cursor,
        atMs,
        over: `cache ${id}`,
        amount: pauseMs,
        tokens: written,
        parts: [partOf(response, tokens)],
      },
    ]
  })
}

/** How many pauses there were, by length: 13 classes from one minute to two hours, each √1.5 times as long as the one before. */
export const pauseClasses = 13
const classFactor = 120 ** (1 / (pauseClasses - 1))

export function pausesByLength({ responses }: LaneFacts, t = thresholds): readonly number[] {
  const counts = Array.from({ length: pauseClasses }, () => 0)
  for (const [number, response] of responses.entries()) {
    const before = responses[number - 1]
    const pauseMs = before === undefined ? 0 : response.firstMs - before.lastMs
    if (pauseMs < t.shownPauseMs) continue
    const at = Math.min(pauseClasses - 1, Math.floor(Math.log(pauseMs / t.shownPauseMs) / Math.log(classFactor)))
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

/** From which of these classes on a cache of five minutes is gone. */
export const firstLostClass = Math.ceil(
  Math.log(thresholds.cacheLifetimeMs / thresholds.shownPauseMs) / Math.log(classFactor),
)

const isSameCache = (before: LaneResponse, after: LaneResponse): boolean =>
  before.model === after.model && before.context === after.context

const lifetimeMs = ({ tokens }: LaneResponse, t: typeof thresholds): number =>
  tokens.cacheWrite1h > 0 ? t.longCacheLifetimeMs : t.cacheLifetimeMs
