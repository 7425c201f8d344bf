import { describe, expect, it } from 'vitest'
import type { PageEvent } from '../../../../src/dashboard/web/events/event.ts'
import { sessionLanes, sourceLanes } from '../../../../src/dashboard/web/events/lanes.ts'
import { atMs, someEvent } from './some-events.ts'

const window = { fromMs: atMs, toMs: atMs + 60_000 }
const hook = (id: number, name: string, fields: Partial<PageEvent> = {}): PageEvent =>
  someEvent(id, { source: 'claude-hooks', event_type: name, hook: name, session_id: 's1', ...fields })
const call = { tool_name: 'Bash', tool_use_id: 'toolu_1' }
const lanesOf = (...events: readonly PageEvent[]) =>
  sessionLanes(events.toReversed(), window, new Map([['s1', 'shop']]))
const blocksOf = (...events: readonly PageEvent[]) =>
  lanesOf(...events)[0]?.blocks.map(({ kind, startMs, endMs }) => [
    kind,
    (startMs - atMs) / 1000,
    (endMs - atMs) / 1000,
  ])

describe('the lane of a session', () => {
  it('has a call from where it begins to where it ends, once', () => {
    expect(blocksOf(hook(1, 'PreToolUse', call), hook(9, 'PostToolUse', { ...call, duration_ms: 8_000 }))).toEqual([
      ['bash', 1, 9],
    ])
  })

  it('has one whose begin was not told as long as it says it took', () => {
    expect(blocksOf(hook(9, 'PostToolUse', { ...call, duration_ms: 4_000 }))).toEqual([['bash', 5, 9]])
  })

  it('has one that goes on up to now', () => {
    expect(blocksOf(hook(20, 'PreToolUse', call))).toEqual([['bash', 20, 60]])
  })

  it('waits from the question to the next thing that happens, and to now where nothing did', () => {
    expect(blocksOf(hook(5, 'PermissionRequest'), hook(8, 'UserPromptSubmit'))?.[0]).toEqual(['wait', 5, 8])
    expect(blocksOf(hook(5, 'PermissionRequest'))).toEqual([['wait', 5, 60]])
  })

  it('is called by its project, stands first when it waits, then by its errors', () => {
    const lanes = lanesOf(
      someEvent(1, { session_id: 's3' }),
      someEvent(2, { session_id: 's2', level: 'error' }),
      hook(3, 'PermissionRequest'),
    )
    expect(lanes.map(({ name, isWaiting }) => [name, isWaiting])).toEqual([
      ['shop', true],
      ['s2', false],
      ['s3', false],
    ])
  })

  it('leaves out what was before the window and what names no session', () => {
    expect(lanesOf(someEvent(-5, { session_id: 's1' }), someEvent(3))).toEqual([])
  })
})

describe('the lane of a source', () => {
  it('counts its events by level in equal parts of the window', () => {
    const [lane] = sourceLanes([someEvent(30, { level: 'error' }), someEvent(1), someEvent(1)], window)
    expect([lane?.name, lane?.events, lane?.parts.length]).toEqual(['ci', 3, 60])
    expect(lane?.parts.filter(({ counts }) => Object.keys(counts).length > 0)).toEqual([
      { place: 1, counts: { info: 2 } },
      { place: 30, counts: { error: 1 } },
    ])
  })
})
