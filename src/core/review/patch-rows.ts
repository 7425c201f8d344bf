/** The patch of one file as git prints it, in hunks and rows. Format: git-diff(1), "Generating patch text with -p". Pure. */
import { textOf } from './file-name.ts'
import type { DiffHunk, DiffRow } from './review.ts'

/** A line of which more is shown is read by nobody, and takes long to draw. */
const longestLine = 4_000

export interface PatchRows {
  readonly hunks: readonly DiffHunk[]
  readonly rowsLeft?: number | undefined
  readonly isOtherText?: true | undefined
}

interface OpenHunk extends Omit<DiffHunk, 'rows'> {
  readonly rows: DiffRow[]
}

const hunkHead = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/

/** @param patch its bytes, each a character; heads of files are passed over. */
export function patchRows(patch: string, most = Number.POSITIVE_INFINITY): PatchRows {
  const hunks: OpenHunk[] = []
  let hunk: OpenHunk | undefined
  /** Of the hunk, which says itself how long it is: what begins with --- may be a line that went. */
  let [old, now, a, b, count, left] = [0, 0, 0, 0, 0, 0]
  for (const line of patch.split('\n')) {
    if (hunk !== undefined && line.startsWith('\\')) {
      const last = hunk.rows.at(-1)
      if (last !== undefined && left === 0) hunk.rows[hunk.rows.length - 1] = { ...last, isUnended: true }
      continue
    }
    if (hunk === undefined || (old <= 0 && now <= 0)) {
      const head = hunkHead.exec(line)
      if (head === null) continue
      const [, from = '', lines = '1', to = '', toLines = '1', words = ''] = head
      ;[old, now, a, b] = [Number(lines), Number(toLines), Number(from), Number(to)]
      hunk = {
        head: textOf(words),
        ...{ before: { from: a, lines: old }, after: { from: b, lines: now }, rows: [] },
      }
      hunks.push(hunk)
      continue
    }
    const sign = line.charAt(0)
    // Where a user set diff.suppressBlankEmpty an empty line has no sign.
    const kind = sign === '+' ? 'add' : sign === '-' ? 'del' : 'same'
    if (kind !== 'add') old -= 1
    if (kind !== 'del') now -= 1
    count += 1
    if (count > most) left += 1
    else hunk.rows.push(rowOf(kind, line.slice(1), a, b))
    if (kind !== 'add') a += 1
    if (kind !== 'del') b += 1
  }
  const shown = hunks.filter(({ rows }) => rows.length > 0)
  return {
    hunks: shown,
    ...(left > 0 ? { rowsLeft: left } : {}),
    ...(shown.some(({ rows }) => rows.some(({ text }) => text.includes('\ufffd'))) ? { isOtherText: true } : {}),
  }
}

function rowOf(kind: DiffRow['kind'], bytes: string, before: number, after: number): DiffRow {
  const isCrlf = bytes.endsWith('\r')
  const whole = textOf(isCrlf ? bytes.slice(0, -1) : bytes)
  const numbers = kind === 'same' ? { before, after } : kind === 'del' ? { before } : { after }
  return {
    ...{ kind, text: cutLine(whole), ...numbers },
    ...(isCrlf ? { isCrlf: true } : {}),
    ...(whole.length > longestLine ? { cutChars: whole.length - longestLine } : {}),
  }
}

/** As it is shown, quoted and found again. */
export const cutLine = (text: string): string =>
  text.length > longestLine ? text.slice(0, longestLine).toWellFormed() : text

/** A file that was not there, or is not any more: all its lines come, or go. */
export function wholeRows(bytes: string, kind: 'add' | 'del', most = Number.POSITIVE_INFINITY): PatchRows {
  if (bytes === '') return { hunks: [] }
  const lines = bytes.split('\n')
  const isUnended = lines.at(-1) !== ''
  if (!isUnended) lines.pop()
  const sign = kind === 'add' ? '+' : '-'
  const range = kind === 'add' ? `-0,0 +1,${lines.length}` : `-1,${lines.length} +0,0`
  const body = lines.map((line) => `${sign}${line}`).join('\n')
  return patchRows(`@@ ${range} @@\n${body}\n${isUnended ? '\\ No newline at end of file\n' : ''}`, most)
}

/** The lines of a file, as rows have them. */
export function linesOfFile(bytes: string): readonly string[] {
  const lines = bytes.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => cutLine(textOf(line.endsWith('\r') ? line.slice(0, -1) : line)))
}
