/** Facts of a transcript, line by line. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { noteRecord } from '../../../src/agents/claude/session-log-facts-file.ts'
import { activeMsOf, addMoment, joinStretches } from '../../../src/core/session/active-time.ts'
import { type FileFacts, noFileFacts, restoreFacts, serializeFacts } from '../../../src/core/session/file-facts.ts'
import { doingNow } from '../../../src/core/session/session-facts.ts'
import {
  isBefore,
  mergeVariants,
  originPlace,
  originRank,
  type ResponseVariant,
} from '../../../src/core/usage/response-merge.ts'

const at = '2026-11-20T10:00:00.000Z'
const user = (content: unknown, more = {}) => ({ type: 'user', timestamp: at, message: { content }, ...more })
const call = (id: string, name: string, input = {}) => ({
  type: 'assistant',
  timestamp: at,
  message: { model: 'm', usage: { input_tokens: 1 }, content: [{ type: 'tool_use', id, name, input }] },
})
const result = (id: string, isError = false, toolUseResult?: unknown) =>
  user([{ type: 'tool_result', tool_use_id: id, is_error: isError }], { toolUseResult })

function factsOf(...records: readonly Record<string, unknown>[]): FileFacts {
  const facts = noFileFacts()
  for (const record of records) noteRecord(facts, record)
  return facts
}

it.each([
  ['a prompt', user('fix it'), 1],
  ['a prompt with an image', user([{ type: 'image' }, { type: 'text', text: 'see' }]), 1],
  ['a tool’s result', result('t'), 0],
  ['a note of Claude Code', user('x', { isMeta: true }), 0],
  ['the summary after a compaction', user('x', { isCompactSummary: true }), 0],
  ['a command', user('<command-name>/compact</command-name>'), 0],
  ['a shell line', user('<bash-input>ls</bash-input>'), 0],
  ['a notice of a task', user('<task-notification>\n<task-id>1</task-id>'), 0],
  ['an interruption', user('[Request interrupted by user]'), 0],
  ['a subagent’s prompt', user('look', { isSidechain: true }), 0],
])('takes %s for what it is', (_, record, prompts) => {
  expect(factsOf(record).prompts).toBe(prompts)
})

it('counts lines of patches and of new files, and no lines of an edit that failed', () => {
  const facts = factsOf(
    call('1', 'Write', { file_path: '/a', content: 'one\ntwo\n' }),
    result('1', false, { type: 'create', structuredPatch: [] }),
    call('2', 'Edit', { file_path: '/a' }),
    result('2', false, { structuredPatch: [{ lines: [' x', '-y', '+z', '+w'] }] }),
    call('3', 'Edit', { file_path: '/b' }),
    result('3', true, { structuredPatch: [{ lines: ['+never'] }] }),
    call('4', 'Read', { file_path: '/c' }),
  )
  expect(facts).toMatchObject({ linesAdded: 4, linesRemoved: 1 })
  expect(Object.fromEntries(facts.files)).toEqual({ '/a': [4, 1, 2], '/b': [0, 0, 2], '/c': [0, 0, 1] })
  expect(Object.fromEntries(facts.tools)).toEqual({ Write: [1, 0], Edit: [2, 1], Read: [1, 0] })
})

it('counts a commit unless it failed', () => {
  const commit = { command: 'git add -A && git -c a=b commit -m "x"' }
  expect(factsOf(call('1', 'Bash', commit), result('1')).commits).toBe(1)
  expect(factsOf(call('1', 'Bash', commit), result('1', true)).commits).toBe(0)
  expect(factsOf(call('1', 'Bash', { command: 'git log; echo commit' }), result('1')).commits).toBe(0)
})

it.each([
  [[call('1', 'Bash', { command: 'cargo test' })], 'Bash cargo test'],
  [[call('1', 'Bash', { command: 'cargo test' }), result('1')], 'thinking'],
  [[call('1', 'Agent'), call('2', 'Agent'), call('3', 'Agent')], '3 subagents'],
  [[user('go')], 'thinking'],
  [[call('1', 'Bash', { command: 'cd /a && npm test' })], 'Bash npm test'],
  [[call('1', 'Edit', { file_path: '/a/b/SyncQueue.swift' })], 'Edit SyncQueue.swift'],
  [[call('1', 'Agent'), call('2', 'Read', { file_path: '/a/b.ts' })], 'Read b.ts'],
  [[call('1', 'Agent')], '1 subagent'],
  [[call('1', 'Bash', { command: 'make' }), user('never mind')], 'thinking'],
  [[call('1', 'Bash', { command: 'make' }), user('[Request interrupted by user]')], undefined],
  [[user('<bash-input>ls</bash-input>')], undefined],
])('tells what is being done', (records, doing) => {
  expect(doingNow(factsOf(...records))).toBe(doing)
})

it('survives names that are no good keys, and storing', () => {
  const facts = factsOf(call('__proto__', '__proto__', { file_path: 'constructor' }), call('2', 'toString'))
  expect(facts.tools.get('__proto__')).toEqual([1, 0])
  const { facts: json, files } = serializeFacts(facts)
  expect(restoreFacts(json, files)).toEqual(facts)
})

it('leaves pauses over five minutes out, whatever the order of the moments', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 3_600_000 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(moments, fc.nat(), (all, cut) => {
      const one: number[] = []
      for (const ms of all) addMoment(one, ms)
      const [left, right]: [number[], number[]] = [[], []]
      for (const [index, ms] of all.entries()) addMoment(index < cut % all.length ? left : right, ms)
      const sorted = all.toSorted((a, b) => a - b)
      const active = sorted.slice(1).reduce((sum, ms, index) => {
        const gap = ms - (sorted[index] ?? 0)
        return gap <= 300_000 ? sum + gap : sum
      }, 0)
      expect(activeMsOf(one)).toBe(active)
      expect(joinStretches([left, right])).toEqual(one)
    }),
  )
})

it('merges the lines of a response to the same in any order and grouping', () => {
  const small = fc.nat({ max: 5 })
  const variant = fc.record({
    requestId: fc.constant('r'),
    isOwnResponse: fc.boolean(),
    atMs: fc.option(small, { nil: undefined }),
    model: fc.constantFrom(undefined, 'a', 'b'),
    input: small,
    output: small,
    cacheRead: small,
    cacheWrite: small,
    cacheWrite1h: small,
    webSearches: small,
    isFast: fc.boolean(),
    isUsInference: fc.boolean(),
    origin: fc.record({ rank: small, place: small, path: fc.constantFrom('x', 'y') }),
  })
  // One place holds one line: what it says of its source is the same each time it is read.
  const withSource = variant.map((v): ResponseVariant<string> => ({ ...v, source: JSON.stringify(v.origin) }))
  fc.assert(
    fc.property(withSource, withSource, withSource, (a, b, c) => {
      expect(mergeVariants(a, b)).toEqual(mergeVariants(b, a))
      expect(mergeVariants(mergeVariants(a, b), c)).toEqual(mergeVariants(a, mergeVariants(b, c)))
      expect(mergeVariants(a, a)).toEqual(a)
    }),
  )
})

it('puts the main chain first, then the line that is no copy, then the file that began first, then the shorter way to the chain', () => {
  const rank = (isSidechain: boolean, isForkedCopy: boolean, fileBeganAtMs: number | undefined) =>
    originRank({ isSidechain, isForkedCopy, fileBeganAtMs })
  const began = Date.parse(at)
  const order = [
    { rank: rank(false, false, began), place: originPlace(100, 9_000), path: 'z' },
    { rank: rank(false, false, began), place: originPlace(200, 500), path: 'a' },
    { rank: rank(false, false, began + 1), place: 0, path: 'a' },
    { rank: rank(false, false, undefined), place: 0, path: 'a' },
    { rank: rank(false, true, began), place: 0, path: 'a' },
    { rank: rank(true, false, began), place: 0, path: 'a' },
    { rank: rank(true, true, began), place: 0, path: 'a' },
  ]
  expect(order.toReversed().sort((a, b) => (isBefore(a, b) ? -1 : 1))).toEqual(order)
})
