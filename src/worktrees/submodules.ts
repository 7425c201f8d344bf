/** Submodules of a new worktree: taken from what the repository has of them already; nothing is fetched. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { partsOf, type SafeGit, safeGit } from '../storage/git.ts'

export interface Submodule {
  readonly name: string
  readonly path: string
}

/** Those that its .gitmodules names. */
export async function submodulesOf(git: SafeGit): Promise<readonly Submodule[]> {
  if (!existsSync(join(git.dir, '.gitmodules'))) return []
  const named = await git([
    'config',
    '--null',
    '--file',
    join(git.dir, '.gitmodules'),
    '--get-regexp',
    '^submodule\\..*\\.path$',
  ])
  if (!named.ok) return []
  return partsOf(named.value).flatMap((entry) => {
    const end = entry.indexOf('\n')
    const path = entry.slice(end + 1)
    const name = entry.slice('submodule.'.length, end - '.path'.length)
    const isPlain = !/^[/\\]|^-|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path) && !/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(name)
    return end > 0 && isPlain ? [{ name, path }] : []
  })
}

/** @returns in words, those that did not come along */
export async function bringSubmodules(worktree: string, commonDir: string): Promise<readonly string[]> {
  const git = safeGit(worktree)
  const problems: string[] = []
  for (const { name, path } of await submodulesOf(git)) {
    const kept = join(commonDir, 'modules', name)
    const wanted = `git -C ${worktree} submodule update --init ${path}`
    if (!existsSync(join(kept, 'HEAD'))) {
      problems.push(`The submodule ${path} is not checked out anywhere yet: ${wanted}`)
      continue
    }
    const url = await git(['config', '--get', `submodule.${name}.url`])
    const brought = await git([
      ...[
        '-c',
        'protocol.file.allow=always',
        '-c',
        `submodule.${name}.url=${kept}`,
        '-c',
        `submodule.${name}.active=true`,
      ],
      ...['submodule', '--quiet', 'update', '--init', '--', path],
    ])
    if (!brought.ok) problems.push(`The submodule ${path} could not be checked out: ${wanted}`)
    else if (url.ok) await safeGit(join(worktree, path))(['remote', 'set-url', 'origin', url.value.trim()])
  }
  return problems
}
