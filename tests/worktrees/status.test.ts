/** What changed in a worktree, file by file, and how it stands to its base. */
import { unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { gitStatusIn } from '../../src/worktrees/status.ts'
import { commit, git, gitsAsked, made, newClone, newFolder, newWorld, write } from './repositories.ts'

it('tells each file with its lines, the commits since, what no remote has, and whether the base could be merged', async () => {
  const { dir } = newClone()
  for (const name of ['changed.txt', 'gone.txt', 'kept.txt']) commit(dir, name, 'one\n')
  git(dir, 'push', '-q')
  const { path, base } = await made(newWorld(), dir)
  commit(path, 'changed.txt', 'one\ntwo\n')
  unlinkSync(join(path, 'gone.txt'))
  write(path, 'new ü.txt', 'x\n')
  write(path, 'picture.bin', Buffer.from([0, 1, 2]))
  git(path, 'add', 'picture.bin')
  const status = await gitStatusIn(path, base)
  expect(status).toMatchObject({
    moreFiles: 0,
    files: [
      { path: 'changed.txt', kind: 'modified', addedLines: 1, removedLines: 0, isCommitted: true },
      { path: 'gone.txt', kind: 'deleted', addedLines: 0, removedLines: 1, isCommitted: false },
      { path: 'new ü.txt', kind: 'added', isCommitted: false },
      { path: 'picture.bin', kind: 'added', isCommitted: false },
    ],
    base: { ahead: 1, notPushed: 1, commits: [{ title: expect.stringContaining('changed.txt') }] },
  })
  expect(status?.files.slice(2).map(({ addedLines }) => addedLines)).toEqual([undefined, undefined])
  // The base goes on: where nobody else was, and then in the very line.
  commit(dir, 'kept.txt', 'one\nother\n')
  const behind = { ...base, name: git(dir, 'rev-parse', 'HEAD') }
  using asked = gitsAsked()
  const merges = () => asked.now().filter((argv) => argv.includes('merge-tree')).length
  const objects = git(dir, 'count-objects')
  expect((await gitStatusIn(path, behind))?.base).toMatchObject({ behind: 1, mergesCleanly: true })
  expect((await gitStatusIn(path, behind))?.base).toMatchObject({ behind: 1, mergesCleanly: true })
  // Tried once for the same two commits, and nothing of it is left.
  expect([merges(), git(dir, 'count-objects')]).toEqual([1, objects])
  commit(dir, 'changed.txt', 'one\nelse\n')
  const against = { ...base, name: git(dir, 'rev-parse', 'HEAD') }
  expect((await gitStatusIn(path, against))?.base).toMatchObject({ behind: 2, mergesCleanly: false })
  expect(merges()).toBe(2)
})

it('tells nothing of a folder that is no repository, and of none without a base what is not committed', async () => {
  expect(await gitStatusIn(newFolder())).toBeUndefined()
  const { dir } = newClone()
  write(dir, 'open.txt', 'x\n')
  expect(await gitStatusIn(dir)).toMatchObject({ base: undefined, files: [{ path: 'open.txt', kind: 'added' }] })
})
