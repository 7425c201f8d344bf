/** Git repositories of the tests' own, and what TCE makes worktrees with. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { WorktreeRecord } from '../../src/core/worktrees/worktree.ts'
import { type CreateTools, createWorktree, type WorktreeRequest } from '../../src/worktrees/create.ts'
import type { ProcessesIn } from '../../src/worktrees/look.ts'
import type { WorktreeBook } from '../../src/worktrees/worktree-book.ts'

export const newFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'tce-worktrees-')))

const settings = [
  '-c',
  'user.name=Test',
  '-c',
  'user.email=test@localhost',
  '-c',
  'protocol.file.allow=always',
  '-c',
  'init.defaultBranch=main',
]

export const git = (dir: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', dir, ...settings, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

/** What git is asked from now on, by its own trace, without what git asks itself; until it is let go of. */
export function gitsAsked(): Disposable & { now(): readonly (readonly string[])[] } {
  const trace = join(newFolder(), 'trace')
  process.env['GIT_TRACE2_EVENT'] = trace
  return {
    now() {
      const lines = readFileSync(trace, 'utf8').split('\n')
      const events = lines.filter((line) => line.startsWith('{"event":"start"')).map((line) => JSON.parse(line))
      return events.filter(({ sid }) => !sid.includes('/')).map(({ argv }) => argv)
    },
    [Symbol.dispose]: () => void delete process.env['GIT_TRACE2_EVENT'],
  }
}

export const write = (dir: string, path: string, text: string | Buffer): void => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}

export function commit(dir: string, path: string, text: string): string {
  write(dir, path, text)
  git(dir, 'add', '-A')
  git(dir, 'commit', '-q', '-m', `Change ${path}`)
  return git(dir, 'rev-parse', 'HEAD')
}

/** One commit on main. */
export function newRepository(dir = join(newFolder(), 'shop')): string {
  mkdirSync(dir, { recursive: true })
  git(dir, 'init', '-q')
  commit(dir, 'README.md', 'shop\n')
  return dir
}

/** With a remote beside it, of which it is a clone. */
export function newClone(): { readonly dir: string; readonly remote: string } {
  const origin = newRepository()
  const remote = join(dirname(origin), 'remote.git')
  git(dirname(origin), 'clone', '-q', '--bare', origin, remote)
  const dir = join(dirname(origin), 'clone')
  git(dirname(origin), 'clone', '-q', remote, dir)
  return { dir, remote }
}

export function memoryBook(): WorktreeBook & { readonly rows: Map<string, WorktreeRecord> } {
  const rows = new Map<string, WorktreeRecord>()
  return {
    rows,
    all: async () => [...rows.values()],
    get: async (id) => rows.get(id),
    put: async (record) => void rows.set(record.id, record),
    remove: async (id) => void rows.delete(id),
  }
}

export interface World extends Omit<CreateTools, 'onStep'> {
  readonly book: ReturnType<typeof memoryBook>
  readonly processesIn: ProcessesIn
}

export function newWorld(): World {
  const home = newFolder()
  return {
    book: memoryBook(),
    places: { root: join(home, 'worktrees'), trash: join(home, 'trash') },
    processesIn: async () => [],
    minFreeBytes: 0,
  }
}

let last = 0

export function request(projectDir: string, more: Partial<WorktreeRequest> = {}): WorktreeRequest {
  last += 1
  return { id: `t${last}`, projectDir, folder: `shop/task-${last}`, branch: `tce/task-${last}`, ...more }
}

export async function made(
  world: World,
  projectDir: string,
  more: Partial<WorktreeRequest> = {},
): Promise<WorktreeRecord> {
  const created = await createWorktree(request(projectDir, more), world)
  if (!created.ok) throw new Error(created.error.message)
  return created.value.record
}
