import { expect, it } from 'vitest'
import { callInWords, subagentsInWords } from '../../../src/core/session/doing.ts'

it.each([
  ['Bash', 'cargo test --workspace', undefined, 'Bash cargo test --workspace'],
  ['Bash', 'cd "/a b" && FOO=1 BAR="x y" npm test', undefined, 'Bash npm test'],
  ['Bash', 'npm test\nnpm run build', undefined, 'Bash npm test'],
  ['Edit', '/home/dev/app/SyncQueue.swift', '/home/dev/app/SyncQueue.swift', 'Edit SyncQueue.swift'],
  ['Read', 'C:\\code\\a.ts', 'C:\\code\\a.ts', 'Read a.ts'],
  ['mcp__github__create_issue', undefined, undefined, 'github create_issue'],
  ['Bash', `echo ${'x'.repeat(200)}`, undefined, `Bash echo ${'x'.repeat(49)}…`],
])('%s %s is %s', (tool, summary, path, words) => {
  expect(callInWords(tool, summary, path)).toBe(words)
})

it('counts subagents', () => {
  expect([subagentsInWords(1), subagentsInWords(3)]).toEqual(['1 subagent', '3 subagents'])
})
