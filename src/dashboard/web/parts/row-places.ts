/** Which of many rows are worth drawing, and where they are. Pure. */

/** Where each row begins; one more entry says where the last ends. */
export function offsetsOf(heights: Iterable<number>): readonly number[] {
  const offsets = [0]
  let sum = 0
  for (const height of heights) {
    sum += height
    offsets.push(sum)
  }
  return offsets
}

/** From inclusive, until exclusive. */
export interface RowRange {
  readonly from: number
  readonly until: number
}

export function rowsBetween(offsets: readonly number[], topPx: number, bottomPx: number): RowRange {
  const count = offsets.length - 1
  const from = Math.min(count, rowAt(offsets, topPx))
  const until = Math.min(count, rowAt(offsets, bottomPx) + 1)
  return { from: Math.max(0, from), until: Math.max(from, until) }
}

/** The row that covers a place; above the first it is the first. */
function rowAt(offsets: readonly number[], px: number): number {
  let low = 0
  let high = offsets.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= px) low = middle
    else high = middle - 1
  }
  return low
}

export type Segment =
  | { readonly kind: 'gap'; readonly heightPx: number; readonly key: string }
  | { readonly kind: 'row'; readonly index: number }

/** The drawn rows and the room of the others. `kept` is drawn wherever it is: it has the focus. */
export function toSegments(
  offsets: readonly number[],
  { from, until }: RowRange,
  kept: number | undefined,
): readonly Segment[] {
  const count = offsets.length - 1
  const drawn: number[] = []
  if (kept !== undefined && kept >= 0 && kept < from) drawn.push(kept)
  for (let index = from; index < until; index++) drawn.push(index)
  if (kept !== undefined && kept >= until && kept < count) drawn.push(kept)
  const segments: Segment[] = []
  let next = 0
  const addGap = (end: number) => {
    const heightPx = (offsets[end] ?? 0) - (offsets[next] ?? 0)
    if (heightPx > 0) segments.push({ kind: 'gap', heightPx, key: `gap-${next === 0 ? 'top' : segments.length}` })
  }
  for (const index of drawn) {
    addGap(index)
    segments.push({ kind: 'row', index })
    next = index + 1
  }
  addGap(count)
  return segments
}
