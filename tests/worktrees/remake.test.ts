import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { WorktreeRecord } from '../../src/core/worktrees/worktree.ts'
import { digestOf } from '../../src/storage/hashed.ts'
import { lookAtWorktree } from '../../src/worktrees/look.ts'
import { reconcileWorktrees } from '../../src/worktrees/reconcile.ts'
import { lookAtRemake, remakeWorktree } from '../../src/worktrees/remake.ts'
import { removeWorktree } from '../../src/worktrees/remove.ts'
import { restoreWorktree } from '../../src/worktrees/restore.ts'
import { commit, git, made, newRepository, newWorld, type World, write } from './repositories.ts'

/** Deleted by hand, as by a program that makes room. */
async function lost(more: (path: string, dir: string) => void = () => {}) {
  const dir = newRepository()
  const world = newWorld()
  const record = await made(world, dir)
  commit(record.path, 'own.txt', 'own\n')
  more(record.path, dir)
  rmSync(record.path, { recursive: true, force: true })
  return { dir, world, record }
}

async function remade(world: World, record: WorktreeRecord) {
  const looked = await lookAtRemake(record, world)
  if (!looked.ok) throw new Error(looked.error.message)
  const again = await remakeWorktree(record, looked.value.confirm, world)
  if (!again.ok) throw new Error(again.error.message)
  return { source: looked.value, record: again.value.record }
}
const standing = (path: string) => [git(path, 'branch', '--show-current'), git(path, 'status', '--porcelain')]

describe('a folder that is gone', () => {
  it('comes back from its branch, with its commits, its lock and what was staged', async () => {
    const { dir, world, record } = await lost((path) => {
      write(path, 'staged.txt', 'staged\n')
      git(path, 'add', 'staged.txt')
      write(path, 'lost.txt', 'nobody has it\n')
    })
    expect(await reconcileWorktrees(world)).toMatchObject([{ did: 'broken' }])
    const broken = world.book.rows.get(record.id) ?? record
    const { source, record: again } = await remade(world, broken)
    expect(source).toMatchObject({ from: 'branch', branch: record.branch, hasIndex: true })
    expect(standing(record.path)).toEqual([record.branch, 'A  staged.txt'])
    expect(readFileSync(join(record.path, 'staged.txt'), 'utf8')).toBe('staged\n')
    expect(existsSync(join(record.path, 'lost.txt'))).toBe(false)
    expect(again).toMatchObject({ state: 'ready', problem: undefined })
    expect(git(dir, 'worktree', 'list', '--porcelain')).toContain(`locked tce:${record.id}`)
    expect(await reconcileWorktrees(world)).toEqual([])
  })

  it('comes back from its branch where git has forgotten the folder, too', async () => {
    const { dir, world, record } = await lost()
    git(dir, 'worktree', 'unlock', record.path)
    git(dir, 'worktree', 'prune')
    const { source } = await remade(world, record)
    expect(source).toMatchObject({ from: 'branch', hasIndex: false })
    expect(standing(record.path)).toEqual([record.branch, ''])
    expect(readFileSync(join(record.path, 'own.txt'), 'utf8')).toBe('own\n')
  })

  it('comes back from the last copy where its branch is gone, with what was in no commit then', async () => {
    const dir = newRepository()
    const world = newWorld()
    const first = await made(world, dir)
    commit(first.path, 'own.txt', 'own\n')
    write(first.path, 'open.txt', 'open\n')
    write(first.path, 'README.md', 'changed\n')
    const digest = digestOf(await lookAtWorktree(first, world.processesIn))
    const gone = await removeWorktree(first, { copy: 'keep', digest }, world)
    if (!gone.ok) throw new Error(gone.error.message)
    const back = await restoreWorktree(gone.value, world)
    if (!back.ok) throw new Error(back.error.message)
    rmSync(first.path, { recursive: true, force: true })
    git(dir, 'update-ref', '-d', `refs/heads/${first.branch}`)
    const { source } = await remade(world, back.value)
    expect(source).toMatchObject({ from: 'copy', hasIndex: false })
    expect(standing(first.path)).toEqual([first.branch, 'M README.md\n?? open.txt'])
    expect(readFileSync(join(first.path, 'own.txt'), 'utf8')).toBe('own\n')
  })

  it('stays gone where nothing is left of it, where another one stands, and where what was seen is not so any more', async () => {
    const { dir, world, record } = await lost()
    const looked = await lookAtRemake(record, world)
    const { confirm } = looked.ok ? looked.value : { confirm: '' }
    const other = join(dir, '..', 'other')
    git(dir, 'worktree', 'add', '-q', '-f', other, record.branch ?? '')
    expect(await lookAtRemake(record, world)).toMatchObject({ error: { kind: 'in-the-way' } })
    commit(other, 'more.txt', 'more\n')
    git(dir, 'worktree', 'remove', other)
    expect(await remakeWorktree(record, confirm, world)).toMatchObject({ error: { kind: 'changed' } })
    expect(existsSync(record.path)).toBe(false)
    git(dir, 'update-ref', '-d', `refs/heads/${record.branch}`)
    expect(await lookAtRemake(record, world)).toMatchObject({
      error: { kind: 'no-source', message: expect.stringContaining(`the branch ${record.branch} is gone`) },
    })
  })

  it('that is there is left as it is', async () => {
    const world = newWorld()
    const record = await made(world, newRepository())
    expect(await lookAtRemake(record, world)).toMatchObject({ error: { kind: 'there' } })
  })
})
