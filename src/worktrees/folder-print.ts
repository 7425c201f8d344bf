/** What a folder holds, as a short text that is another one once something in it is: for tasks that work where others do too, and have no base. */
import { createHash } from 'node:crypto'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { partsOf, safeGit } from '../storage/git.ts'
import { commitOf } from './repository.ts'

const [mostFiles, atOnce] = [5_000, 64]
/** What is made again by itself says nothing. */
const leftOut = new Set(['.git', 'node_modules'])

/** Undefined: there is more in it than is looked at, or it can't be looked at. */
export async function folderPrint(dir: string): Promise<string | undefined> {
  const git = safeGit(dir)
  const status = await git(['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames', '--', '.'])
  const top = status.ok ? await git(['rev-parse', '--show-toplevel']) : undefined
  const head = status.ok ? ((await commitOf(git, 'HEAD')) ?? '') : ''
  const rows = status.ok ? partsOf(status.value) : undefined
  // Paths are from the top of the repository, whatever the folder is.
  const root = top?.ok === true ? top.value.replace(/\n$/, '') : dir
  const files = rows?.map((row) => ({ name: row, path: join(root, row.slice(3)) })) ?? (await filesBelow(dir))
  if (files === undefined || files.length > mostFiles) return undefined
  const sum = createHash('sha256').update(head)
  for (let at = 0; at < files.length; at += atOnce)
    for (const line of await Promise.all(files.slice(at, at + atOnce).map(lineOf))) sum.update(line)
  return sum.digest('hex').slice(0, 32)
}

interface Found {
  readonly name: string
  readonly path: string
}

async function lineOf({ name, path }: Found): Promise<string> {
  const found = await lstat(path).catch(() => undefined)
  return `${name}\0${found === undefined ? 'gone' : `${found.mode} ${found.size} ${found.mtimeMs}`}\0`
}

/** Nothing behind links. */
async function filesBelow(dir: string): Promise<readonly Found[] | undefined> {
  const found: Found[] = []
  const open = ['']
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    const entries = await readdir(join(dir, below), { withFileTypes: true }).catch(() => undefined)
    if (entries === undefined && below === '') return undefined
    for (const entry of (entries ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = join(below, entry.name)
      if (leftOut.has(entry.name)) continue
      if (entry.isDirectory()) open.push(name)
      else found.push({ name, path: join(dir, name) })
    }
    if (found.length > mostFiles) return undefined
  }
  return found
}
