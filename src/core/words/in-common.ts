/** What two sequences have in common, in the same order: how a diff of lines and one of words are found. Pure. */

/** How many are equal at the beginning, and how many of the rest at the end. */
export function equalEnds(
  old: readonly string[],
  now: readonly string[],
): { readonly head: number; readonly tail: number } {
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  return { head, tail }
}

/** The longest run, with gaps, that both have: its places in each. It takes a table of all pairs: whoever asks bounds that. */
export function inCommon(
  a: readonly string[],
  b: readonly string[],
): { readonly a: readonly number[]; readonly b: readonly number[] } {
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => table[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const found: { a: number[]; b: number[] } = { a: [], b: [] }
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      found.a.push(i++)
      found.b.push(j++)
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1
    else j += 1
  }
  return found
}
