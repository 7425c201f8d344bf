/** On which branch a folder is, as git's own files tell it at this moment: nothing is run. */
import { dirname, join, resolve } from 'node:path'
import { readSmallFile } from '../storage/small-file.ts'

const mostBytes = 4_096

/** Undefined: in no repository, or on no branch. */
export function branchOf(cwd: string): string | undefined {
  for (let dir = resolve(cwd); ; dir = dirname(dir)) {
    const head = headIn(join(dir, '.git'))
    if (head !== undefined) return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1]
    if (dirname(dir) === dir) return undefined
  }
}

/** `.git` is a folder, or in a worktree a file that says where it is. */
function headIn(git: string): string | undefined {
  const own = textOf(join(git, 'HEAD'))
  if (own !== undefined) return own
  const place = /^gitdir: (.+)$/m.exec(textOf(git) ?? '')?.[1]
  return place === undefined ? undefined : textOf(join(resolve(dirname(git), place), 'HEAD'))
}

function textOf(path: string): string | undefined {
  const file = readSmallFile(path, mostBytes)
  return file.ok ? file.value : undefined
}
