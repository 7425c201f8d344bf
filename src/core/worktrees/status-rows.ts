/** What `git status --porcelain=v2 -z` prints, read. Format: git-status(1), "Porcelain Format Version 2". */

export type FileState = 'changed' | 'untracked' | 'ignored' | 'conflicted'

export interface StatusRow {
  readonly path: string
  readonly state: FileState
  /** Of a submodule, when it has something of its own. */
  readonly submodule?: 'commits' | 'changes' | undefined
  readonly isStaged: boolean
  /** It is a folder, all of which is as the row says. */
  readonly isFolder: boolean
}

/** Undefined: there is a row of another form, so that nobody can say what is there. */
export function statusRows(text: string): readonly StatusRow[] | undefined {
  const fields = text.split('\0')
  const rows: StatusRow[] = []
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? ''
    if (field === '' || field.startsWith('# ')) continue
    const row = rowOf(field)
    if (row === undefined) return undefined
    rows.push(row)
    if (field.startsWith('2 ')) at += 1
  }
  return rows
}

/** What `--branch` tells first. Absent: there is no commit yet; HEAD is detached. */
export function statusHead(text: string): {
  readonly commit?: string | undefined
  readonly branch?: string | undefined
} {
  const told = new Map<string, string>()
  for (const field of text.split('\0')) {
    if (!field.startsWith('# branch.')) break
    const end = field.indexOf(' ', 2)
    told.set(field.slice('# branch.'.length, end), field.slice(end + 1))
  }
  const [commit, branch] = [told.get('oid'), told.get('head')]
  return { commit: commit === '(initial)' ? undefined : commit, branch: branch === '(detached)' ? undefined : branch }
}

const fieldsBefore: Record<string, number> = { '1': 8, '2': 9, u: 10 }

function rowOf(field: string): StatusRow | undefined {
  const kind = field[0] ?? ''
  if (field[1] !== ' ') return undefined
  if (kind === '?' || kind === '!') {
    const path = field.slice(2)
    const isFolder = path.endsWith('/')
    return {
      path: isFolder ? path.slice(0, -1) : path,
      state: kind === '?' ? 'untracked' : 'ignored',
      isStaged: false,
      isFolder,
    }
  }
  const count = fieldsBefore[kind]
  if (count === undefined) return undefined
  const parts = field.split(' ')
  const [, letters = '', submodule = ''] = parts
  if (parts.length <= count) return undefined
  return {
    path: parts.slice(count).join(' '),
    state: kind === 'u' ? 'conflicted' : 'changed',
    isStaged: letters[0] !== '.',
    isFolder: false,
    submodule: submodule[0] !== 'S' ? undefined : submodule[1] === 'C' ? 'commits' : 'changes',
  }
}
