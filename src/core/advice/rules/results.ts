/** Results of tools that cost more than they had to: huge ones carried along, files read again, calls that failed again. docs/advice.md */
import { carrying, partOf } from '../carried.ts'
import type { LaneCall, LaneFacts } from '../lane-facts.ts'
import { limits, thresholds } from '../thresholds.ts'
import type { TokenPart, WasteCase } from '../waste-case.ts'

export function bigResults({ responses, calls }: LaneFacts, t = thresholds): readonly WasteCase[] {
  const carry = carrying(responses)
  return calls.flatMap((call) => {
    const { tokens = 0, seenBy } = call
    if (seenBy === undefined || tokens <= t.bigResultTokens) return []
    const { parts, requests } = carry(seenBy, tokens - t.keptOfResultTokens)
    if (requests < t.bigResultCarried) return []
    return [{ ...caseOf('big-result', call), what: whatOf(call), amount: requests, tokens, parts }]
  })
}

/** Reads of one part of a file behind the first that showed the same again, in one context, with nothing written to it between. */
export function sameFile({ responses, calls }: LaneFacts, t = thresholds): readonly WasteCase[] {
  const carry = carrying(responses)
  const cases: WasteCase[] = []
  const reads = new Map<string, LaneCall[]>()
  const finish = (key: string) => {
    const all = reads.get(key) ?? []
    reads.delete(key)
    const again = all.slice(1).filter(({ tokens, seenBy }) => tokens !== undefined && seenBy !== undefined)
    if (all.length < t.sameFileReads) return
    for (const call of again) {
      const { tokens = 0, seenBy = 0 } = call
      const { parts } = carry(seenBy, tokens)
      cases.push({ ...caseOf('same-file', call), what: call.path, amount: all.length, tokens, parts })
    }
  }
  let context: number | undefined
  for (const call of calls) {
    const now = responses[call.by]?.context
    if (now !== context) for (const key of [...reads.keys()]) finish(key)
    context = now
    if (call.path === undefined) continue
    if (call.touches !== 'read') {
      for (const key of [...reads.keys()]) if (key.startsWith(`${call.path}\0`)) finish(key)
    } else if (call.outcome === 'done') {
      const key = readKey(call)
      const before = reads.get(key) ?? []
      // Another text: somebody else changed it, and who reads it again does well.
      if (before.length > 0 && before[0]?.digest !== call.digest) finish(key)
      reads.set(key, [...(reads.get(key) ?? []), call])
    }
  }
  for (const key of [...reads.keys()]) finish(key)
  return cases
}

export const readKey = ({ path, input }: LaneCall): string => `${path}\0${input}`

/** The responses that made the third try and those behind it. */
export function failingLoops({ responses, calls }: LaneFacts, t = thresholds): readonly WasteCase[] {
  const cases: WasteCase[] = []
  let row: LaneCall[] = []
  const finish = () => {
    const again = row.slice(t.failuresInARow - 1)
    const [first] = row
    if (first !== undefined && again.length > 0) {
      const parts = again.flatMap((call) => triedBy(call, responses))
      const tokens = parts.reduce((sum, part) => sum + Object.values(part.tokens).reduce((all, n) => all + n, 0), 0)
      const over = again.map(({ by }) => responses[by]?.id).join(' ')
      cases.push({
        ...caseOf('failing-loop', first),
        over: `response ${over}`,
        what: whatOf(first),
        amount: row.length,
        tokens,
        parts,
      })
    }
    row = []
  }
  for (const call of calls) {
    const [first] = row
    if (first !== undefined && (call.tool !== first.tool || call.input !== first.input)) finish()
    if (call.outcome === 'failed') row.push(call)
    else finish()
  }
  finish()
  return cases
}

/** A response that made several calls is shared by them. */
function triedBy({ by }: LaneCall, responses: LaneFacts['responses']): readonly TokenPart[] {
  const response = responses[by]
  if (response === undefined) return []
  const share = 1 / Math.max(1, response.calls)
  const tokens = Object.fromEntries(Object.entries(response.tokens).map(([name, count]) => [name, count * share]))
  return [partOf(response, tokens)]
}

const caseOf = (rule: WasteCase['rule'], { cursor, atMs, toolId }: LaneCall) => ({
  rule,
  cursor,
  atMs,
  over: `result ${toolId}`,
})

export const whatOf = ({ about, path, tool }: LaneCall): string =>
  (path ?? `${tool}${about === undefined ? '' : `: ${about}`}`).slice(0, limits.whatCharacters)
