/** What a task changed, read from real repositories of every shape; and from hostile ones, whose programs never run. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FileDiff } from '../../src/core/review/review.ts'
import type { ViewedMark } from '../../src/core/review/viewed.ts'
import { bytesOfFile, diffOfFile, linesOfSide } from '../../src/worktrees/review/file-diff.ts'
import { lookAtChanges } from '../../src/worktrees/review/look.ts'
import type { Looked } from '../../src/worktrees/review/looked.ts'
import { openReview, type ReviewRepository } from '../../src/worktrees/review/repository.ts'
import { keepSeen } from '../../src/worktrees/review/viewed.ts'
import { commit, git, newFolder, newRepository, write } from './repositories.ts'

const none = new Map<string, ViewedMark>()
const isLinux = process.platform === 'linux'

async function opened(dir: string, base?: string, name = 'main'): Promise<ReviewRepository> {
  const repo = await openReview(dir, base === undefined ? undefined : { name, commit: base })
  if (!repo.ok) throw new Error(repo.error.message)
  return repo.value
}
async function look(
  repo: ReviewRepository,
  of = 'all',
  marks: ReadonlyMap<string, ViewedMark> = none,
): Promise<Looked> {
  const looked = await lookAtChanges(repo, of, { marks })
  if (!looked.ok) throw new Error(looked.error.message)
  return looked.value
}
const fileIn = (looked: Looked, path: string) => {
  const file = looked.files.find((one) => one.path === path)
  if (file === undefined) throw new Error(`${path} is not among ${looked.files.map((one) => one.path)}`)
  return file
}
async function diff(repo: ReviewRepository, looked: Looked, path: string, rows = 5_000): Promise<FileDiff> {
  const told = await diffOfFile(repo, looked, fileIn(looked, path), rows)
  if (!told.ok) throw new Error(told.error.message)
  return told.value
}
const texts = ({ hunks }: FileDiff) => hunks.flatMap(({ rows }) => rows.map(({ kind, text }) => `${kind} ${text}`))
const rawFile = (dir: string, name: Buffer, text: string) =>
  writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), name]), text)

const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806', 'hex')
const latin = Buffer.from('caf\xe9.txt', 'latin1')

/** Everything that can become of a file, committed and not. */
function everything(): { readonly dir: string; readonly base: string } {
  const dir = newRepository()
  write(dir, 'src/changed.ts', 'one\ntwo\nthree\n')
  write(dir, 'src/gone.ts', 'gone\n')
  write(dir, 'src/moved.ts', Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join(''))
  write(dir, 'run.sh', 'echo\n')
  write(dir, 'windows.txt', 'a\r\nb\r\n')
  write(dir, 'unended.txt', 'last')
  write(dir, 'blob.bin', Buffer.from([1, 0, 2, 3]))
  write(dir, 'logo.png', png)
  write(dir, 'turned', 'a file\n')
  write(dir, 'empty', '')
  write(dir, 'grüße/日本 😀.txt', 'x\n')
  write(dir, 'tab\there "quoted".txt', 'x\n')
  write(dir, 'new\nline.txt', 'x\n')
  write(dir, '-dash [x]*.txt', 'x\n')
  write(dir, ':(top)magic.txt', 'x\n')
  write(dir, 'bundle.js', 'x\n')
  write(dir, 'package-lock.json', '{"packages": {"node_modules/a": {"version": "1.0.0"}}}\n')
  write(dir, '.gitattributes', 'bundle.js linguist-generated\n')
  write(dir, '.gitignore', 'ignored\n')
  if (isLinux) rawFile(dir, latin, 'x\n')
  symlinkSync('src/changed.ts', join(dir, 'link'))
  git(dir, 'add', '-A')
  git(dir, 'commit', '-q', '-m', 'All of it')
  const base = git(dir, 'rev-parse', 'HEAD')
  git(dir, 'checkout', '-q', '-b', 'tce/x')
  // Some of it committed …
  write(dir, 'src/changed.ts', 'one\n2\nthree\n')
  mkdirSync(join(dir, 'lib'))
  renameSync(join(dir, 'src/moved.ts'), join(dir, 'lib/moved.ts'))
  appendFileSync(join(dir, 'lib/moved.ts'), 'line 20\n')
  chmodSync(join(dir, 'run.sh'), 0o755)
  git(dir, 'add', '-A')
  git(dir, 'commit', '-q', '-m', 'Change, move, mode')
  // … the rest not.
  rmSync(join(dir, 'src/gone.ts'))
  write(dir, 'windows.txt', 'a\r\nb\n')
  write(dir, 'unended.txt', 'last\n')
  write(dir, 'blob.bin', Buffer.from([1, 0, 2, 3, 4]))
  write(dir, 'logo.png', Buffer.concat([png, png]))
  rmSync(join(dir, 'turned'))
  symlinkSync('README.md', join(dir, 'turned'))
  write(dir, 'empty', 'now\n')
  write(dir, 'grüße/日本 😀.txt', 'y\n')
  write(dir, 'tab\there "quoted".txt', 'y\n')
  write(dir, 'new\nline.txt', 'y\n')
  write(dir, '-dash [x]*.txt', 'y\n')
  write(dir, ':(top)magic.txt', 'y\n')
  write(dir, 'bundle.js', 'y\n')
  write(dir, 'package-lock.json', '{"packages": {"node_modules/a": {"version": "1.1.0"}}}\n')
  if (isLinux) rawFile(dir, latin, 'y\n')
  rmSync(join(dir, 'link'))
  symlinkSync('src/elsewhere.ts', join(dir, 'link'))
  write(dir, 'new.ts', 'a\nb\nunended')
  write(dir, 'new.bin', Buffer.from([0, 1]))
  write(dir, 'ignored', 'x\n')
  symlinkSync('/etc/passwd', join(dir, 'new-link'))
  git(dir, 'init', '-q', 'inner')
  return { dir, base }
}

