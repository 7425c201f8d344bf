/** An edit as lines that go, stay and come. Pure. */
import { plural } from '../words/format.ts'
import type { AskedChange, AskedEdit } from './approval.ts'

export interface EditLine {
  readonly kind: 'same' | 'add' | 'del'
  readonly text: string
  /** Its number in the file as it is, from 1; absent where that is not known, or it is not there. */
  readonly before?: number | undefined
  /** In the file as it would be. */
  readonly after?: number | undefined
}

const around = 3

/** Equal lines at both ends stay, of which a few are shown; what is between goes and comes as a whole. */
export function editLines({ before, after, line }: Pick<AskedEdit, 'before' | 'after' | 'line'>): readonly EditLine[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  /** From the line behind so many of the old, and so many of the new. */
  const as = (kind: EditLine['kind'], lines: readonly string[], [a, b]: readonly [number, number]) =>
    lines.map((text, index): EditLine => {
      if (line === undefined) return { kind, text }
      const numbers = { before: line.before + a + index, after: line.after + b + index }
      if (kind === 'same') return { kind, text, ...numbers }
      return kind === 'del' ? { kind, text, before: numbers.before } : { kind, text, after: numbers.after }
    })
  const from = Math.max(0, head - around)
  const [oldEnd, nowEnd] = [old.length - tail, now.length - tail]
  return [
    ...as('same', old.slice(from, head), [from, from]),
    ...as('del', old.slice(head, oldEnd), [head, head]),
    ...as('add', now.slice(head, nowEnd), [head, head]),
    ...as('same', old.slice(oldEnd, oldEnd + around), [oldEnd, nowEnd]),
  ]
}

/** How many columns the longest number takes; 0 where none is known. */
export function numberWidth(lines: readonly EditLine[]): number {
  const most = lines.reduce((so, { before = 0, after = 0 }) => Math.max(so, before, after), 0)
  return most === 0 ? 0 : String(most).length
}

/** The end of the last line is no line of its own. */
const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

/** `+6 −2` */
export function changeCounts({ edits }: Pick<AskedChange, 'edits'>): string {
  const lines = edits.flatMap(editLines)
  const count = (kind: EditLine['kind']) => lines.filter((line) => line.kind === kind).length
  const [added, removed] = [count('add'), count('del')]
  if (added === 0 && removed === 0) return plural(edits.length, 'edit')
  return [...(added > 0 ? [`+${added}`] : []), ...(removed > 0 ? [`−${removed}`] : [])].join(' ')
}
