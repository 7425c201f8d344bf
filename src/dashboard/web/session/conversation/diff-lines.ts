/** Hunks of an edit as numbered lines, and how much of a long text is shown at first. Pure. */
import type { DiffHunk } from '../../../../core/session/session-event.ts'
import { plainLines } from '../../../../core/words/text.ts'

export interface DiffLine {
  readonly kind: 'same' | 'add' | 'del' | 'gap'
  /** `+15`, `-15`, ` 14`, right-aligned over all lines. */
  readonly number: string
  readonly text: string
}

export function toDiffLines(hunks: readonly DiffHunk[]): readonly DiffLine[] {
  const width = String(
    Math.max(0, ...hunks.map(({ newStart, oldStart, lines }) => Math.max(newStart, oldStart) + lines.length)),
  ).length
  return hunks.flatMap((hunk, index) => [
    ...(index === 0 ? [] : [{ kind: 'gap', number: '', text: '⋯' } as const]),
    ...linesOf(hunk, width),
  ])
}

function linesOf({ oldStart, newStart, lines }: DiffHunk, width: number): readonly DiffLine[] {
  let oldLine = oldStart
  let newLine = newStart
  return lines.map((line) => {
    const sign = line[0]
    const text = plainLines(line.slice(1)).replaceAll('\n', ' ')
    const number = (value: number) => String(value).padStart(width)
    if (sign === '+') return { kind: 'add', number: `+${number(newLine++)}`, text } as const
    if (sign === '-') return { kind: 'del', number: `-${number(oldLine++)}`, text } as const
    oldLine++
    return { kind: 'same', number: ` ${number(newLine++)}`, text } as const
  })
}

/** Shown of a long output or diff until all of it is wanted. */
export const linesAtFirst = 24
/** Shown of any. */
export const mostShownLines = 4000
/** A line without an end, minified code for instance. */
const mostLineLength = 4000

export interface ShownLines {
  readonly lines: readonly string[]
  readonly hidden: number
}

/** `isAll`: the reader asked for it. A few lines more than at first are not worth a button. */
export function shownLines(text: string, isAll: boolean): ShownLines {
  const lines = plainLines(text).replace(/\s+$/, '').split('\n')
  const most = isAll ? mostShownLines : lines.length <= linesAtFirst + 4 ? lines.length : linesAtFirst
  return {
    lines: lines
      .slice(0, most)
      .map((line) => (line.length > mostLineLength ? `${line.slice(0, mostLineLength)}…` : line)),
    hidden: Math.max(0, lines.length - most),
  }
}
