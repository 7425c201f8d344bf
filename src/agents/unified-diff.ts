/** Hunks of a unified diff of one file, as what was and what comes. Pure. */
import type { AskedEdit } from '../core/waiting/approval.ts'

/** Undefined where it has none. */
export function editsIn(diff: string): readonly AskedEdit[] | undefined {
  const heads = diff.match(/^@@.*$/gm) ?? []
  const hunks = diff.split(/^@@.*$/m).slice(1)
  return hunks.length === 0 ? undefined : hunks.map((hunk, index) => ({ ...editOf(hunk), ...lineOf(heads[index]) }))
}

/** `@@ -41,4 +41,8 @@ export`; a patch may name no lines. */
function lineOf(head = ''): Pick<AskedEdit, 'line'> {
  const [, before, after] = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(head) ?? []
  return before === undefined || after === undefined ? {} : { line: { before: Number(before), after: Number(after) } }
}

/** A hunk without its first line. */
function editOf(hunk: string): AskedEdit {
  const lines = hunk.replace(/^\n/, '').replace(/\n$/, '').split('\n')
  const of = (sign: '-' | '+') =>
    lines
      .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join('')
  return { before: of('-'), after: of('+') }
}
