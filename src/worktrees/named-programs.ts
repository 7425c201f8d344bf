/**
 * The programs that a repository itself names and that a commit or a merge would run: its hooks, and what its own config has for filters,
 * merges, signing and watching. What its user's config names is the user's own. githooks(5), gitattributes(5), git-config(1).
 */
import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import type { SafeGit } from '../storage/git.ts'

export interface NamedProgram {
  readonly kind: 'hook' | 'config'
  readonly name: string
  readonly command?: string | undefined
  readonly files: readonly string[]
  readonly hash: string
}

const hooksOfCommit = new Set([
  ...['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit', 'post-index-change', 'reference-transaction'],
])
const keys =
  '^(filter\\..*\\.(clean|smudge|process)|merge\\..*\\.driver|diff\\.external|core\\.fsmonitor|gpg(\\..*)?\\.program)$'
const mostHookBytes = 4 * 1024 * 1024

/** `hooks: false`: of a step that runs none. Undefined: git does not tell. */
export async function namedPrograms(
  git: SafeGit,
  { hooks }: { readonly hooks: boolean },
): Promise<readonly NamedProgram[] | undefined> {
  const named = await ownConfig(git, ['--get-regexp', keys])
  if (named === undefined) return undefined
  const fromConfig = named
    .filter(({ key, value }) => value !== '' && !(key === 'core.fsmonitor' && isSwitch(value)))
    .map(({ key, value }): NamedProgram => ({ kind: 'config', name: key, command: value, files: [], hash: sum(value) }))
  return hooks ? [...fromConfig, ...(await hooksOf(git))] : fromConfig
}

/** Git's own watcher, or none. */
const isSwitch = (value: string) => /^(?:true|false|yes|no|on|off|\d+)?$/i.test(value)

const sum = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex').slice(0, 32)
}

interface Entry {
  readonly scope: string
  readonly key: string
  readonly value: string
}

async function config(git: SafeGit, asked: readonly string[]): Promise<readonly Entry[] | undefined> {
  const told = await git(['config', '--includes', '--show-scope', '--null', ...asked])
  // Nothing of that name.
  if (!told.ok) return told.error.code === 1 ? [] : undefined
  const fields = told.value.split('\0')
  const entries: Entry[] = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope = '', text = ''] = fields.slice(at, at + 2)
    const end = text.indexOf('\n')
    entries.push({ scope, key: end < 0 ? text : text.slice(0, end), value: end < 0 ? '' : text.slice(end + 1) })
  }
  return entries
}

/** The last of each key, as far as the repository itself says it. */
async function ownConfig(git: SafeGit, asked: readonly string[]): Promise<readonly Entry[] | undefined> {
  const all = await config(git, asked)
  const own = all?.filter(({ scope }) => scope === 'local' || scope === 'worktree')
  return own && [...new Map(own.map((entry) => [entry.key, entry])).values()]
}

/** Where hooks lie; without what we switch off ourselves. */
async function hooksDir(git: SafeGit): Promise<string | undefined> {
  const set = (await config(git, ['--type=path', '--get-regexp', '^core\\.hookspath$']))
    ?.filter(({ scope }) => scope !== 'command')
    .at(-1)
  const asked = await git(['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-toplevel'])
  if (!asked.ok) return undefined
  const [common = '', top = ''] = asked.value.split('\n')
  if (set === undefined || set.value === '') return join(common, 'hooks')
  return isAbsolute(set.value) ? set.value : join(top, set.value)
}

async function hooksOf(git: SafeGit): Promise<readonly NamedProgram[]> {
  const dir = await hooksDir(git)
  if (dir === undefined) return []
  const names = (await readdir(dir).catch(() => [])).filter((name) => hooksOfCommit.has(name)).toSorted()
  const found = await Promise.all(
    names.map(async (name): Promise<readonly NamedProgram[]> => {
      const path = join(dir, name)
      const text = await contentOf(path)
      if (text === undefined) return []
      // husky's are all alike, and run those of the folder above.
      const above = basename(dir) === '_' ? join(dirname(dir), name) : undefined
      const inner = above === undefined ? undefined : await contentOf(above)
      return [
        {
          ...{ kind: 'hook', name, hash: sum(text, inner ?? '') },
          files: [path, ...(inner === undefined || above === undefined ? [] : [above])],
        },
      ]
    }),
  )
  return found.flat()
}

/** Undefined: nothing that git would run. */
async function contentOf(path: string): Promise<Buffer | undefined> {
  const real = await realpath(path).catch(() => undefined)
  const found = real === undefined ? undefined : await lstat(real).catch(() => undefined)
  const isRun = found?.isFile() === true && (process.platform === 'win32' || (found.mode & 0o111) !== 0)
  return isRun && found.size <= mostHookBytes
    ? readFile(path)
    : isRun
      ? Buffer.from(`${found.size} ${found.mtimeMs}`)
      : undefined
}
