/** Sessions that go on although no process of theirs is seen. */
import { describe, expect, it } from 'vitest'
import {
  nextLastSeen,
  noProcessWords,
  type SessionGlimpse,
  type SessionProcess,
  unseenSessions,
} from '../../../src/core/session/unseen-session.ts'
import { at, nowMs, prompt, stateAfter } from './session-events.ts'

const glimpse = (sessionId: string, more: Partial<SessionGlimpse> = {}): SessionGlimpse => ({
  ...{ sessionId, agent: 'claude', cwd: '/home/dev/shop', activity: 'busy', lastRecordAt: at(100) },
  ...more,
})
const process = (pid: number, more: Partial<SessionProcess> = {}): SessionProcess => ({
  ...{ pid, agent: 'claude', cwd: '/home/dev/shop' },
  ...more,
})
const idsOf = (sessions: readonly SessionGlimpse[]) => sessions.map(({ sessionId }) => sessionId)

describe('sessions without a process', () => {
  it('are those that write, and that no process is known to be of', () => {
    const found = unseenSessions([glimpse('a'), glimpse('b')], [process(1, { sessionId: 'a' })], new Map())
    expect(idsOf(found)).toEqual(['b'])
  })

  it('are not those whose process was just seen to end, unless they write on after it', () => {
    const goneAt = (second: number) => new Map([['a', nowMs(second)]])
    expect(idsOf(unseenSessions([glimpse('a')], [], goneAt(95)))).toEqual([])
    expect(idsOf(unseenSessions([glimpse('a')], [], goneAt(94.9)))).toEqual(['a'])
  })

  it('are remembered to have had a process for longer than their records alone could keep them live', () => {
    const seen = nextLastSeen(new Map(), [process(1, { sessionId: 'a' }), process(2)], nowMs(0))
    expect([...seen.keys()]).toEqual(['a'])
    expect([...nextLastSeen(seen, [], nowMs(601)).keys()]).toEqual(['a'])
    expect([...nextLastSeen(seen, [], nowMs(660)).keys()]).toEqual([])
  })
})

describe('the process that it may be', () => {
  const perhaps = (glimpses: readonly SessionGlimpse[], processes: readonly SessionProcess[]) =>
    unseenSessions(glimpses, processes, new Map())[0]?.perhapsPid

  it('is the only one of its agent in its folder whose session is not known', () => {
    expect(perhaps([glimpse('a')], [process(7), process(8, { sessionId: 'b' })])).toBe(7)
  })

  it.each([
    ['two processes', [glimpse('a')], [process(7), process(8)]],
    ['two sessions', [glimpse('a'), glimpse('b')], [process(7)]],
    ['another folder', [glimpse('a')], [process(7, { cwd: '/home/dev/blog' })]],
    ['another agent', [glimpse('a')], [process(7, { agent: 'codex' })]],
    ['an unknown folder', [glimpse('a', { cwd: undefined })], [process(7, { cwd: undefined })]],
  ])('is not told where there are %s', (_, glimpses, processes) => {
    expect(perhaps(glimpses, processes)).toBeUndefined()
  })
})

describe('what is known of one', () => {
  it.each([
    [100_000, 'no process seen; last record 0 s ago'],
    [104_999, 'no process seen; last record 4 s ago'],
    [159_999, 'no process seen; last record 59 s ago'],
    [160_000, 'no process seen; last record 1 min ago'],
    [99_000, 'no process seen; last record 0 s ago'],
  ])('at %i ms reads "%s"', (ms, words) => {
    expect(noProcessWords({ nowMs: ms }, 100_000)).toBe(words)
  })

  it('names the process that it may be, and no time where none is known', () => {
    expect(noProcessWords({ nowMs: 4_000, perhapsPid: 7 }, 0)).toBe('perhaps pid 7; last record 4 s ago')
    expect(noProcessWords({ nowMs: 4_000 }, undefined)).toBe('no process seen')
  })

  it('is the reason in its state, which counts from when it was seen to write where clocks differ', () => {
    const state = stateAfter([prompt(0)], { nowMs: nowMs(7_204), heardMs: nowMs(7_200) })
    expect(state).toMatchObject({ status: 'busy', statusReason: 'no process seen; last record 4 s ago' })
    expect(state.lastRecordAt).toBe(at(7_200))
    expect(stateAfter([prompt(0)], { nowMs: nowMs(7_204) }).status).toBe('ended')
  })
})
