import { existsSync, lstatSync, readFileSync, renameSync, symlinkSync, unlinkSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAllElsewhere, type WorktreeFacts } from '../../src/core/worktrees/facts.ts'
import type { WorktreeRecord } from '../../src/core/worktrees/worktree.ts'
import { digestOf } from '../../src/storage/hashed.ts'
import { lookAtWorktree } from '../../src/worktrees/look.ts'
import { reconcileWorktrees } from '../../src/worktrees/reconcile.ts'
import { type RemoveStep, removeWorktree } from '../../src/worktrees/remove.ts'
import { restoreWorktree } from '../../src/worktrees/restore.ts'
import { emptyTrash, keepRemovedMs } from '../../src/worktrees/trash.ts'
import { commit, git, made, newClone, newFolder, newRepository, newWorld, type World, write } from './repositories.ts'

const look = (world: World, record: WorktreeRecord) => lookAtWorktree(record, world.processesIn)

async function remove(world: World, record: WorktreeRecord, copy: 'keep' | 'none-needed' | 'none-wanted' = 'keep') {
  return removeWorktree(record, { copy, digest: digestOf(await look(world, record)) }, world)
}

async function removed(world: World, record: WorktreeRecord): Promise<WorktreeRecord> {
  const gone = await remove(world, record)
  if (!gone.ok) throw new Error(gone.error.message)
  return gone.value
}

