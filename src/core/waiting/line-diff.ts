/** How one text becomes another, line by line: what goes and comes, in hunks with a little around them. Pure. */
import { equalEnds, inCommon } from '../words/in-common.ts'
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
  const { head, tail } = equalEnds(old, now)
  const [a, b] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)]
  return [...times('same', head), ...fewestChanges(a, b), ...times('same', tail)]
}

const times = (mark: Mark, count: number): readonly Mark[] => Array<Mark>(count).fill(mark)

/** What is in common stays; what lies between goes, and then comes. */
function fewestChanges(a: readonly string[], b: readonly string[]): readonly Mark[] {
  if ((a.length + 1) * (b.length + 1) > mostCells) return [...times('del', a.length), ...times('add', b.length)]
  const kept = inCommon(a, b)
  const marks: Mark[] = []
  let [i, j] = [0, 0]
  for (const [place, at] of kept.a.entries()) {
    const there = kept.b[place] ?? j
    marks.push(...times('del', at - i), ...times('add', there - j), 'same')
    i = at + 1
    j = there + 1
  }
  return [...marks, ...times('del', a.length - i), ...times('add', b.length - j)]
}
