import { describe, expect, it } from 'vitest'
import type { PageEvent } from '../../../../src/dashboard/web/events/event.ts'
import type { EventLane } from '../../../../src/dashboard/web/events/lanes.ts'
import { SessionLanes, SourceLanes } from '../../../../src/dashboard/web/events/lanes.ts'
import { newerThan } from '../../../../src/dashboard/web/events/use-lanes.ts'
import { atMs, eventsDownFrom, idsOf, someEvent } from './some-events.ts'

const window = { fromMs: atMs, toMs: atMs + 60_000 }
const hook = (id: number, name: string, fields: Partial<PageEvent> = {}): PageEvent =>
  someEvent(id, { source: 'claude-hooks', event_type: name, hook: name, session_id: 's1', ...fields })
const call = { tool_name: 'Bash', tool_use_id: 'toolu_1' }
const projects = new Map([['s1', 'shop']])
const lanesOf = (...events: readonly PageEvent[]) => {
  const sessions = new SessionLanes(60_000)
  sessions.add(events.toReversed(), window)
  return sessions.lanes(window, projects)
}
const blocksIn = (lane: EventLane | undefined) => lane?.slots.flatMap(({ blocks }) => blocks)
const blocksOf = (...events: readonly PageEvent[]) =>
  blocksIn(lanesOf(...events)[0])?.map(({ kind, startMs, endMs }) => [
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

  it('keeps its place beside one that does about as much', () => {
    const events = (session: string, count: number) =>
      Array.from({ length: count }, (_, index) => someEvent(index, { session_id: session }))
    const order = (a: number, b: number) => lanesOf(...events('a', a), ...events('b', b)).map(({ key }) => key)
    expect([order(5, 6), order(6, 5), order(5, 20)]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['b', 'a'],
    ])
  })

  it('leaves out what was before the window and what names no session', () => {
    expect(lanesOf(someEvent(-5, { session_id: 's1' }), someEvent(3))).toEqual([])
  })
})

/** A slot of the window is 200 ms. */
const inSlot = (id: number, tenths: number, fields: Partial<PageEvent> = {}): PageEvent =>
  someEvent(id, { session_id: 's1', timestamp: new Date(atMs + 10_000 + tenths * 10).toISOString(), ...fields })

describe('what happens in one slot of time', () => {
  it('is one block, which leads to the newest and counts all', () => {
    const [lane] = lanesOf(inSlot(1, 0), inSlot(2, 9), inSlot(3, 19), inSlot(4, 20))
    expect(blocksIn(lane)?.map(({ eventId, title }) => [eventId, title])).toEqual([
      [3, 'build (the newest of 3)'],
      [4, 'build'],
    ])
    expect([lane?.events, lane?.eventIds()]).toEqual([4, [1, 2, 3, 4]])
  })

  it('keeps each wait, and what goes on beyond it, among others that are newer', () => {
    const [lane] = lanesOf(
      inSlot(1, 0, { hook: 'PreToolUse', ...call }),
      inSlot(2, 2, { event_type: 'PermissionRequest' }),
      ...Array.from({ length: 9 }, (_, index) => inSlot(3 + index, 4 + index)),
      inSlot(20, 500, { hook: 'PostToolUse', ...call }),
    )
    expect(blocksIn(lane)?.map(({ kind, eventId, endMs }) => [kind, eventId, endMs - atMs])).toEqual([
      ['bash', 1, 15_000],
      ['other', 11, 10_120],
      ['wait', 2, 10_040],
    ])
  })

  it('keeps an error and a warning, the error drawn last, and counts those that they stand for', () => {
    const [lane] = lanesOf(
      inSlot(1, 0, { level: 'error' }),
      inSlot(2, 1, { level: 'error', message: 'the disk is full' }),
      inSlot(3, 2, { level: 'warn' }),
      inSlot(4, 3),
    )
    expect(lane?.flags.map(({ level, eventId, title }) => [level, eventId, title])).toEqual([
      ['warn', 3, 'build'],
      ['error', 2, 'build: the disk is full (the newest of 2)'],
    ])
    expect(lane?.errors).toBe(2)
  })

  it('is drawn by the width of the window, however many events there are', () => {
    const types = ['PermissionRequest', 'api_request', 'build', 'Stop']
    const many = Array.from({ length: 30_000 }, (_, index) =>
      someEvent(index, {
        session_id: 's1',
        event_type: types[index % types.length] ?? '',
        level: index % 2 === 0 ? 'warn' : 'error',
        timestamp: new Date(atMs + index * 2).toISOString(),
      }),
    )
    const [lane] = lanesOf(...many)
    expect(lane?.events).toBe(30_000)
    expect(blocksIn(lane)?.length).toBeLessThanOrEqual(3 * 300)
    expect(lane?.flags.length).toBe(2 * 75)
  })
})