describe('what is looked up before a worktree goes', () => {
  it('is nothing of a new one', async () => {
    const world = newWorld()
    const facts = await look(world, await made(world, newRepository()))
    expect(facts).toEqual({
      uncommitted: { count: 0, names: [], addedLines: 0, removedLines: 0 },
      commits: { count: 0, newest: [] },
      ...{ isInBase: true, operation: 'none', processes: [] },
      ...{ ignored: { count: 0, names: [], sizeBytes: 0 }, rebuilt: { count: 0, names: [] } },
      ...{ submodules: { count: 0, names: [] }, repositories: { count: 0, names: [] } },
    } satisfies WorktreeFacts)
    expect(isAllElsewhere(facts)).toBe(true)
  })

  it('is each file that is in no commit: changed, staged, new, deleted, and those that git was told not to look at', async () => {
    const world = newWorld()
    const dir = newRepository()
    for (const name of ['a.txt', 'b.txt', 'c.txt', 'hidden.txt']) commit(dir, name, 'one\n')
    const { path, ...record } = await made(world, dir)
    write(path, 'a.txt', 'one\ntwo\n')
    write(path, 'b.txt', 'other\n')
    git(path, 'add', 'b.txt')
    unlinkSync(join(path, 'c.txt'))
    write(path, 'deep/new file.txt', 'new\n')
    git(path, 'update-index', '--assume-unchanged', 'hidden.txt')
    write(path, 'hidden.txt', 'changed\n')
    const { uncommitted } = await look(world, { ...record, path })
    expect(uncommitted).toEqual({
      count: 5,
      names: ['a.txt', 'b.txt', 'c.txt', 'deep/new file.txt', 'hidden.txt'],
      ...{ addedLines: 2, removedLines: 2 },
    })
  })

  it('is each commit that is on no remote, in no other branch and not in the base', async () => {
    const { dir, remote } = newClone()
    const world = newWorld()
    const record = await made(world, dir)
    commit(record.path, 'a.txt', 'a\n')
    git(record.path, 'push', '-q', remote, `HEAD:refs/heads/pushed`)
    git(dir, 'fetch', '-q')
    commit(record.path, 'b.txt', 'b\n')
    expect((await look(world, record)).commits).toMatchObject({ count: 1, newest: [{ title: 'Change b.txt' }] })
    git(dir, 'branch', 'kept', record.branch ?? '')
    expect((await look(world, record)).commits?.count).toBe(0)
  })

  it('knows that a branch which was squashed into its base holds nothing else', async () => {
    const dir = newRepository()
    const world = newWorld()
    const record = await made(world, dir)
    commit(record.path, 'a.txt', 'a\n')
    commit(record.path, 'b.txt', 'b\n')
    expect(await look(world, record)).toMatchObject({ isInBase: false, commits: { count: 2 } })
    commit(dir, 'other.txt', 'other\n')
    git(dir, 'merge', '--squash', '-q', record.branch ?? '')
    git(dir, 'commit', '-q', '-m', 'Squashed')
    const facts = await look(world, record)
    expect(facts).toMatchObject({ isInBase: true, commits: { count: 2 } })
    expect(isAllElsewhere(facts)).toBe(true)
  })

  it('takes its own commits for nobody’s base where it began at a HEAD that was on no branch', async () => {
    const dir = newRepository()
    git(dir, 'checkout', '-q', '--detach')
    const world = newWorld()
    const record = await made(world, dir)
    expect((await look(world, record)).isInBase).toBe(true)
    commit(record.path, 'own.txt', 'own\n')
    const facts = await look(world, record)
    expect([record.base.name, facts.isInBase, facts.commits?.count]).toEqual(['HEAD', false, 1])
    expect(isAllElsewhere(facts)).toBe(false)
  })

  it('is each ignored file that can’t be made again and did not come with it', async () => {
    const dir = newRepository()
    commit(dir, '.gitignore', '.env\ncache.db\nnode_modules/\ndata/\n')
    write(dir, '.worktreeinclude', '.env\n')
    write(dir, '.env', 'SECRET=1\n')
    const world = newWorld()
    const record = await made(world, dir)
    write(record.path, 'node_modules/x/index.js', 'x\n')
    write(record.path, 'data/deep/rows.csv', '1\n')
    expect(await look(world, record)).toMatchObject({
      ignored: { count: 1, names: ['data/deep/rows.csv'], sizeBytes: 2 },
      rebuilt: { count: 1, names: ['node_modules'] },
    })
    write(record.path, '.env', 'SECRET=2\n')
    expect((await look(world, record)).ignored?.names).toEqual(['.env', 'data/deep/rows.csv'])
  })

  it.each([
    ['rebase', (path: string) => git(path, 'rebase', 'main')],
    ['merge', (path: string) => git(path, 'merge', 'main')],
    ['cherry-pick', (path: string) => git(path, 'cherry-pick', 'main')],
    ['bisect', (path: string) => git(path, 'bisect', 'start')],
  ])('is a %s that was begun', async (operation, begin) => {
    const dir = newRepository()
    const world = newWorld()
    const record = await made(world, dir)
    commit(record.path, 'README.md', 'mine\n')
    commit(dir, 'README.md', 'theirs\n')
    try {
      begin(record.path)
    } catch {
      // A conflict, as is wished.
    }
    expect((await look(world, record)).operation).toBe(operation)
    expect(await remove(world, record)).toMatchObject({
      ok: false,
      error: { kind: 'obstacles', message: expect.stringContaining(operation) },
    })
    expect(existsSync(record.path)).toBe(true)
  })

  it('is another repository or worktree in it, a program that works in it, a submodule with something of its own', async () => {
    const library = newRepository(join(newFolder(), 'library'))
    const dir = newRepository()
    git(dir, 'submodule', '--quiet', 'add', library, 'lib')
    git(dir, 'commit', '-q', '-m', 'Library')
    const world = newWorld()
    const record = await made(world, dir)
    newRepository(join(record.path, 'scratch'))
    git(dir, 'worktree', 'add', '-q', '--detach', join(record.path, 'inner'))
    commit(join(record.path, 'lib'), 'own.txt', 'own\n')
    const facts = await look({ ...world, processesIn: async () => [{ pid: 7, name: 'node' }] }, record)
    expect(facts).toMatchObject({
      repositories: { count: 2, names: ['inner', 'scratch'] },
      submodules: { count: 1, names: ['lib'] },
      processes: [{ pid: 7, name: 'node' }],
    })
  })

  it('stays unknown where git or the system does not tell, and then nothing goes', async () => {
    const world = newWorld()
    const record = await made(world, newRepository())
    const blind = { ...world, processesIn: async () => undefined }
    expect(await remove(blind, record)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("it can't be told which programs") },
    })
    write(record.path, '.git', 'gitdir: /nowhere\n')
    expect((await look(world, record)).uncommitted).toBeUndefined()
    expect(await remove(world, record)).toMatchObject({ ok: false })
    expect(existsSync(join(record.path, 'README.md'))).toBe(true)
  })
})

