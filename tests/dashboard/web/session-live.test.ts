/** The views of a session's live page as text and numbers. */
import { describe, expect, it } from 'vitest'
import type { LiveSessionState, LiveStep, LiveSubagent } from '../../../src/core/session/live-session.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import { conversationKinds, mainLane } from '../../../src/core/session/session-event.ts'
import type { EventQuery, SessionEventPage } from '../../../src/core/session/session-watch.ts'
import { plainLines } from '../../../src/core/words/text.ts'
import { nextFollowing } from '../../../src/dashboard/web/parts/follow.ts'
import { readAddress } from '../../../src/dashboard/web/session/conversation/address.ts'
import { ConversationFeed } from '../../../src/dashboard/web/session/conversation/conversation-feed.ts'
import { shownLines, toDiffLines } from '../../../src/dashboard/web/session/conversation/diff-lines.ts'
import { mostHeldEvents, withLive, withOlder } from '../../../src/dashboard/web/session/conversation/event-window.ts'
import { filterOf, shownRows } from '../../../src/dashboard/web/session/conversation/filters.ts'
import { toBlocks, toInline } from '../../../src/dashboard/web/session/conversation/formatted-text.ts'
import { type ConversationRow, toRows } from '../../../src/dashboard/web/session/conversation/rows.ts'
import { marked } from '../../../src/dashboard/web/session/conversation/search-marks.ts'
import { toLanes } from '../../../src/dashboard/web/session/timeline/steps.ts'
import { toSubagentTree } from '../../../src/dashboard/web/session/work/subagents.ts'

const baseMs = Date.parse('2026-11-20T12:00:00.000Z')
const iso = (seconds: number): string => new Date(baseMs + seconds * 1000).toISOString()
const cursor = (offset: number, lane = mainLane) => `${lane}@${offset}.0`
const base = (offset: number, responseId?: string) => ({
  cursor: cursor(offset),
  lane: mainLane,
  at: iso(offset),
  response: responseId === undefined ? undefined : { id: responseId },
})
const says = (offset: number, text = `text ${offset}`): SessionEvent => ({ ...base(offset), kind: 'text', text })
const calls = (offset: number, toolId: string, responseId?: string): SessionEvent => ({
  ...base(offset, responseId),
  kind: 'tool-call',
  toolId,
  tool: 'Bash',
  summary: `make ${toolId}`,
  input: '{}',
})
const results = (offset: number, toolId: string, outcome: 'done' | 'failed' = 'done'): SessionEvent => ({
  ...base(offset),
  kind: 'tool-result',
  toolId,
  outcome,
  text: 'out',
  images: 0,
})
const startOfDay = (ms: number): number => Math.floor(ms / 86_400_000) * 86_400_000
const rowsOf = (...events: SessionEvent[]): readonly ConversationRow[] => toRows(events, { startOfDay })

describe('rows of a conversation', () => {
  it('put a result to its call, wherever it comes', () => {
    const rows = rowsOf(calls(1, 'a'), says(2), results(5, 'a', 'failed'))
    expect(rows.map(({ kind }) => kind)).toEqual(['tool', 'text'])
    expect(rows[0]).toMatchObject({ status: 'failed', durationMs: 4000, summary: 'make a' })
  })

  it('put calls of one response under one head with the time of all', () => {
    const rows = rowsOf(
      calls(1, 'a', 'r'),
      calls(1, 'b', 'r'),
      results(2, 'a'),
      calls(1, 'c', 'r'),
      results(4, 'b'),
      results(5, 'c'),
      calls(9, 'd', 's'),
    )
    expect(rows.map(({ kind }) => kind)).toEqual(['parallel', 'tool', 'tool', 'tool', 'tool'])
    expect(rows[0]).toMatchObject({ count: 3, durationMs: 4000 })
    expect(rows.map((row) => (row.kind === 'tool' ? row.group : 'head'))).toEqual([
      'head',
      'first',
      'middle',
      'last',
      undefined,
    ])
  })

  it('keep a result whose call is not held, with what the state knows of it', () => {
    const step = { id: 'a', tool: 'Read', summary: 'src/a.ts', status: 'done' } as LiveStep
    const [row] = toRows([results(5, 'a')], { startOfDay, state: { steps: [step] } })
    expect(row).toMatchObject({ kind: 'tool', tool: 'Read', summary: 'src/a.ts', status: 'done' })
  })

  it('say when a new day begins, and keep their keys while the conversation grows', () => {
    const before = rowsOf(says(1), says(80_000))
    const after = rowsOf(says(1), says(80_000), says(90_000))
    expect(before.map(({ kind }) => kind)).toEqual(['text', 'day', 'text'])
    expect(after.slice(0, 3).map(({ key }) => key)).toEqual(before.map(({ key }) => key))
  })

  it('show what failed alone', () => {
    const rows = shownRows(rowsOf(calls(1, 'a'), results(2, 'a'), calls(3, 'b'), results(4, 'b', 'failed')), 'failed')
    expect(rows.map(({ key }) => key)).toEqual([cursor(3)])
  })
})

