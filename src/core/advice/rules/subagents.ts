/** Subagents of one session that read what another of them had read already. docs/advice.md#same-reading */
import { carrying } from '../carried.ts'
import type { LaneCall, LaneFacts } from '../lane-facts.ts'
import { thresholds } from '../thresholds.ts'
import type { WasteCase } from '../waste-case.ts'
import { readKey } from './results.ts'

interface Reading {
  readonly lane: LaneFacts
  readonly call: LaneCall
}

/** `lanes`: of subagents alone. The first read of each part in each lane counts; those behind it are another rule's. */
export function sameReading(lanes: readonly LaneFacts[], t = thresholds): readonly WasteCase[] {
  const readings = new Map<string, Reading[]>()
  for (const lane of lanes) {
    const seen = new Set<string>()
    for (const call of lane.calls) {
      if (call.touches !== 'read' || call.path === undefined || call.outcome !== 'done') continue
      const key = `${readKey(call)}\0${call.digest}`
      if (seen.has(key)) continue
      seen.add(key)
      readings.set(key, [...(readings.get(key) ?? []), { lane, call }])
    }
  }
  return [...readings.values()].flatMap((all) => {
    if (all.length < t.sameReadingSubagents) return []
    const inOrder = all.toSorted((a, b) => a.call.atMs - b.call.atMs)
    return inOrder.slice(1).flatMap(({ lane, call }) => {
      const { tokens = 0, seenBy, cursor, atMs, path, toolId } = call
      if (seenBy === undefined || tokens === 0) return []
      const { parts } = carrying(lane.responses)(seenBy, tokens)
      const over = `result ${toolId}`
      return [{ rule: 'same-reading' as const, cursor, atMs, over, what: path, amount: all.length, tokens, parts }]
    })
  })
}