describe('the lanes of sessions as time goes on', () => {
  it('end what went on when the end comes, and forget what the window left', () => {
    const sessions = new SessionLanes(60_000)
    sessions.add([hook(1, 'PreToolUse', call)], window)
    expect(blocksIn(sessions.lanes(window, projects)[0])?.[0]?.endMs).toBe(window.toMs)
    sessions.add([hook(9, 'PostToolUse', call)], window)
    expect(blocksIn(sessions.lanes(window, projects)[0])?.[0]?.endMs).toBe(atMs + 9_000)
    const later = { fromMs: atMs + 5_000, toMs: atMs + 65_000 }
    expect(sessions.lanes(later, projects)[0]).toMatchObject({
      events: 1,
      slots: [{ blocks: [{ startMs: atMs + 1_000 }] }],
    })
    expect(sessions.lanes({ fromMs: atMs + 20_000, toMs: atMs + 80_000 }, projects)).toEqual([])
  })

  it('are told only what is new, also where the list does not reach back to what is known', () => {
    expect(idsOf(newerThan(eventsDownFrom(12, 1), 10))).toEqual([12, 11])
    expect(newerThan(eventsDownFrom(12, 1), 12)).toEqual([])
    expect(idsOf(newerThan(eventsDownFrom(43, 41), 10))).toEqual([43, 42, 41])
    expect(idsOf(newerThan(eventsDownFrom(2, 1), undefined))).toEqual([2, 1])
    expect(newerThan([], 10)).toEqual([])
  })
})

describe('what looks as before', () => {
  const callLater = (id: number) => inSlot(id, id * 20)
  const laterBy = (ms: number) => ({ fromMs: window.fromMs + ms, toMs: window.toMs + ms })

  it('is the same object, so that it is not drawn again: slots, flags and parts', () => {
    const sessions = new SessionLanes(60_000)
    const sources = new SourceLanes(60_000)
    const first = [callLater(3), inSlot(2, 0, { level: 'warn' }), callLater(1)]
    for (const lanes of [sessions, sources]) lanes.add(first, window)
    const [session, source] = [sessions.lanes(window, projects)[0], sources.lanes(window)[0]]
    for (const lanes of [sessions, sources]) lanes.add([inSlot(9, 2_000)], window)
    const [sessionNow, sourceNow] = [sessions.lanes(laterBy(2_000), projects)[0], sources.lanes(laterBy(2_000))[0]]
    expect(session?.slots).toHaveLength(3)
    for (const [index, slot] of session?.slots.entries() ?? []) expect(sessionNow?.slots[index]).toBe(slot)
    expect(sessionNow?.flags[0]).toBe(session?.flags[0])
    expect(sourceNow?.parts[0]).toBe(source?.parts[0])
    expect([sessionNow?.slots.length, sourceNow?.parts.length]).toEqual([4, 2])
  })

  it('is another one where something came to it, ended it, or it goes on', () => {
    const sessions = new SessionLanes(60_000)
    const slots = (by = 0) => sessions.lanes(laterBy(by), projects)[0]?.slots ?? []
    sessions.add([inSlot(1, 0, { hook: 'PreToolUse', ...call })], window)
    const open = slots()[0]
    expect(slots()[0]).toBe(open)
    expect(slots(2_000)[0]?.blocks[0]?.endMs).toBe(window.toMs + 2_000)
    sessions.add([inSlot(9, 500, { hook: 'PostToolUse', ...call })], window)
    const ended = slots(2_000)[0]
    expect(ended?.blocks[0]?.endMs).toBe(atMs + 15_000)
    expect(slots(4_000)[0]).toBe(ended)
    sessions.add([inSlot(10, 5)], window)
    expect(slots(4_000)[0]?.blocks).toHaveLength(2)
  })
})

describe('the lane of a source', () => {
  const sourcesOf = (...events: readonly PageEvent[]) => {
    const sources = new SourceLanes(60_000)
    sources.add(events.toReversed(), window)
    return sources
  }

  it('counts its events by level in equal parts of the window', () => {
    const [lane] = sourcesOf(someEvent(1), someEvent(1), someEvent(30, { level: 'error' })).lanes(window)
    expect([lane?.name, lane?.events, lane?.errors]).toEqual(['ci', 3, 1])
    expect(lane?.parts).toEqual([
      { fromMs: atMs + 1_000, counts: { info: 2 }, events: 2 },
      { fromMs: atMs + 30_000, counts: { error: 1 }, events: 1 },
    ])
    expect([lane?.eventIds().length, lane?.has(30), lane?.has(31)]).toEqual([3, true, false])
  })

  it('forgets what the window left, and a source that says no more', () => {
    const sources = sourcesOf(someEvent(1), someEvent(2, { source: 'sable' }), someEvent(30))
    const later = sources.lanes({ fromMs: atMs + 10_000, toMs: atMs + 70_000 })
    expect(later.map(({ name, events }) => [name, events])).toEqual([['ci', 1]])
  })
})