describe('text of an agent', () => {
  it('becomes paragraphs, lists and code, and never markup', () => {
    const blocks = toBlocks('# Head\nOne **two** `three`\n\n- a\n- b\n1. c\n```js\n<b>x</b>\n```\n<script>')
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'list', 'list', 'code', 'paragraph'])
    expect(blocks.at(-1)).toEqual({ kind: 'paragraph', content: [{ kind: 'text', text: '<script>' }] })
  })

  it('takes code without an end as code', () => {
    expect(toBlocks('```\nstill written')).toEqual([{ kind: 'code', text: 'still written' }])
  })

  it.each([
    ['javascript:alert(1)', []],
    ['[a](javascript:alert(1))', []],
    ['https://user:secret@example.com/x', []],
    ['see https://example.com/a.', ['https://example.com/a']],
    ['[bank](https://example.com/b)', ['https://example.com/b']],
  ])('links only to plain web addresses, and says where: %s', (text, urls) => {
    const links = toInline(text).filter((part) => part.kind === 'link')
    expect(links.map(({ url }) => url)).toEqual(urls)
    expect(links.every((link) => link.kind === 'link' && link.text === link.url)).toBe(true)
  })

  it('keeps lines and indentation, and nothing that hides or turns text', () => {
    expect(plainLines('a\r\n\tb\u001b[31m red\u202e\u200b\n  c')).toBe('a\n\tb red\n  c')
  })
})

describe('a diff', () => {
  it('numbers both sides', () => {
    const lines = toDiffLines([{ oldStart: 9, newStart: 9, lines: [' a', '-b', '+c', '+d', ' e'] }])
    expect(lines.map(({ number, text }) => `${number} ${text}`)).toEqual(['  9 a', '-10 b', '+10 c', '+11 d', ' 12 e'])
  })

  it('shows the first lines of a long output, and says how many there are more', () => {
    const text = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')
    expect(shownLines(text, false)).toMatchObject({ hidden: 76 })
    expect(shownLines(text, true)).toMatchObject({ hidden: 0 })
    expect(shownLines('a\nb\n', false)).toEqual({ lines: ['a', 'b'], hidden: 0 })
  })
})

describe('following', () => {
  const at = (topPx: number, lastTopPx: number, toEndPx: number, isNewestHeld = true) => ({
    topPx,
    lastTopPx,
    toEndPx,
    isNewestHeld,
  })
  it.each([
    ['ends with the smallest scroll up', true, at(996, 1000, 4), false],
    ['goes on when the list became shorter', true, at(900, 1000, 0), true],
    ['begins again at the end', false, at(1000, 900, 0), true],
    ['does not begin where the end is not the newest', false, at(1000, 900, 0, false), false],
    ['does not begin in the middle', false, at(1000, 900, 400), false],
    ['goes on while nobody scrolls', true, at(1000, 1000, 300), true],
  ])('%s', (_name, isFollowing, move, expected) => {
    expect(nextFollowing(isFollowing, move)).toBe(expected)
  })
})

