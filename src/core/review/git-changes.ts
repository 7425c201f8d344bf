/** What `git diff --raw --numstat -z` prints, read. Format: git-diff(1), "Raw output format" and "--numstat". Pure. */
import type { FileChange } from './review.ts'

/** Names are bytes, each a character. */
export interface RawChange {
  readonly path: string
  readonly was?: string | undefined
  readonly change: FileChange
  readonly modeBefore: string
  readonly modeAfter: string
  /** Undefined: there is none, or, of what is after, none that git knows yet. */
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly isConflicted: boolean
  /** Undefined: it has no lines. */
  readonly lines?: { readonly added: number; readonly removed: number } | undefined
}

export const gitlinkMode = '160000'
export const linkMode = '120000'
const noMode = '000000'

const changes: Readonly<Record<string, FileChange>> = {
  A: 'added',
  M: 'changed',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'retyped',
}

/** Undefined: it has another form, so that nobody can say what changed. */
export function readRawChanges(text: string): readonly RawChange[] | undefined {
  const fields = text.split('\0')
  const found = new Map<string, RawChange>()
  let at = 0
  for (; fields[at]?.startsWith(':') === true; at += 1) {
    const [modeBefore = '', modeAfter = '', before = '', after = '', letters = ''] = (fields[at] ?? '')
      .slice(1)
      .split(' ')
    const letter = letters.charAt(0)
    const first = fields[++at]
    const second = letter === 'R' || letter === 'C' ? fields[++at] : undefined
    const path = second ?? first
    const change = letter === 'U' ? 'changed' : changes[letter]
    if (path === undefined || change === undefined) return undefined
    const last = found.get(path)
    // A conflict is told once more, as what lies there.
    if (letter === 'U' && last !== undefined) found.set(path, { ...last, isConflicted: true })
    else
      found.set(path, {
        ...{ path, was: second === undefined ? undefined : first, change, modeBefore, modeAfter },
        ...{ before: oidOf(before), after: oidOf(after) },
        isConflicted: letter === 'U' || last?.isConflicted === true,
      })
  }
  return withLines(found, fields.slice(at))
}

function withLines(found: Map<string, RawChange>, fields: readonly string[]): readonly RawChange[] | undefined {
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? ''
    if (field === '') continue
    const [added = '', removed = '', name] = splitTwice(field)
    if (name === undefined) return undefined
    // Of a file that was moved both names follow.
    const path = name === '' ? fields[at + 2] : name
    if (name === '') at += 2
    const change = path === undefined ? undefined : found.get(path)
    if (change === undefined) continue
    if (added === '-') continue
    const { lines = { added: 0, removed: 0 } } = change
    found.set(change.path, {
      ...change,
      lines: { added: lines.added + Number(added), removed: lines.removed + Number(removed) },
    })
  }
  return [...found.values()]
}

/** At the first two tabs: a name may have others. */
function splitTwice(field: string): readonly string[] {
  const first = field.indexOf('\t')
  const second = field.indexOf('\t', first + 1)
  return second < 0 ? [] : [field.slice(0, first), field.slice(first + 1, second), field.slice(second + 1)]
}

const oidOf = (oid: string): string | undefined => (/^0*$/.test(oid) ? undefined : oid)

/** Where only one side is there, there is no change of modes. */
export const hasOtherMode = ({ modeBefore, modeAfter }: Pick<RawChange, 'modeBefore' | 'modeAfter'>): boolean =>
  modeBefore !== modeAfter && modeBefore !== noMode && modeAfter !== noMode
