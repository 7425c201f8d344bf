import { expect, it } from 'vitest'
import { projectPlace } from '../../../src/core/session/project-place.ts'

it.each([
  ['/home/dev/shop', '/home/dev/shop', undefined],
  ['/home/dev/shop/.claude/worktrees/fix-2', '/home/dev/shop', 'fix-2'],
  ['/home/dev/shop/.claude/worktrees/fix-2/packages/api', '/home/dev/shop/packages/api', 'fix-2'],
  ['/home/dev/shop/.worktrees/fix-2', '/home/dev/shop', 'fix-2'],
  ['C:\\code\\shop\\.claude\\worktrees\\fix-2', 'C:\\code\\shop', 'fix-2'],
  ['/home/dev/a/.claude/worktrees/x/.claude/worktrees/y', '/home/dev/a', 'y'],
  ['/home/dev/shop/.claude/worktrees', '/home/dev/shop/.claude/worktrees', undefined],
  ['/home/dev/shop/worktrees/fix-2', '/home/dev/shop/worktrees/fix-2', undefined],
  ['/.worktrees/x', '/.worktrees/x', undefined],
  ['', '', undefined],
])('%j is of the project %j, worktree %j', (cwd, folder, worktree) => {
  expect(projectPlace(cwd)).toEqual({ folder, worktree })
})
