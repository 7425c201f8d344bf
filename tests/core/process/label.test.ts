/** What a process is called on every face, where it works in a worktree. */
import { expect, it } from 'vitest'
import { joinLabel, labelOf } from '../../../src/core/process/agent-words.ts'

it.each([
  ['shop', { project: 'shop' }],
  ['shop · checkout', { project: 'shop', name: 'checkout' }],
  ['shop · fix-2', { project: 'shop', worktree: 'fix-2' }],
  ['shop · fix-2-7f', { project: 'shop', worktree: 'fix-2', name: 'fix-2-7f' }],
  ['shop · fix-2 checkout', { project: 'shop', worktree: 'fix-2', name: 'checkout' }],
  ['pid 7', {}],
])('is %s', (label, process) => expect(joinLabel(labelOf({ pid: 7, ...process }))).toBe(label))
