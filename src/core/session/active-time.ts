/**
 * Time in which something happened, as stretches: [start, end, start, end, …] in ms, ascending, more than 5 minutes apart.
 * The same moments give the same stretches in whatever order they come. Pure.
 */

const longestPauseMs = 5 * 60_000

export type Stretches = readonly number[]

/** Adds a moment; `stretches` is changed. */
export const addMoment = (stretches: number[], atMs: number): void => addStretch(stretches, atMs, atMs)

/** Adds moments that are nowhere more than 5 minutes apart; `stretches` is changed. Nearly always they are the newest. */
export function addStretch(stretches: number[], fromMs: number, toMs: number): void {
  const last = stretches.length - 1
  const end = stretches[last]
  const start = stretches[last - 1]
  if (end === undefined || start === undefined || fromMs > end + longestPauseMs) stretches.push(fromMs, toMs)
  else if (fromMs >= start) stretches[last] = Math.max(end, toMs)
  else stretches.splice(0, stretches.length, ...joinStretches([stretches, [fromMs, toMs]]))
}

export function joinStretches(all: readonly Stretches[]): number[] {
  const pairs = all.flatMap(toPairs).sort((a, b) => a[0] - b[0])
  const joined: number[] = []
  for (const [start, end] of pairs) {
    const last = joined.length - 1
    const lastEnd = joined[last]
    if (lastEnd !== undefined && start <= lastEnd + longestPauseMs) joined[last] = Math.max(lastEnd, end)
    else joined.push(start, end)
  }
  return joined
}

function toPairs(stretches: Stretches): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = []
  for (let i = 0; i + 1 < stretches.length; i += 2) pairs.push([stretches[i] ?? 0, stretches[i + 1] ?? 0])
  return pairs
}

export const activeMsOf = (stretches: Stretches): number =>
  toPairs(stretches).reduce((sum, [start, end]) => sum + end - start, 0)
