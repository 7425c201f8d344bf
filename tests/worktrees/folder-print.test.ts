/** Whether something in a folder is another by now: in a repository, in a part of one, and in a plain folder. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderPrint } from '../../src/worktrees/folder-print.ts'
import { commit, git, newFolder, newRepository, write } from './repositories.ts'

it.each([
  ['a repository', () => newRepository()],
  ['a plain folder', () => newFolder()],
])('%s: the same until a file comes, changes or goes', async (_, make) => {
  const dir = make()
  const prints = [await folderPrint(dir), await folderPrint(dir)]
  expect(new Set(prints).size).toBe(1)
  for (const step of [
    () => write(dir, 'deep/new.txt', 'one'),
    () => write(dir, 'deep/new.txt', 'another'),
    () => write(dir, 'second.txt', ''),
    () => rmSync(join(dir, 'second.txt')),
  ]) {
    step()
    prints.push(await folderPrint(dir))
  }
  // The last step leads back to where the second one was.
  expect(new Set(prints).size).toBe(4)
  expect(prints.at(-1)).toBe(prints[3])
  mkdirSync(join(dir, 'node_modules'))
  if (_ === 'a plain folder') {
    write(dir, 'node_modules/x.js', 'x')
    expect(await folderPrint(dir)).toBe(prints.at(-1))
  }
})

it('a commit is news, also where nothing is left to commit, and what lies beside the folder is none', async () => {
  const dir = newRepository()
  write(dir, 'part/a.txt', 'a')
  commit(dir, 'b.txt', 'b')
  const part = join(dir, 'part')
  const [whole, inPart] = [await folderPrint(dir), await folderPrint(part)]
  write(dir, 'beside.txt', 'x')
  expect(await folderPrint(part)).toBe(inPart)
  expect(await folderPrint(dir)).not.toBe(whole)
  const before = await folderPrint(part)
  git(dir, 'add', '-A')
  git(dir, 'commit', '-qm', 'Beside')
  expect(await folderPrint(part)).not.toBe(before)
})

it('of a folder that is not there, or of more than is looked at, nothing is known', async () => {
  expect(await folderPrint(join(newFolder(), 'nowhere'))).toBeUndefined()
})
