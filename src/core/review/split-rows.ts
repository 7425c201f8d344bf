/** Rows side by side: what goes beside what comes in its place. Pure. */

import { changedWords, likeness, type Words } from './changed-words.ts'
import type { DiffRow } from './review.ts'

export interface RowPair {
  readonly left?: DiffRow | undefined
  readonly right?: DiffRow | undefined
  /** The one is the other, changed. */
  readonly isAlike?: true | undefined
}

/** Beyond it lines of a block are put beside one another as they come. */
const mostCompared = 1_600
const alikeFrom = 0.6

export function splitRows(rows: readonly DiffRow[]): readonly RowPair[] {
  const pairs: RowPair[] = []
  for (let at = 0; at < rows.length; ) {
    const row = rows[at]
    if (row?.kind === 'same') {
      pairs.push({ left: row, right: row })
      at += 1
      continue
    }
    const gone: DiffRow[] = []
    const come: DiffRow[] = []
    for (let one = rows[at]; one !== undefined && one.kind !== 'same'; one = rows[++at])
      (one.kind === 'del' ? gone : come).push(one)
    pairs.push(...paired(gone, come))
  }
  return pairs
}

/** In their order; those that are most alike beside each other. */
function paired(gone: readonly DiffRow[], come: readonly DiffRow[]): readonly RowPair[] {
  const pairs: RowPair[] = []
  let [a, b] = [0, 0]
  const upTo = (i: number, j: number) => {
    for (; a < i || b < j; a += 1, b += 1)
      pairs.push({ left: a < i ? gone[a] : undefined, right: b < j ? come[b] : undefined })
    ;[a, b] = [i, j]
  }
  for (const [i, j] of alikePairs(gone, come)) {
    upTo(i, j)
    pairs.push({ left: gone[i], right: come[j], isAlike: true })
    ;[a, b] = [i + 1, j + 1]
  }
  upTo(gone.length, come.length)
  return pairs
}

/** Which lines became which: of all ways that keep the order, the one that is most alike in sum. */
function alikePairs(gone: readonly DiffRow[], come: readonly DiffRow[]): readonly (readonly [number, number])[] {
  const like = (i: number, j: number) => likeness(gone[i]?.text ?? '', come[j]?.text ?? '')
  if (gone.length * come.length > mostCompared)
    return gone.flatMap((_, i) => (i < come.length && like(i, i) >= alikeFrom ? [[i, i] as const] : []))
  const width = come.length + 1
  const best = new Float64Array((gone.length + 1) * width)
  const likes = new Float64Array((gone.length + 1) * width)
  const at = (i: number, j: number) => best[i * width + j] ?? 0
  for (let i = gone.length - 1; i >= 0; i -= 1)
    for (let j = come.length - 1; j >= 0; j -= 1) {
      const score = like(i, j)
      likes[i * width + j] = score >= alikeFrom ? score : 0
      const beside = score >= alikeFrom ? score + at(i + 1, j + 1) : 0
      best[i * width + j] = Math.max(beside, at(i + 1, j), at(i, j + 1))
    }
  const pairs: (readonly [number, number])[] = []
  for (let [i, j] = [0, 0]; i < gone.length && j < come.length; ) {
    const score = likes[i * width + j] ?? 0
    if (score > 0 && at(i, j) === score + at(i + 1, j + 1)) pairs.push([i++, j++])
    else if (at(i, j) === at(i + 1, j)) i += 1
    else j += 1
  }
  return pairs
}

/** Which words of a row changed, by the row: of those that became another one. */
export function wordsOfRows(pairs: readonly RowPair[]): ReadonlyMap<DiffRow, Words> {
  const words = new Map<DiffRow, Words>()
  for (const { left, right, isAlike } of pairs) {
    if (isAlike !== true || left === undefined || right === undefined) continue
    const changed = changedWords(left.text, right.text)
    words.set(left, changed.before)
    words.set(right, changed.after)
  }
  return words
}
