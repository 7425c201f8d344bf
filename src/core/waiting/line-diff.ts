/** How one text becomes another, line by line: what goes and comes, in hunks with a little around them. Pure. */
import type { AskedEdit } from './approval.ts'

const around = 3
/** Of the table that finds the fewest changes; beyond it all between the equal ends goes and comes. */
const mostCells = 4_000_000

type Mark = 'same' | 'del' | 'add'

export function hunksOf(before: string, after: string): readonly AskedEdit[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  const marks = marksOf(old, now)
  const isNear = nearChanges(marks)
  const hunks: { before: string; after: string; line: { before: number; after: number } }[] = []
  let [a, b] = [0, 0]
  for (const [place, mark] of marks.entries()) {
    if (isNear[place] === true) {
      if (isNear[place - 1] !== true) {
        hunks.push({ before: '', after: '', line: { before: a + 1, after: b + 1 } })
      }
      const hunk = hunks.at(-1)
      if (hunk !== undefined && mark !== 'add') hunk.before += old[a]
      if (hunk !== undefined && mark !== 'del') hunk.after += now[b]
    }
    if (mark !== 'add') a += 1
    if (mark !== 'del') b += 1
  }
  return hunks
}

/** Each with its end. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

function nearChanges(marks: readonly Mark[]): readonly boolean[] {
  const near = marks.map(() => false)
  for (const [place, mark] of marks.entries()) {
    if (mark !== 'same') near.fill(true, Math.max(0, place - around), place + around + 1)
  }
  return near
}

function marksOf(old: readonly string[], now: readonly string[]): readonly Mark[] {
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  const [a, b] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)]
  return [...times('same', head), ...fewestChanges(a, b), ...times('same', tail)]
}

const times = (mark: Mark, count: number): readonly Mark[] => Array<Mark>(count).fill(mark)

/** By the longest run of lines, with gaps, that both have in common. */
function fewestChanges(a: readonly string[], b: readonly string[]): readonly Mark[] {
  const width = b.length + 1
  if ((a.length + 1) * width > mostCells) return [...times('del', a.length), ...times('add', b.length)]
  const common = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => common[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const marks: Mark[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const isSame = i < a.length && j < b.length && a[i] === b[j]
    const isGone = !isSame && i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))
    marks.push(isSame ? 'same' : isGone ? 'del' : 'add')
    if (isSame || isGone) i += 1
    if (!isGone) j += 1
  }
  return marks
}