describe('removing a worktree', () => {
  it('leaves neither folder, entry nor branch, and keeps all of it for fourteen days', async () => {
    const dir = newRepository()
    const world = newWorld()
    const record = await made(world, dir)
    const tip = commit(record.path, 'a.txt', 'a\n')
    write(record.path, 'b.bin', Buffer.from([0, 255, 13, 10]))
    const { removed: how } = await removed(world, record)
    expect(git(dir, 'worktree', 'list').split('\n')).toHaveLength(1)
    expect(existsSync(record.path)).toBe(false)
    expect(git(dir, 'branch', '--list', record.branch ?? '')).toBe('')
    expect(how).toMatchObject({ tip, isBranchDeleted: true })
    expect(readFileSync(join(how?.trashDir ?? '', 'tree/b.bin'))).toEqual(Buffer.from([0, 255, 13, 10]))
    expect(git(dir, 'ls-tree', '--name-only', how?.rescueRef ?? '').split('\n')).toEqual([
      'README.md',
      'a.txt',
      'b.bin',
    ])
    expect(await emptyTrash(world.book, world.places, Date.now() + keepRemovedMs - 60_000)).toEqual([])
    expect(await emptyTrash(world.book, world.places, Date.now() + keepRemovedMs)).toHaveLength(1)
    expect(existsSync(how?.trashDir ?? '')).toBe(false)
    expect(git(dir, 'for-each-ref', 'refs/tce')).toBe('')
  })

  it('keeps files to the byte whatever git would make of them: line ends, filters, links, marks, odd names', async () => {
    const dir = newRepository()
    commit(dir, '.gitattributes', '*.txt text eol=crlf filter=upper\n*.id ident\n')
    const world = newWorld()
    const record = await made(world, dir)
    git(dir, 'config', 'filter.upper.clean', 'tr a-z A-Z')
    git(dir, 'config', 'core.autocrlf', 'true')
    write(record.path, 'mixed.txt', 'one\r\ntwo\nthree\r\n')
    write(record.path, 'x.id', '$Id: 1 $\r\n')
    write(record.path, 'line\nbreak "quoted" ä.bin', 'odd\n')
    symlinkSync('/nowhere at all', join(record.path, 'link'))
    const { removed: how } = await removed(world, record)
    const ref = how?.rescueRef ?? ''
    const blob = (path: string) => git(dir, 'cat-file', 'blob', `${ref}:${path}`)
    expect([blob('mixed.txt'), blob('x.id'), blob('link')]).toEqual([
      'one\r\ntwo\nthree',
      '$Id: 1 $',
      '/nowhere at all',
    ])
    expect(blob('line\nbreak "quoted" ä.bin')).toBe('odd')
    expect(git(dir, 'ls-tree', ref, 'link')).toMatch(/^120000/)
  })

  it('leaves the branch that was there before, and one that somebody moved or has checked out', async () => {
    const dir = newRepository()
    git(dir, 'branch', 'feature')
    const world = newWorld()
    await removed(world, await made(world, dir, { branch: 'feature', isBranchAdopted: true }))
    expect(git(dir, 'branch', '--list', 'feature')).toContain('feature')
  })

  it('goes by the places where it was made, whatever the settings name by now', async () => {
    const world = newWorld()
    const record = await made(world, newRepository())
    write(record.path, 'own.txt', 'own\n')
    const now = { ...world, places: newWorld().places }
    const gone = await removed(now, record)
    expect(gone.removed?.trashDir).toBe(join(world.places.trash, record.id))
    const back = await restoreWorktree(gone, now)
    if (!back.ok) throw new Error(back.error.message)
    expect(readFileSync(join(record.path, 'own.txt'), 'utf8')).toBe('own\n')
    await removed(now, back.value)
    expect(await emptyTrash(world.book, now.places, Date.now() + keepRemovedMs)).toHaveLength(1)
    expect(existsSync(join(world.places.trash, record.id))).toBe(false)
  })

  it('asks again where anything changed since its user looked', async () => {
    const world = newWorld()
    const record = await made(world, newRepository())
    const digest = digestOf(await look(world, record))
    write(record.path, 'late.txt', 'late\n')
    expect(await removeWorktree(record, { digest, copy: 'keep' }, world)).toMatchObject({
      ok: false,
      error: { kind: 'changed', facts: { uncommitted: { names: ['late.txt'] } } },
    })
    expect(await remove(world, record, 'none-needed')).toMatchObject({ ok: false, error: { kind: 'changed' } })
    expect(existsSync(record.path)).toBe(true)
    expect(await remove(world, record, 'none-wanted')).toMatchObject({
      ok: true,
      value: { state: 'removed' },
    })
    expect(existsSync(join(world.places.trash, record.id))).toBe(false)
  })

  it('leaves alone what is not ours: another path, another lock, a link in its place', async () => {
    const dir = newRepository()
    const world = newWorld()
    const record = await made(world, dir)
    expect(await remove(world, { ...record, path: dir })).toMatchObject({ ok: false, error: { kind: 'not-ours' } })
    git(dir, 'worktree', 'unlock', record.path)
    git(dir, 'worktree', 'lock', '--reason', 'mine', record.path)
    expect(await remove(world, record)).toMatchObject({ ok: false, error: { kind: 'not-ours' } })
    git(dir, 'worktree', 'unlock', record.path)
    git(dir, 'worktree', 'lock', '--reason', `tce:${record.id}`, record.path)
    renameSync(record.path, `${record.path}-real`)
    symlinkSync(dir, record.path)
    expect(await remove(world, record)).toMatchObject({ ok: false, error: { kind: 'not-ours' } })
    expect(existsSync(join(dir, 'README.md'))).toBe(true)
  })

  const steps: readonly RemoveStep[] = ['rescued', 'written', 'renamed', 'forgotten', 'branch']
  it.each(steps)(
    'that ended at "%s" with its program is finished, or not begun, after the next start',
    async (step) => {
      const dir = newRepository()
      const world = newWorld()
      const record = await made(world, dir)
      write(record.path, 'own.txt', 'own\n')
      const dying = {
        ...world,
        onStep: (at: RemoveStep) => {
          if (at === step) throw new Error('killed')
        },
      }
      await expect(remove(dying, record)).rejects.toThrow('killed')
      await reconcileWorktrees(world)
      const now = world.book.rows.get(record.id)
      if (step === 'rescued') expect([now?.state, existsSync(record.path)]).toEqual(['ready', true])
      else expect(now).toMatchObject({ state: 'removed', removed: { isBranchDeleted: step !== 'branch' } })
      const kept = step === 'rescued' ? record.path : join(world.places.trash, record.id, 'tree')
      expect(readFileSync(join(kept, 'own.txt'), 'utf8')).toBe('own\n')
    },
  )
})

