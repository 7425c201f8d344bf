/**
 * The 5-hour windows in which Anthropic counts a subscription's use. A window begins with the first response after the last one
 * ended, on the full hour (UTC) before it. They belong to the account: which project or model asked makes no difference.
 */
const hourMs = 3_600_000
export const blockMs = 5 * hourMs

export interface BlockTimes {
  /** The start of the block an instant with usage is in. */
  blockOf(atMs: number): number
  /** The start of the block that runs now, if one does. */
  currentBlock(nowMs: number): number | undefined
}

/** `usedAtMs`: when there was usage, in any order, also several times the same. */
export function findBlocks(usedAtMs: readonly number[]): BlockTimes {
  const starts: number[] = []
  for (const atMs of Float64Array.from(new Set(usedAtMs)).sort()) {
    const last = starts.at(-1)
    if (last === undefined || atMs >= last + blockMs) starts.push(Math.floor(atMs / hourMs) * hourMs)
  }
  return {
    blockOf: (atMs) => starts[lastAtOrBefore(starts, atMs)] ?? Math.floor(atMs / hourMs) * hourMs,
    currentBlock(nowMs) {
      const start = starts[lastAtOrBefore(starts, nowMs)]
      return start !== undefined && nowMs < start + blockMs ? start : undefined
    },
  }
}

/** Index of the last number that is not after `value`; -1 where all are. */
function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