describe('an address', () => {
  it('names an event, and with it its lane', () => {
    expect(readAddress({ event: 'agent1@12.0', lane: 'main' }, '')).toMatchObject({
      event: 'agent1@12.0',
      lane: 'agent1',
    })
    expect(readAddress({}, '#emain@12.0')).toMatchObject({ event: 'main@12.0' })
    expect(readAddress({ event: 'nonsense', show: 'x' }, '#e%')).toEqual({
      event: undefined,
      lane: 'main',
      show: 'all',
      search: '',
    })
  })
})

describe('what is searched for', () => {
  it('is marked in any case, and only where the places fit', () => {
    expect(marked('aBcabc', 'AB')).toEqual([
      { text: 'aB', isHit: true },
      { text: 'c', isHit: false },
      { text: 'ab', isHit: true },
      { text: 'c', isHit: false },
    ])
    expect(marked('İb', 'b')).toEqual([{ text: 'İb', isHit: false }])
  })
})

/** A session of so many events, served in pages as the server does. */
function source(count: number) {
  const all = Array.from({ length: count }, (_, index) => says(index))
  const asked: EventQuery[] = []
  const page = (query: EventQuery): SessionEventPage => {
    const { after, before, limit = 100 } = query
    const place = all.findIndex((event) => event.cursor === (after ?? before))
    if (after !== undefined) {
      const events = all.slice(place + 1, place + 1 + limit)
      return { events, after: place + 1 + limit < all.length ? events.at(-1)?.cursor : undefined, before: after }
    }
    const end = before === undefined ? all.length : place
    const events = all.slice(Math.max(0, end - limit), end)
    return { events, before: end - limit > 0 ? events[0]?.cursor : undefined, after: before }
  }
  return {
    all,
    asked,
    events: async (query: EventQuery) => {
      asked.push(query)
      return { ok: true, value: page(query) } as const
    },
    event: async (wanted: string) => {
      const value = all.find((event) => event.cursor === wanted)
      return value
        ? ({ ok: true, value } as const)
        : ({ ok: false, error: { status: 404, code: 'not-found', message: '' } } as const)
    },
  }
}

describe('the feed', () => {
  const filter = filterOf('all', mainLane, '')
  const cursorsOf = (feed: ConversationFeed) => feed.view.window.events.map((event) => event.cursor)

  it('opens at the newest and reads older pages without a gap', async () => {
    const served = source(1000)
    const feed = new ConversationFeed(served, filter)
    await feed.openNewest()
    await Promise.all([feed.loadOlder(), feed.loadOlder()])
    for (let page = 0; page < 4; page++) await feed.loadOlder()
    expect(cursorsOf(feed)).toEqual(served.all.map((event) => event.cursor))
    expect(feed.view.window.before).toBeUndefined()
    expect(served.asked).toHaveLength(5)
    expect(served.asked[0]).toMatchObject({ lane: mainLane, kinds: conversationKinds })
  })

  it('opens around an event, and reads to the newest from there', async () => {
    const served = source(1500)
    const feed = new ConversationFeed(served, filter)
    expect(await feed.openAround(cursor(700))).toBe(true)
    expect(cursorsOf(feed)).toContain(cursor(700))
    expect(feed.view.window.after).toBeDefined()
    feed.hear([says(5000)])
    expect(cursorsOf(feed)).not.toContain(cursor(5000))
    expect(feed.view.arrived).toBe(1)
    for (let page = 0; page < 4; page++) await feed.loadNewer()
    expect(cursorsOf(feed).at(-1)).toBe(cursor(1499))
    expect(feed.view.window.after).toBeUndefined()
  })

  it('goes to the newest where an event is gone', async () => {
    const feed = new ConversationFeed(source(10), filter)
    expect(await feed.openAround(cursor(999))).toBe(false)
    expect(cursorsOf(feed).at(-1)).toBe(cursor(9))
  })

  it('keeps what comes while a page is on its way, once', async () => {
    const feed = new ConversationFeed(source(10), filter)
    const opening = feed.openNewest()
    feed.hear([says(9), says(10)])
    await opening
    feed.hear([says(10), says(11), { ...says(12), lane: 'agent1' }])
    expect(cursorsOf(feed).slice(-3)).toEqual([cursor(9), cursor(10), cursor(11)])
  })

  it('reads after a break what came meanwhile', async () => {
    const served = source(10)
    const feed = new ConversationFeed(served, filter)
    await feed.openNewest()
    for (let index = 10; index < 1500; index++) served.all.push(says(index))
    await feed.catchUp()
    expect(cursorsOf(feed)).toHaveLength(1500)
  })

  it('holds so many events at most, and knows where to read the others again', () => {
    const events = Array.from({ length: mostHeldEvents }, (_, index) => says(index + 10))
    const grown = withLive({ events }, [says(mostHeldEvents + 10)])
    expect(grown.events).toHaveLength(mostHeldEvents)
    expect(grown.before).toBe(cursor(11))
    const older = withOlder({ events, before: cursor(10) }, { events: [says(8), says(9)] })
    expect(older.events).toHaveLength(mostHeldEvents)
    expect(older.after).toBe(older.events.at(-1)?.cursor)
  })
})

