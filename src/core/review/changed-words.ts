/** Which words of a line changed. Pure. */
import { equalEnds, inCommon } from '../words/in-common.ts'

/** Places in the text, in order: from the first character to the one behind the last. */
export type Words = readonly (readonly [from: number, to: number])[]

const words = /[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}_$\s]/gu
/** Of the table that finds the fewest changes; beyond it all between the equal ends has changed. */
const mostCells = 60_000
const longestLine = 2_000

/** 0: nothing in common; 1: the same words, in whatever order. */
export function likeness(before: string, after: string): number {
  if (before === after) return 1
  if (before.length > longestLine || after.length > longestLine) return 0
  const [old, now] = [weighed(before), weighed(after)]
  const counts = new Map<string, number>()
  for (const word of old) counts.set(word, (counts.get(word) ?? 0) + 1)
  let common = 0
  for (const word of now) {
    const count = counts.get(word) ?? 0
    if (count === 0) continue
    counts.set(word, count - 1)
    common += word.length
  }
  const all = [...old, ...now].reduce((sum, word) => sum + word.length, 0)
  return all === 0 ? 0 : (2 * common) / all
}

const weighed = (text: string): readonly string[] => (text.match(words) ?? []).filter((word) => word.trim() !== '')

export function changedWords(before: string, after: string): { readonly before: Words; readonly after: Words } {
  const [old, now] = [before.match(words) ?? [], after.match(words) ?? []]
  const { head, tail } = equalEnds(old, now)
  const [a, b] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)]
  const kept = a.length * b.length > mostCells ? { a: [], b: [] } : inCommon(a, b)
  const from = old.slice(0, head).join('').length
  return { before: rangesOf(a, new Set(kept.a), from), after: rangesOf(b, new Set(kept.b), from) }
}

/** Runs of what is not kept; a blank between two of them belongs to both. */
function rangesOf(parts: readonly string[], kept: ReadonlySet<number>, from: number): Words {
  const ranges: [number, number][] = []
  let at = from
  for (const [index, part] of parts.entries()) {
    const last = ranges.at(-1)
    const isBetween = part.trim() === '' && last?.[1] === at && !kept.has(index + 1) && index + 1 < parts.length
    if (!kept.has(index) || isBetween) {
      if (last?.[1] === at) last[1] = at + part.length
      else ranges.push([at, at + part.length])
    }
    at += part.length
  }
  return ranges
}