describe('a folder in which everything has changed', () => {
  const { dir, base } = everything()

  it('tells as many lines as git does, each file as what it is, and ignored ones not at all', async () => {
    const repo = await opened(dir, base)
    const looked = await look(repo)
    const untracked = new Set(['new.ts', 'new.bin', 'new-link', 'inner'])
    const tracked = looked.files.filter(({ path }) => !untracked.has(path))
    const sum = (key: 'addedLines' | 'removedLines') => tracked.reduce((all, file) => all + (file[key] ?? 0), 0)
    const [, files, added, removed] =
      /(\d+) files changed, (\d+) insertions\(\+\), (\d+) deletions/.exec(
        git(dir, 'diff', '-M', '--shortstat', base),
      ) ?? []
    expect([tracked.length, sum('addedLines'), sum('removedLines')].map(String)).toEqual([files, added, removed])
    expect(looked.files.map(({ path }) => path)).not.toContain('ignored')
    const told = (path: string) => fileIn(looked, path)
    expect(told('src/changed.ts')).toMatchObject({
      change: 'changed',
      form: 'text',
      isUncommitted: false,
      addedLines: 1,
    })
    expect(told('src/gone.ts')).toMatchObject({
      change: 'deleted',
      removedLines: 1,
      version: 'gone',
      isUncommitted: true,
    })
    expect(told('lib/moved.ts')).toMatchObject({
      change: 'renamed',
      was: 'src/moved.ts',
      addedLines: 1,
      removedLines: 0,
    })
    expect(told('run.sh')).toMatchObject({ modeBefore: '100644', modeAfter: '100755', addedLines: 0 })
    expect(told('blob.bin')).toMatchObject({ form: 'binary', addedLines: undefined, bytesBefore: 4, bytesAfter: 5 })
    expect(told('logo.png')).toMatchObject({ form: 'image', bytesBefore: png.length, bytesAfter: 2 * png.length })
    expect(told('turned')).toMatchObject({ change: 'retyped', form: 'link' })
    expect(told('link')).toMatchObject({ form: 'link', isUncommitted: true })
    expect(told('bundle.js')).toMatchObject({ folded: 'generated' })
    expect(told('new.ts')).toMatchObject({ change: 'added', addedLines: 3, isUncommitted: true, form: 'text' })
    expect(told('new.bin')).toMatchObject({ change: 'added', form: 'binary' })
    expect(told('new-link')).toMatchObject({ form: 'link', addedLines: 1 })
    expect(told('inner')).toMatchObject({ form: 'submodule' })
    expect(looked).toMatchObject({ commitCount: 1, commits: [{ title: 'Change, move, mode', parents: 1 }] })
  })

  it('shows the rows of each, whatever it is called', async () => {
    const repo = await opened(dir, base)
    const looked = await look(repo)
    const rows = async (path: string) => texts(await diff(repo, looked, path))
    expect(await rows('src/changed.ts')).toEqual(['same one', 'del two', 'add 2', 'same three'])
    expect((await rows('lib/moved.ts')).filter((row) => !row.startsWith('same'))).toEqual(['add line 20'])
    for (const name of [
      'grüße/日本 😀.txt',
      'tab\there "quoted".txt',
      'new\nline.txt',
      '-dash [x]*.txt',
      ':(top)magic.txt',
    ])
      expect(await rows(name), name).toEqual(['del x', 'add y'])
    if (isLinux) expect(await rows('caf\\xE9.txt')).toEqual(['del x', 'add y'])
    expect(await rows('new.ts')).toEqual(['add a', 'add b', 'add unended'])
    // Where it leads, never what lies there.
    expect(await rows('new-link')).toEqual(['add /etc/passwd'])
    expect(await rows('turned')).toEqual(['del a file', 'add README.md'])
    expect((await diff(repo, looked, 'windows.txt')).hunks[0]?.rows).toMatchObject([
      { text: 'a', isCrlf: true },
      { kind: 'del', text: 'b', isCrlf: true },
      { kind: 'add', text: 'b' },
    ])
    expect((await diff(repo, looked, 'unended.txt')).hunks[0]?.rows).toMatchObject([
      { isUnended: true },
      { kind: 'add' },
    ])
    expect(await rows('blob.bin')).toEqual([])
    expect(await diff(repo, looked, 'package-lock.json', 0)).toMatchObject({
      hunks: [],
      packages: [{ name: 'a', change: 'raised', before: '1.0.0', after: '1.1.0' }],
    })
    expect((await diff(repo, looked, 'bundle.js')).packages).toBeUndefined()
    expect(await diff(repo, looked, 'lib/moved.ts', 2)).toMatchObject({ rowsLeft: 2 })
  })

  it('gives an image as it was and as it is, and no bytes that lie elsewhere', async () => {
    const repo = await opened(dir, base)
    const looked = await look(repo)
    const logo = fileIn(looked, 'logo.png')
    expect(await bytesOfFile(repo, logo, 'before')).toEqual(png)
    expect((await bytesOfFile(repo, logo, 'after'))?.length).toBe(2 * png.length)
    expect(await bytesOfFile(repo, logo, 'after', 10)).toBeUndefined()
    // Between the list and the question its folder became a link to elsewhere.
    const elsewhere = newFolder()
    write(elsewhere, 'secret.ts', 'secret\n')
    symlinkSync(elsewhere, join(dir, 'out'))
    expect(await bytesOfFile(repo, { ...fileIn(looked, 'new.ts'), name: 'out/secret.ts' }, 'after')).toBeUndefined()
    rmSync(join(dir, 'out'))
    expect(await linesOfSide(repo, fileIn(looked, 'src/gone.ts'), 'before')).toEqual(['gone'])
    expect(await linesOfSide(repo, fileIn(looked, 'src/gone.ts'), 'after')).toBeUndefined()
  })

  it('tells what is not committed, and what one commit changed, alone', async () => {
    const repo = await opened(dir, base)
    const open = await look(repo, 'uncommitted')
    expect(open.files.map(({ path }) => path)).not.toContain('src/changed.ts')
    expect(fileIn(open, 'src/gone.ts').change).toBe('deleted')
    const [last] = (await look(repo)).commits
    const one = await look(repo, last?.id ?? '')
    expect(one.files.map(({ path }) => path)).toEqual(['lib/moved.ts', 'src/changed.ts', 'run.sh'])
    expect(texts(await diff(repo, one, 'src/changed.ts'))).toContain('add 2')
    expect(await lookAtChanges(repo, 'deadbeef', { marks: none })).toMatchObject({ error: { kind: 'no-commit' } })
    expect(await lookAtChanges(repo, '--help', { marks: none })).toMatchObject({ error: { kind: 'no-commit' } })
  })

  it('a file counts as viewed until it is another one; then what came since is told', async () => {
    const repo = await opened(dir, base)
    const seen = new Map<string, ViewedMark>()
    const first = await look(repo)
    for (const path of ['src/changed.ts', 'new.ts', 'src/gone.ts'])
      seen.set(path, await keepSeen(repo, fileIn(first, path)))
    const viewed = async () =>
      (await look(repo, 'all', seen)).files.filter(({ isViewed }) => isViewed).map(({ path }) => path)
    expect(await viewed()).toEqual(['src/changed.ts', 'src/gone.ts', 'new.ts'])
    // Written again as it was: nothing to read.
    write(dir, 'new.ts', 'a\nb\nunended')
    expect(await viewed()).toContain('new.ts')
    write(dir, 'new.ts', 'a\nB\nunended')
    expect(await viewed()).toEqual(['src/changed.ts', 'src/gone.ts'])
    const since = await look(repo, 'unviewed', seen)
    expect(since.files.map(({ path }) => path)).not.toContain('src/changed.ts')
    expect(fileIn(since, 'new.ts')).toMatchObject({ addedLines: 1, removedLines: 1 })
    expect(texts(await diff(repo, since, 'new.ts'))).toEqual(['same a', 'del b', 'add B', 'same unended'])
    const quick = await lookAtChanges(repo, 'all', { marks: none, isQuick: true })
    expect(quick).toMatchObject({ value: { state: (await look(repo)).state } })
    expect((await look(repo)).state).not.toBe(first.state)
  })
})

