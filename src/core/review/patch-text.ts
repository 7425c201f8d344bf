/** A change as a unified patch for people and pagers: what can't be seen in it is made to be seen, so it is read and not applied. Pure. */
import type { ChangedFile, DiffHunk, DiffRow, FileDiff } from './review.ts'
import { shownText } from './shown-text.ts'

export interface PatchLine {
  readonly kind: 'file' | 'hunk' | 'note' | DiffRow['kind']
  readonly text: string
}

const signs = { same: ' ', add: '+', del: '-' } as const

export function patchLines(file: ChangedFile, { hunks, rowsLeft, isTooLarge }: FileDiff): readonly PatchLine[] {
  const { change, path, was = path, modeBefore, modeAfter } = file
  const note = (text: string): PatchLine => ({ kind: 'note', text })
  const name = (text: string) => shownText(text)
  return [
    { kind: 'file', text: `diff --git a/${name(was)} b/${name(path)}` },
    ...(modeBefore === undefined ? [] : [note(`old mode ${modeBefore}`), note(`new mode ${modeAfter}`)]),
    ...(was === path ? [] : [note(`rename from ${name(was)}`), note(`rename to ${name(path)}`)]),
    { kind: 'file', text: `--- ${change === 'added' ? '/dev/null' : `a/${name(was)}`}` },
    { kind: 'file', text: `+++ ${change === 'deleted' ? '/dev/null' : `b/${name(path)}`}` },
    ...(file.form === 'binary' || file.form === 'image' ? [note('Binary files differ')] : []),
    ...(file.form === 'submodule' && hunks.length === 0 ? [note('A repository of its own')] : []),
    ...(isTooLarge === true ? [note('It is too large to be shown')] : []),
    ...hunks.flatMap((hunk) => [{ kind: 'hunk', text: hunkHead(hunk) } as const, ...hunk.rows.flatMap(rowLines)]),
    ...(rowsLeft === undefined ? [] : [note(`${rowsLeft} lines more`)]),
  ]
}

export function hunkHead({ before, after, head }: Pick<DiffHunk, 'before' | 'after' | 'head'>): string {
  const range = ({ from, lines }: DiffHunk['before']) => (lines === 1 ? `${from}` : `${from},${lines}`)
  return `@@ -${range(before)} +${range(after)} @@ ${shownText(head)}`.trimEnd()
}

function rowLines({ kind, text, isUnended, cutChars }: DiffRow): readonly PatchLine[] {
  const cut = cutChars === undefined ? '' : `… ${cutChars} characters more`
  const row: PatchLine = { kind, text: `${signs[kind]}${shownText(text)}${cut}` }
  return isUnended === true ? [row, { kind: 'note', text: '\\ No newline at end of file' }] : [row]
}
