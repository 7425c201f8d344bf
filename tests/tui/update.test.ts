import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { unicodeGlyphs } from '../../src/terminal/roles.ts'
import type { Key } from '../../src/tui/key.ts'
import { mostEvents, mostEventsReading, startModel, type WatchModel } from '../../src/tui/model.ts'
import { onKey, onNews } from '../../src/tui/update.ts'
import { frameFor } from '../../src/tui/view/layout.ts'
import { agentOf, twentyAgents, unseenSession } from '../fixtures/fleet/twenty-agents.ts'
import { events, sessionId, state } from '../fixtures/watch/payments-api.ts'

const wide = frameFor({ columns: 120, rows: 36 }, unicodeGlyphs)
const narrow = frameFor({ columns: 60, rows: 15 }, unicodeGlyphs)
const text = (typed: string): Key => ({ name: 'text', text: typed })
const watching: WatchModel = {
  ...onNews({ ...startModel, tabs: [sessionId], sessionId, state }, { type: 'fleet', fleet: twentyAgents }),
  feed: { ...startModel.feed, events },
}
const press = (model: WatchModel, ...keys: readonly Key[]): WatchModel =>
  keys.reduce((before, key) => onKey(before, key, wide).model, model)
const said = (index: number): SessionEvent => ({
  kind: 'text',
  lane: 'main',
  cursor: `main@${10_000_000 + index}.0`,
  at: new Date(Date.UTC(2026, 10, 20, 15) + index * 1000).toISOString(),
  text: `said ${index}`,
})
const many = (count: number): readonly SessionEvent[] => Array.from({ length: count }, (_, index) => said(index))

describe('the feed', () => {
  it('holds a bounded number of events, the newest', () => {
    let model = watching
    for (const event of many(3_000)) model = onNews(model, { type: 'events', events: [event] })
    expect(model.feed.events).toHaveLength(mostEvents)
    expect(model.feed.events.at(-1)?.cursor).toBe(said(2_999).cursor)
    expect(model.feed.older).toBe(model.feed.events[0]?.cursor)
  })

  it('stays where it is read, counts what came, and is bounded then too', () => {
    let model = press(watching, text(' '))
    const { top } = model.feed
    model = onNews(model, { type: 'events', events: many(3_000) })
    expect(model.feed).toMatchObject({ top, missed: 3_000, isFollowing: false })
    expect(model.feed.events).toHaveLength(mostEventsReading)
    const { model: next, effects } = onKey(model, text('g'), wide)
    expect(effects).toEqual([{ type: 'load-newest' }])
    expect(next.feed).toMatchObject({ isFollowing: true, missed: 0, top: undefined })
  })

  it('asks once for older events near the oldest one', () => {
    const older: WatchModel = { ...watching, feed: { ...watching.feed, older: 'main@5.0' } }
    const first = onKey(older, text('G'), wide)
    expect(first.effects).toEqual([{ type: 'load-older', before: 'main@5.0' }])
    expect(onKey(first.model, text('j'), wide).effects).toEqual([])
    const loaded = onNews(first.model, { type: 'older', events: many(3), older: undefined })
    expect(loaded.feed.chosen).toBe(first.model.feed.chosen)
    expect(onKey(loaded, text('G'), wide).effects).toEqual([])
  })

  it('loads the whole of an event only where it was cut', () => {
    expect(onKey(watching, { name: 'enter' }, wide).effects).toEqual([])
    const cut = { ...said(1), isCut: true }
    const model = onNews(watching, { type: 'events', events: [cut] })
    expect(onKey(model, { name: 'enter' }, wide).effects).toEqual([{ type: 'load-detail', cursor: cut.cursor }])
  })
})

describe('sessions', () => {
  it('keep their number while they live; new ones come last, the watched one stays', () => {
    const before = watching.tabs
    const gone = twentyAgents.processes.find(({ pid }) => pid === 51002)?.sessionId ?? ''
    const fresh = { ...agentOf(51002), id: '7:7', pid: 7, sessionId: 'new-session' }
    const processes = [fresh, ...twentyAgents.processes.filter(({ pid }) => pid !== 51002 && pid !== 48213)]
    const { tabs } = onNews(watching, { type: 'fleet', fleet: { ...twentyAgents, processes } })
    expect(tabs).toEqual([...before.filter((id) => id !== gone), 'new-session'])
    expect(tabs[0]).toBe(sessionId)
  })

  it('are switched by tab and number, and in one pane tab changes the pane', () => {
    const second = watching.tabs[1]
    expect(onKey(watching, { name: 'tab' }, wide).effects).toEqual([{ type: 'watch', sessionId: second }])
    expect(onKey(watching, text('2'), wide).effects).toEqual([{ type: 'watch', sessionId: second }])
    expect(onKey(watching, { name: 'tab' }, narrow)).toMatchObject({ model: { pane: 'state' }, effects: [] })
    expect(press({ ...watching, tabs: [sessionId] }, text('2')).notice).toBe('There is no session 2.')
  })
})

