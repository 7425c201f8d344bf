/** Hunks of a unified diff of one file, as what was and what comes. Pure. */
import type { AskedEdit } from '../core/waiting/approval.ts'

/** Undefined where it has none. */
export function editsIn(diff: string): readonly AskedEdit[] | undefined {
  const hunks = diff.split(/^@@.*$/m).slice(1)
  return hunks.length === 0 ? undefined : hunks.map(editOf)
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