describe('bringing a removed worktree back', () => {
  it('gives the folder, the branch, what was staged and what was not, as they were', async () => {
    const dir = newRepository()
    const world = newWorld()
    const record = await made(world, dir)
    commit(record.path, 'a.txt', 'a\n')
    write(record.path, 'a.txt', 'staged\n')
    git(record.path, 'add', 'a.txt')
    write(record.path, 'a.txt', 'staged, and more\n')
    write(record.path, 'new.txt', 'new\n')
    const before = [
      git(record.path, 'status', '--porcelain'),
      git(record.path, 'diff'),
      git(record.path, 'diff', '--cached'),
      git(record.path, 'log', '--oneline'),
    ]
    const back = await restoreWorktree(await removed(world, record), world)
    expect(back).toMatchObject({ ok: true, value: { state: 'ready' } })
    const after = [
      git(record.path, 'status', '--porcelain'),
      git(record.path, 'diff'),
      git(record.path, 'diff', '--cached'),
      git(record.path, 'log', '--oneline'),
    ]
    expect(after).toEqual(before)
    expect(git(dir, 'worktree', 'list', '--porcelain')).toContain(`locked tce:${record.id}`)
    expect(existsSync(join(world.places.trash, record.id))).toBe(false)
  })

  it('gives the folder on a branch that was there before, and stayed', async () => {
    const dir = newRepository()
    git(dir, 'branch', 'feature')
    const world = newWorld()
    const record = await made(world, dir, { branch: 'feature', isBranchAdopted: true })
    const back = await restoreWorktree(await removed(world, record), world)
    expect(back).toMatchObject({ ok: true, value: { state: 'ready', branch: 'feature' } })
    expect(git(record.path, 'branch', '--show-current')).toBe('feature')
  })

  it('looks to git as it did: its files have their times, and one that git can’t tell by them is read again', async () => {
    const dir = newRepository()
    git(dir, 'config', 'core.trustctime', 'false')
    const world = newWorld()
    const record = await made(world, dir)
    const path = join(record.path, 'deep/same.txt')
    // Staged, and written once more within the second in which the index was: as long and as old as what is staged.
    const then = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 60_000)
    write(record.path, 'deep/same.txt', 'one\n')
    utimesSync(path, then, then)
    git(record.path, 'add', '-A')
    write(record.path, 'deep/same.txt', 'two\n')
    utimesSync(path, then, then)
    utimesSync(git(record.path, 'rev-parse', '--path-format=absolute', '--git-path', 'index'), then, then)
    const status = () => git(record.path, '--no-optional-locks', 'status', '--porcelain')
    const times = () =>
      ['README.md', 'deep/same.txt'].map((name) => {
        const { ino, mtimeNs, ctimeNs } = lstatSync(join(record.path, name), { bigint: true })
        return [ino, mtimeNs, ctimeNs]
      })
    const before = times()
    expect(status()).toBe('AM deep/same.txt')
    expect(await restoreWorktree(await removed(world, record), world)).toMatchObject({ ok: true })
    expect(status()).toBe('AM deep/same.txt')
    expect(times()).toEqual(before)
  })

  it('is refused, with the way out, where its place or its branch is used again', async () => {
    const dir = newRepository()
    const world = newWorld()
    const record = await made(world, dir)
    const gone = await removed(world, record)
    git(dir, 'branch', record.branch ?? '', commit(dir, 'x.txt', 'x\n'))
    expect(await restoreWorktree(gone, world)).toMatchObject({ ok: false, error: { kind: 'branch-moved' } })
    git(dir, 'branch', '-D', '-q', record.branch ?? '')
    write(dirname(record.path), `${record.path.slice(dirname(record.path).length + 1)}/x`, 'x')
    expect(await restoreWorktree(gone, world)).toMatchObject({ ok: false, error: { kind: 'folder-taken' } })
  })
})