const step = (id: string, start: number, end: number | undefined, more: Partial<LiveStep> = {}): LiveStep => ({
  id,
  lane: mainLane,
  cursor: cursor(start),
  tool: 'Bash',
  status: end === undefined ? 'pending' : 'done',
  startedAt: iso(start),
  endedAt: end === undefined ? undefined : iso(end),
  ...more,
})

describe('the timeline', () => {
  const lanes = (steps: readonly LiveStep[], more: Partial<LiveSessionState> = {}) =>
    toLanes({ steps, subagents: [], status: 'busy', ...more }, [], baseMs + 100_000)

  it('gives steps that overlap a track each, and one alone the whole lane', () => {
    const [main] = lanes([step('a', 0, 10), step('b', 2, 5), step('c', 6, 9), step('d', 20, 21)])
    expect(main?.blocks.map(({ track, tracks }) => [track, tracks])).toEqual([
      [0, 2],
      [1, 2],
      [1, 2],
      [0, 1],
    ])
  })

  it('draws what runs until now, and a question instead of the step that it is about', () => {
    const [running] = lanes([step('a', 0, undefined)])
    expect(running?.blocks[0]).toMatchObject({ endMs: baseMs + 100_000, status: 'pending' })
    const [waiting] = lanes([step('a', 0, undefined)], { status: 'waiting', statusSince: iso(1), waitingStepId: 'a' })
    expect(waiting?.blocks.map(({ kind }) => kind)).toEqual(['wait'])
  })
})

describe('the tree of subagents', () => {
  const subagent = (id: string, parent: string, more: Partial<LiveSubagent> = {}): LiveSubagent => ({
    id,
    parent,
    status: 'done',
    toolCalls: 0,
    totalTokens: 0,
    depth: 1,
    ...more,
  })
  const tree = (...subagents: LiveSubagent[]) =>
    toSubagentTree({ status: 'busy', costUsd: 1, subagents } as unknown as LiveSessionState)

  it('stands below the main chain, children below their parents, each with its state', () => {
    const nodes = tree(
      subagent('a', mainLane, { type: 'Explore', costUsd: 0.25 }),
      subagent('c', 'b', { status: 'failed' }),
      subagent('b', mainLane, { status: 'pending' }),
    )
    expect(nodes.map(({ id, depth, status, figure }) => [id, depth, status, figure])).toEqual([
      ['main', 0, 'busy', '$0.75'],
      ['a', 1, 'done', '$0.25'],
      ['b', 1, 'working', ''],
      ['c', 2, 'failed', ''],
    ])
  })

  it('loses nobody whose parent is unknown or in a circle', () => {
    expect(tree(subagent('a', 'gone'), subagent('b', 'c'), subagent('c', 'b')).map(({ id }) => id)).toEqual([
      'main',
      'a',
      'b',
      'c',
    ])
  })
})