describe('repositories that are otherwise', () => {
  it('no commit yet: all is added', async () => {
    const dir = join(newFolder(), 'new')
    mkdirSync(dir)
    git(dir, 'init', '-q')
    write(dir, 'a.ts', 'a\n')
    write(dir, 'b.ts', 'b\n')
    git(dir, 'add', 'b.ts')
    const repo = await opened(dir)
    expect(repo).toMatchObject({ base: { name: 'HEAD', commit: undefined }, branch: expect.any(String) })
    expect((await look(repo)).files).toMatchObject([
      { path: 'a.ts', change: 'added', addedLines: 1 },
      { path: 'b.ts', change: 'added', addedLines: 1 },
    ])
    expect((await look(repo, 'uncommitted')).files).toHaveLength(2)
  })

  it('no repository is said as such, and a folder within one is read from its top', async () => {
    expect(await openReview(newFolder())).toMatchObject({ error: { kind: 'no-repository' } })
    const dir = newRepository()
    write(dir, 'deep/er/a.ts', 'a\n')
    const repo = await opened(join(dir, 'deep'))
    expect((await look(repo)).files.map(({ path }) => path)).toEqual(['deep/er/a.ts'])
  })

  it('detached, merged and in the middle of a conflict', async () => {
    const dir = newRepository()
    const base = commit(dir, 'both.ts', 'one\n')
    git(dir, 'checkout', '-q', '-b', 'side')
    commit(dir, 'side.ts', 'side\n')
    git(dir, 'checkout', '-q', '--detach', base)
    commit(dir, 'own.ts', 'own\n')
    git(dir, 'merge', '-q', '--no-edit', 'side')
    const repo = await opened(dir, base)
    expect(repo.branch).toBeUndefined()
    const looked = await look(repo)
    expect(looked.commits[0]).toMatchObject({ parents: 2 })
    // Against its first parent: what the merge brought.
    expect((await look(repo, looked.commits[0]?.id)).files.map(({ path }) => path)).toEqual(['side.ts'])
    commit(dir, 'both.ts', 'ours\n')
    const ours = git(dir, 'rev-parse', 'HEAD')
    git(dir, 'checkout', '-q', '-b', 'theirs', base)
    commit(dir, 'both.ts', 'theirs\n')
    git(dir, 'checkout', '-q', ours)
    expect(() => git(dir, 'merge', '-q', 'theirs')).toThrow()
    const conflicted = await look(await opened(dir, base))
    expect(fileIn(conflicted, 'both.ts')).toMatchObject({ isConflicted: true, isUncommitted: true, change: 'changed' })
    expect(conflicted.files.filter(({ path }) => path === 'both.ts')).toHaveLength(1)
  })

  it('set upon a newer base it shows its own changes alone; merged into it, what it was', async () => {
    const dir = newRepository()
    const base = git(dir, 'rev-parse', 'HEAD')
    git(dir, 'branch', '-M', 'main')
    git(dir, 'checkout', '-q', '-b', 'tce/x')
    commit(dir, 'own.ts', 'own\n')
    git(dir, 'checkout', '-q', 'main')
    const newer = commit(dir, 'theirs.ts', 'theirs\n')
    git(dir, 'checkout', '-q', 'tce/x')
    expect((await opened(dir, base)).base.commit).toBe(base)
    git(dir, 'rebase', '-q', 'main')
    const repo = await opened(dir, base)
    expect(repo.base.commit).toBe(newer)
    expect((await look(repo)).files.map(({ path }) => path)).toEqual(['own.ts'])
    git(dir, 'branch', '-f', 'main', 'tce/x')
    expect((await opened(dir, base)).base.commit).toBe(base)
  })

  it('a submodule is told by its commit, and its own config by nobody', async () => {
    const inner = newRepository(join(newFolder(), 'inner'))
    const dir = newRepository()
    git(dir, 'submodule', '--quiet', 'add', inner, 'lib')
    git(dir, 'commit', '-q', '-m', 'With a submodule')
    const base = git(dir, 'rev-parse', 'HEAD')
    const mark = join(newFolder(), 'ran')
    commit(join(dir, 'lib'), 'a.txt', 'a\n')
    write(join(dir, 'lib'), '.gitattributes', '* filter=evil\n')
    git(join(dir, 'lib'), 'config', 'filter.evil.clean', `touch ${mark}; cat`)
    write(join(dir, 'lib'), 'a.txt', 'b\n')
    const repo = await opened(dir, base)
    const looked = await look(repo)
    expect(fileIn(looked, 'lib')).toMatchObject({ form: 'submodule', change: 'changed' })
    expect(texts(await diff(repo, looked, 'lib'))).toEqual([
      expect.stringMatching(/^del Subproject commit [0-9a-f]{40}$/),
      expect.stringMatching(/^add Subproject commit [0-9a-f]{40}$/),
    ])
    expect(existsSync(mark)).toBe(false)
  })
})