describe('kill', () => {
  const asked = onNews(watching, {
    type: 'ask-kill',
    target: {
      id: '1:1',
      pid: 1,
      start: '1',
      title: 'x',
      name: '',
      processName: 'claude',
      startedAt: '',
      children: [],
    },
    nowMs: 0,
  })

  it.each([text('n'), text('q'), { name: 'enter' }, { name: 'escape' }, text('k')] as const)(
    'is not done by %o',
    (key) => {
      const { model, effects } = onKey(asked, key, wide)
      expect(effects).toEqual([])
      expect(model).toMatchObject({ overlay: undefined, notice: 'Nothing was sent.' })
    },
  )

  it('is done once by y, whatever is pressed meanwhile', () => {
    const { model, effects } = onKey(asked, text('y'), wide)
    expect(effects).toHaveLength(1)
    expect(onKey(model, text('y'), wide).effects).toEqual([])
    expect(onKey(model, { name: 'interrupt' }, wide).effects).toEqual([{ type: 'quit', exitCode: 130 }])
  })

  it('is asked about the row that is chosen, not about the session', () => {
    const overview = press(watching, text('o'), { name: 'down' })
    expect(onKey(overview, text('k'), wide).effects).toEqual([{ type: 'ask-kill', agentId: agentOf(31877).id }])
  })

  it('finds nothing to kill in a replay or after the end of the process', () => {
    const ended = onNews(watching, { type: 'fleet', fleet: { ...twentyAgents, processes: [] } })
    expect(onKey(ended, text('k'), wide)).toMatchObject({ effects: [], model: { notice: 'No process of it runs.' } })
  })
})

describe('a session without a process', () => {
  const { sessionId: id, resumeCommand } = unseenSession
  const fleet = { ...twentyAgents, sessionsWithoutProcess: [unseenSession] }
  const seen = onNews(watching, { type: 'fleet', fleet })
  const chosen = press({ ...seen, screen: 'overview' }, { name: 'end' })

  it('has a number, and a row behind those of the agents that is watched by enter', () => {
    expect(seen.tabs).toContain(id)
    expect(onKey(chosen, { name: 'enter' }, wide).effects).toEqual([{ type: 'watch', sessionId: id }])
  })

  it("can't be ended or pinned, and is resumed by its command", () => {
    for (const [key, deed] of [
      ['k', 'ended'],
      ['p', 'pinned'],
      ['t', 'shown'],
    ] as const) {
      expect(onKey(chosen, text(key), wide)).toMatchObject({
        effects: [],
        model: { notice: `No process of it is seen: it can't be ${deed} from here.` },
      })
    }
    expect(onKey(chosen, text('c'), wide).effects).toEqual([{ type: 'copy', text: resumeCommand }])
  })

  it('keeps its row when its process is seen after all', () => {
    const processes = [...twentyAgents.processes, { ...agentOf(51002), id: '7:7', pid: 7, sessionId: id }]
    const next = onNews(chosen, { type: 'fleet', fleet: { ...twentyAgents, processes } })
    expect(onKey(next, { name: 'enter' }, wide).effects).toEqual([{ type: 'watch', sessionId: id }])
  })
})

it('takes letters for text while a filter is typed', () => {
  const model = press(watching, text('/'), text('qko?'))
  expect(model).toMatchObject({ typed: 'qko?', screen: 'session', feed: { filter: 'qko?' } })
  expect(model.overlay).toBeUndefined()
  expect(press(model, { name: 'backspace' }, { name: 'enter' })).toMatchObject({
    typed: undefined,
    feed: { filter: 'qko' },
  })
  expect(press(model, { name: 'escape' })).toMatchObject({ typed: undefined, feed: { filter: '' } })
})
