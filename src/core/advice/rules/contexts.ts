/** Contexts that were compacted again and again, and servers whose tools are in every request. docs/advice.md */

import { partOf } from '../carried.ts'
import type { LaneFacts } from '../lane-facts.ts'
import { thresholds } from '../thresholds.ts'
import type { WasteCase } from '../waste-case.ts'
import { serverOfTool } from '../waste-signs.ts'

/** Of each compaction behind the first: the context that was read to be shortened, and the one that was written in its place. */
export function compactedAgain({ responses, compactions }: LaneFacts, t = thresholds): readonly WasteCase[] {
  if (compactions.length < t.compactions) return []
  return compactions.slice(1).flatMap(({ cursor, atMs, tokensBefore = 0, before }) => {
    const [last, next] = [responses[before - 1], responses[before]]
    if (last === undefined || next === undefined) return []
    const { cacheWrite1h, cacheWrite5m } = next.tokens
    const parts = [partOf(next, { cacheWrite1h, cacheWrite5m })]
    if (tokensBefore > 0) parts.push(partOf(last, { cacheRead: tokensBefore }))
    const tokens = tokensBefore + cacheWrite1h + cacheWrite5m
    const over = `compaction ${cursor}`
    return [{ rule: 'compacted-again' as const, cursor, atMs, over, amount: compactions.length, tokens, parts }]
  })
}

/** As the agent counted them, in each request behind that count, up to the end of the lane. Whether anybody called one: advice-report.ts */
export function serversInRequests({ responses, servers, calls }: LaneFacts): readonly WasteCase[] {
  const called = new Set(calls.map(({ tool }) => serverOfTool(tool)))
  return [...servers].flatMap(([name, { tokens, before, cursor }]) => {
    const behind = responses.slice(before)
    const [first] = behind
    if (first === undefined || called.has(name) || tokens === 0) return []
    const parts = behind.map((response) =>
      partOf(response, response.tokens.cacheRead > 0 ? { cacheRead: tokens } : { cacheWrite5m: tokens }),
    )
    const [atMs, over] = [first.firstMs, `server ${name}`]
    return [
      {
        rule: 'unused-server' as const,
        cursor,
        atMs,
        over,
        what: name,
        amount: behind.length,
        tokens,
        parts: joined(parts),
      },
    ]
  })
}

/** One part for all that are priced alike. */
function joined(parts: WasteCase['parts']): WasteCase['parts'] {
  const byKey = new Map<string, WasteCase['parts'][number]>()
  for (const part of parts) {
    const { model, day, isFast, isUsInference, tokens } = part
    const key = `${model} ${day} ${isFast} ${isUsInference}`
    const { cacheRead = 0, cacheWrite5m = 0 } = byKey.get(key)?.tokens ?? {}
    byKey.set(key, {
      ...part,
      tokens: {
        cacheRead: cacheRead + (tokens.cacheRead ?? 0),
        cacheWrite5m: cacheWrite5m + (tokens.cacheWrite5m ?? 0),
      },
    })
  }
  return [...byKey.values()]
}