it('a repository that names programs for everything has none of them run', async () => {
  const dir = newRepository()
  const base = commit(dir, 'a.ts', 'a\n')
  const marks = newFolder()
  const ran = (name: string) => `touch ${join(marks, name)}; cat`
  write(dir, '.gitattributes', '* diff=evil filter=evil\n*.md diff=words\n')
  const config: Readonly<Record<string, string>> = {
    'diff.external': ran('external'),
    'diff.evil.command': ran('command'),
    'diff.evil.textconv': ran('textconv'),
    'diff.words.textconv': ran('words'),
    'filter.evil.clean': ran('clean'),
    'filter.evil.smudge': ran('smudge'),
    'filter.evil.process': ran('process'),
    'core.fsmonitor': ran('fsmonitor'),
    'core.hooksPath': join(dir, 'hooks'),
    'core.pager': ran('pager'),
    'core.sshCommand': ran('ssh'),
    'diff.orderFile': '/nowhere',
    'diff.submodule': 'log',
    'diff.noprefix': 'true',
    'diff.suppressBlankEmpty': 'true',
    'color.ui': 'always',
    'core.quotePath': 'true',
    'log.showSignature': 'true',
    'gpg.program': ran('gpg'),
    'status.showUntrackedFiles': 'no',
    'diff.ignoreSubmodules': 'all',
    'diff.renames': 'false',
  }
  for (const [key, value] of Object.entries(config)) git(dir, 'config', key, value)
  for (const hook of ['post-index-change', 'fsmonitor-watchman', 'pre-commit']) {
    write(dir, `hooks/${hook}`, `#!/bin/sh\n${ran(hook)}\n`)
    chmodSync(join(dir, 'hooks', hook), 0o755)
  }
  write(dir, 'a.ts', 'b\n')
  write(dir, 'README.md', 'other\n')
  write(dir, 'new.ts', 'new\n')
  for (const name of ['clean', 'process', 'fsmonitor', 'post-index-change']) rmSync(join(marks, name), { force: true })
  const repo = await opened(dir, base)
  const looked = await look(repo)
  expect(fileIn(looked, 'new.ts').change).toBe('added')
  for (const { path } of looked.files) await diff(repo, looked, path)
  expect(texts(await diff(repo, looked, 'a.ts'))).toEqual(['del a', 'add b'])
  await bytesOfFile(repo, fileIn(looked, 'a.ts'), 'before')
  await keepSeen(repo, fileIn(looked, 'a.ts'))
  await look(repo, 'unviewed', new Map([['a.ts', await keepSeen(repo, fileIn(looked, 'a.ts'))]]))
  for (const name of [
    'external',
    'command',
    'textconv',
    'words',
    'clean',
    'smudge',
    'process',
    'fsmonitor',
    'pager',
    'ssh',
    'gpg',
    'post-index-change',
  ])
    expect(existsSync(join(marks, name)), name).toBe(false)
})
