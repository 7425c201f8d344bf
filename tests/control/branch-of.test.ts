/** On which branch a folder is, by what git itself wrote. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { branchOf } from '../../src/control/branch-of.ts'
import { gitIn } from '../tools/git-in.ts'
import { ownFolder } from '../tools/own-folder.ts'

it('is the one of its repository, from below as well, and in a worktree that of the worktree', () => {
  const repository = ownFolder('tce-branch-')
  gitIn(repository, 'init', '-q', '-b', 'feat/keys')
  gitIn(repository, 'commit', '-q', '--allow-empty', '-m', 'one')
  gitIn(repository, 'worktree', 'add', '-q', '-b', 'tce/other', join(repository, 'other'))
  mkdirSync(join(repository, 'src/deep'), { recursive: true })
  expect([repository, join(repository, 'src/deep'), join(repository, 'other')].map(branchOf)).toEqual([
    'feat/keys',
    'feat/keys',
    'tce/other',
  ])
  gitIn(repository, 'checkout', '-q', '--detach')
  expect(branchOf(repository)).toBeUndefined()
})

it('is none where no repository is, or what stands there is none', () => {
  const folder = ownFolder('tce-branch-')
  writeFileSync(join(folder, '.git'), 'gitdir: /nowhere/at/all\n')
  expect(branchOf(folder)).toBeUndefined()
  expect(branchOf('/')).toBeUndefined()
})
