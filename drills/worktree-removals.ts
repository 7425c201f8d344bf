/**
 * Worktrees in random states are removed and brought back: every byte that was in no commit is in the commit that was made of them, all
 * files lie in the trash, every commit is kept, and what comes back is what went.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '../src/storage/hashed.ts'
import { lookAtWorktree } from '../src/worktrees/look.ts'
import { removeWorktree } from '../src/worktrees/remove.ts'
import { restoreWorktree } from '../src/worktrees/restore.ts'
import { commit, git, made, newRepository, newWorld, write } from '../tests/worktrees/repositories.ts'
import type { Drill, DrillOptions, DrillResult, Random } from './drill.ts'

export const drill: Drill = {
  proves: 'of a worktree that is removed every byte is kept that existed nowhere else, and it comes back as it was',
  times: 500,
  unit: 'removals',
  run,
}

async function run({ times, random, say }: DrillOptions): Promise<DrillResult> {
  const dir = newRepository()
  commit(dir, '.gitignore', '*.log\n.env\nsecret/\nnode_modules/\n')
  commit(dir, '.gitattributes', '*.txt text\n*.crlf text eol=crlf\n*.bin binary\n')
  for (const name of ['a.txt', 'b.crlf', 'c.bin', 'deep/d.txt', 'deep/e.txt', 'run.sh'])
    commit(dir, name, `${name}\nsecond\n`)
  const faults: string[] = []
  const figures = { files: 0, 'in no commit': 0, commits: 0 }
  for (let index = 0; index < times; index += 1) {
    const world = newWorld()
    const record = await made(world, dir)
    const acts = makeItsState(record.path, random)
    const fault = (what: string) => {
      const words = `Removal ${index + 1}: ${what} (${acts.join(', ')})`
      faults.push(words)
      // It may be long until the end.
      say(words)
    }
    const files = filesIn(record.path)
    // What git takes for as it is in HEAD is there, with the line ends that it writes.
    const unsaved = new Set([...changedIn(record.path), ...marked(record.path)])
    const before = stateOf(record.path)
    const commits = git(record.path, 'rev-list', 'HEAD', '--not', 'main')
      .split('\n')
      .filter((id) => id !== '')
    const gone = await removeWorktree(
      record,
      { copy: 'keep', digest: digestOf(await lookAtWorktree(record, world.processesIn)) },
      world,
    )
    if (!gone.ok) {
      fault(gone.error.message)
      continue
    }
    const { removed } = gone.value
    for (const [path, content] of files) {
      const tree = join(removed?.trashDir ?? '', 'tree')
      if (!same(contentOf(tree, path), content)) fault(`${path} is not in the trash`)
      if (unsaved.has(path) && !same(blobOf(dir, removed?.rescueRef ?? '', path), content))
        fault(`${path} is not in the rescue commit`)
    }
    for (const id of commits) if (!isKept(dir, id)) fault(`the commit ${id} is kept by nothing`)
    figures.files += files.size
    figures.commits += commits.length
    figures['in no commit'] += git(dir, 'diff', '--name-only', removed?.tip ?? '', removed?.rescueRef ?? '')
      .split('\n')
      .filter((line) => line !== '').length
    const back = await restoreWorktree(gone.value, world)
    if (!back.ok) {
      fault(back.error.message)
      continue
    }
    const restored = filesIn(record.path)
    const isSame =
      restored.size === files.size && [...files].every(([path, content]) => same(restored.get(path), content))
    if (!isSame) fault('its files came back otherwise')
    if (stateOf(record.path) !== before) fault('what is staged or changed came back otherwise')
    if (index % 50 === 49) say(`${index + 1} removals`)
  }
  return { figures, faults }
}

type Act = readonly [name: string, act: (dir: string, random: Random) => void]

const names = [
  'a.txt',
  'b.crlf',
  'c.bin',
  'deep/d.txt',
  'deep/e.txt',
  'run.sh',
  'new.txt',
  'ünï cödé.txt',
  'a b\nc.txt',
  'deep/new/f.bin',
]
const one = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random.next() * of.length)] as T
const bytes = (random: Random): Buffer =>
  Buffer.from(
    Array.from({ length: Math.floor(random.next() * 200) }, () => one(random, [0, 10, 13, 13, 65, 195, 164, 255])),
  )
const quietly = (act: () => void): void => {
  try {
    act()
  } catch {
    // As where there is nothing to commit.
  }
}

const acts: readonly Act[] = [
  ['write', (dir, random) => write(dir, one(random, names), bytes(random))],
  ['stage', (dir, random) => quietly(() => git(dir, 'add', '--', one(random, names)))],
  ['delete', (dir, random) => rmSync(join(dir, one(random, names)), { force: true })],
  ['delete staged', (dir, random) => quietly(() => git(dir, 'rm', '-q', '-f', '--', one(random, names)))],
  ['commit', (dir) => quietly(() => git(dir, 'commit', '-q', '-a', '-m', 'Random'))],
  [
    'commit all',
    (dir) =>
      quietly(() => {
        git(dir, 'add', '-A')
        git(dir, 'commit', '-q', '-m', 'All')
      }),
  ],
  ['chmod', (dir, random) => quietly(() => chmodSync(join(dir, one(random, names)), one(random, [0o644, 0o755])))],
  [
    'rename',
    (dir, random) =>
      quietly(() => git(dir, 'mv', '-f', '--', one(random, names), `moved-${Math.floor(random.next() * 1e6)}.txt`)),
  ],
  [
    'link',
    (dir, random) =>
      quietly(() =>
        symlinkSync(one(random, ['a.txt', '/nowhere', '..']), join(dir, `link-${Math.floor(random.next() * 1e6)}`)),
      ),
  ],
  [
    'ignored',
    (dir, random) =>
      write(dir, one(random, ['.env', 'x.log', 'secret/deep/key', 'node_modules/y/i.js']), bytes(random)),
  ],
  [
    'assume unchanged',
    (dir, random) => quietly(() => git(dir, 'update-index', '--assume-unchanged', '--', one(random, names))),
  ],
  [
    'skip worktree',
    (dir, random) => quietly(() => git(dir, 'update-index', '--skip-worktree', '--', one(random, names))),
  ],
  ['intent to add', (dir, random) => quietly(() => git(dir, 'add', '-N', '--', one(random, names)))],
  ['autocrlf', (dir, random) => void git(dir, 'config', 'core.autocrlf', one(random, ['true', 'input', 'false']))],
]

function makeItsState(dir: string, random: Random): readonly string[] {
  const done: string[] = []
  for (let count = 1 + Math.floor(random.next() * 14); count > 0; count -= 1) {
    const [name, act] = one(random, acts)
    act(dir, random)
    done.push(name)
  }
  return done
}

function filesIn(root: string, below = ''): Map<string, Content> {
  const found = new Map<string, Content>()
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (path === '.git') continue
    if (entry.isDirectory()) for (const [inner, content] of filesIn(root, path)) found.set(inner, content)
    else found.set(path, contentOf(root, path) as Content)
  }
  return found
}

interface Content {
  readonly mode: string
  readonly bytes: Buffer
}

function contentOf(root: string, path: string): Content | undefined {
  const at = join(root, path)
  if (!existsSync(at) && !isLink(at)) return undefined
  const { mode } = lstatSync(at)
  return isLink(at)
    ? { mode: '120000', bytes: readlinkSync(at, 'buffer') }
    : { mode: (mode & 0o100) !== 0 ? '100755' : '100644', bytes: readFileSync(at) }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function blobOf(dir: string, ref: string, path: string): Content | undefined {
  const [line = ''] = execFileSync('git', ['--literal-pathspecs', '-C', dir, 'ls-tree', '-z', ref, '--', path], {
    encoding: 'utf8',
  }).split('\0')
  const [mode, , id] = line.split(/[ \t]/)
  if (mode === undefined || id === undefined) return undefined
  return { mode, bytes: execFileSync('git', ['-C', dir, 'cat-file', 'blob', id]) }
}

const same = (a: Content | undefined, b: Content | undefined): boolean =>
  a !== undefined && b !== undefined && a.mode === b.mode && a.bytes.equals(b.bytes)

const changedIn = (dir: string): readonly string[] => [
  ...list(dir, 'diff', '--name-only', '--no-renames', '-z', 'HEAD'),
  ...list(dir, 'ls-files', '-z', '--others', '--exclude-standard'),
]

/** Those that git was told not to look at. */
const marked = (dir: string): readonly string[] =>
  list(dir, 'ls-files', '-v', '-z').flatMap((line) => (/^[a-zS] /.test(line) ? [line.slice(2)] : []))

const list = (dir: string, ...args: readonly string[]): readonly string[] =>
  execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8' }).split('\0')

const stateOf = (dir: string): string =>
  [
    git(dir, 'status', '--porcelain=v2', '-z', '--ignored'),
    git(dir, 'ls-files', '-s', '-v', '-z'),
    git(dir, 'rev-parse', 'HEAD'),
  ].join('\n')

const isKept = (dir: string, id: string): boolean => git(dir, 'for-each-ref', '--count=1', '--contains', id) !== ''
