/** The repository that a folder lies in. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The nearest folder above, or itself, that has `.git`: a folder, or of a worktree a file. Undefined: there is none. */
export function repositoryRootOf(dir: string): string | undefined {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return undefined
  }
}
