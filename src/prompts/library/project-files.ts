/** The files of a project by what somebody types of their path, what changed last first. No program is run for it. */
import { readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProjectFile } from '../../core/prompts/prompt-library.ts'

/** Beyond that a project is too large to be walked while somebody types. */
const mostFiles = 20_000
const mostFound = 12
const keptForMs = 5_000
const never: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj', 'node_modules', '.venv', '__pycache__'])

interface Known {
  readonly atMs: number
  readonly files: Promise<readonly FoundFile[]>
}

interface FoundFile {
  readonly path: string
  readonly changedMs: number
}

export function createProjectFiles(clock: () => number = Date.now) {
  let last: (Known & { readonly dir: string }) | undefined

  return async (dir: string, query: string): Promise<readonly ProjectFile[]> => {
    if (last === undefined || last.dir !== dir || clock() - last.atMs > keptForMs) {
      last = { dir, atMs: clock(), files: walk(dir) }
    }
    return bestOf(await last.files, query).map(({ path, changedMs }) => ({
      path,
      changedAt: new Date(changedMs).toISOString(),
    }))
  }
}

async function walk(root: string): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = []
  const dirs = ['']
  for (let dir = dirs.shift(); dir !== undefined && found.length < mostFiles; dir = dirs.shift()) {
    const ignored = plainIgnores(join(root, dir))
    const entries = await readdir(join(root, dir), { withFileTypes: true }).catch(() => [])
    const kept = entries.filter(({ name }) => !never.has(name) && !ignored.has(name))
    const below = dir === '' ? '' : `${dir}/`
    dirs.push(...kept.filter((entry) => entry.isDirectory()).map(({ name }) => below + name))
    const files = kept.filter((entry) => entry.isFile()).map(({ name }) => below + name)
    found.push(...(await Promise.all(files.map((path) => withTime(root, path)))))
  }
  return found
}

const withTime = async (root: string, path: string): Promise<FoundFile> => ({
  path,
  changedMs: await stat(join(root, path)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  ),
})

/** The lines of a `.gitignore` that are a name and nothing else: they keep out what builds leave, which is most. */
function plainIgnores(dir: string): ReadonlySet<string> {
  try {
    const lines = readFileSync(join(dir, '.gitignore'), 'utf8').split('\n')
    return new Set(lines.flatMap((line) => /^\/?([^*?[\]!#/\\\s]+)\/?\s*$/.exec(line)?.[1] ?? []))
  } catch {
    return new Set()
  }
}

/** The name that begins so, then one that has it, then a path that has it; letters in their order are enough for the last. */
function bestOf(files: readonly FoundFile[], query: string): readonly FoundFile[] {
  const wanted = query.toLowerCase()
  const rank = ({ path }: FoundFile): number | undefined => {
    const lower = path.toLowerCase()
    const name = lower.slice(lower.lastIndexOf('/') + 1)
    if (name.startsWith(wanted)) return 0
    if (name.includes(wanted)) return 1
    if (lower.includes(wanted)) return 2
    return hasInOrder(lower, wanted) ? 3 : undefined
  }
  return files
    .flatMap((file) => {
      const at = rank(file)
      return at === undefined ? [] : [{ file, at }]
    })
    .toSorted((a, b) => a.at - b.at || b.file.changedMs - a.file.changedMs)
    .slice(0, mostFound)
    .map(({ file }) => file)
}

function hasInOrder(text: string, letters: string): boolean {
  let at = -1
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1)
    if (at === -1) return false
  }
  return true
}
