/** Nine mistakes of a tool with the same purpose, found in its source: one test each, so that they stay away. */
import { appendFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { readSessionLine } from '../../src/agents/claude/session-log.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { LiveSession } from '../../src/core/session/live-session-reducer.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { waitFor } from '../tools/wait-for.ts'
import {
  call,
  eventsOf,
  jsonl,
  makeSessionHome,
  prompt,
  result,
  sessionId,
  text,
  thinking,
} from './transcript-lines.ts'

const prices = createPriceBook(claudePrices, [])
const snapshotOf = (events: readonly SessionEvent[], nowMs = Date.parse('2026-11-20T12:00:00Z')) => {
  const session = new LiveSession({ sessionId, agent: 'claude', prices })
  for (const event of events) session.add(event)
  return session.snapshot({ nowMs, isComplete: true, problems: [] })
}

let watcher: SessionWatcher | undefined
afterEach(async () => {
  await watcher?.close()
  vi.restoreAllMocks()
})
const open = async (configDir: string) => {
  watcher = createSessionWatcher({ sources: [{ agent: 'claude', dataDir: configDir }], prices })
  const watch = await watcher.open(sessionId)
  if (watch === undefined) throw new Error('The session was not found.')
  return watch
}

describe('a session', () => {
  it('1: shows prompts that are plain strings, and results whose details are one', () => {
    const events = eventsOf([
      prompt('please run it'),
      call('t1', 'Bash', { command: 'npm test' }),
      result('t1', 'no', { toolUseResult: 'Error: no', is_error: true }),
    ])
    expect(events.map(({ kind }) => kind)).toEqual(['prompt', 'tool-call', 'tool-result'])
    expect(snapshotOf(events).steps).toMatchObject([{ status: 'failed', result: 'no' }])
  })

  it('2: never writes to the terminal about a line it cannot read', () => {
    const written = [
      vi.spyOn(process.stdout, 'write'),
      vi.spyOn(process.stderr, 'write'),
      vi.spyOn(console, 'error'),
      vi.spyOn(console, 'warn'),
    ]
    for (const line of ['{"type":"user","message":', 'garbage', '[]', 'null', '{}', '"x"', '{"type":7}']) {
      const { events } = readSessionLine(line, { lane: 'main', offset: 0 })
      expect(events.map(({ kind }) => kind)).toEqual(['other'])
    }
    for (const spy of written) expect(spy).not.toHaveBeenCalled()
  })

  it('3: counts a response of several lines once, with its highest figures', () => {
    const usage = (output: number) => ({ input_tokens: 5, output_tokens: output, cache_read_input_tokens: 100 })
    const events = eventsOf([
      thinking('hm', { id: 'm1', usage: usage(1) }),
      text('So.', { id: 'm1', usage: usage(40) }),
      call('t1', 'Read', { file_path: '/a' }, { id: 'm1', usage: usage(40) }),
      text('Done.', { id: 'm2', usage: usage(7) }),
    ])
    expect(snapshotOf(events)).toMatchObject({ responses: 2, tokens: { input: 10, output: 47, cacheRead: 200 } })
  })

  it('4: measures the context with the cache, against the window of the model', () => {
    const usage = {
      input_tokens: 2_000,
      output_tokens: 500,
      cache_read_input_tokens: 150_000,
      cache_creation_input_tokens: 8_000,
    }
    const { context } = snapshotOf(eventsOf([text('x', { usage, model: 'claude-haiku-4-5' })]))
    expect(context).toMatchObject({ tokens: 160_000, windowTokens: 200_000, share: 0.8 })
    const million = snapshotOf(eventsOf([text('x', { usage, model: 'claude-opus-5-5' })]))
    expect(million.context.share).toBeCloseTo(0.16, 2)
  })

  it('5: makes no second session of lines without a session id', async () => {
    const home = makeSessionHome()
    home.write([
      { type: 'file-history-snapshot', messageId: 'm', snapshot: {} },
      prompt('one'),
      { type: 'summary', summary: 'A title', leafUuid: 'x' },
      text('two'),
    ])
    const watch = await open(home.configDir)
    const { events } = await watch.events()
    expect(new Set(events.map(({ lane }) => lane))).toEqual(new Set(['main']))
    expect(watch.state()).toMatchObject({ sessionId, title: 'A title', turns: 1 })
  })

  it('6: gives lines without a time none, and leaves them where they stand', async () => {
    const home = makeSessionHome()
    home.write([
      prompt('one'),
      { type: 'permission-mode', permissionMode: 'plan', sessionId },
      { type: 'tools-used', tools: ['Bash'], sessionId },
      text('two'),
      { type: 'custom-title', customTitle: 'Named', sessionId },
      { type: 'cost-state', totalCostUSD: 0.5, sessionId },
    ])
    const watch = await open(home.configDir)
    const { events } = await watch.events()
    expect(events.map(({ kind, at }) => [kind, at !== undefined])).toEqual([
      ['prompt', true],
      ['mode', false],
      ['other', false],
      ['text', true],
      ['title', false],
      ['cost', false],
    ])
    expect(watch.state()).toMatchObject({ title: 'Named', permissionMode: 'plan', reportedCostUsd: 0.5 })
  })

  it('7: waits for the rest of a half-written line, and shows what was there before it looked', async () => {
    const home = makeSessionHome()
    home.write([prompt('of before')])
    const watch = await open(home.configDir)
    expect((await watch.events()).events).toMatchObject([{ kind: 'prompt', text: 'of before' }])
    const seen: SessionEvent[] = []
    watch.subscribe((change) => change.type === 'events' && seen.push(...change.events))
    const line = Buffer.from(jsonl([prompt('with ü and 中 in it')]))
    const middle = line.indexOf('ü') + 1 // inside the letter
    appendFileSync(home.path, line.subarray(0, middle))
    // What is written to a later file is told: it has looked at the half line by then.
    home.append([prompt('of a subagent', { isSidechain: true, agentId: 'a1' })], home.subagentPath('a1'))
    await waitFor('what came after it', () => seen.find(({ lane }) => lane === 'a1'))
    expect(seen).toMatchObject([{ kind: 'prompt', text: 'of a subagent' }])
    appendFileSync(home.path, line.subarray(middle))
    await waitFor('the whole line', () => seen[1])
    expect(seen.slice(1)).toMatchObject([{ kind: 'prompt', text: 'with ü and 中 in it' }])
  })

  it('8: is busy while it thinks, shows a tool however long it runs, in the order of their calls, and stays small', () => {
    const nowMs = Date.now()
    const at = (secondsAgo: number) => ({ timestamp: new Date(nowMs - secondsAgo * 1000).toISOString() })
    const thinks = eventsOf([prompt('go', at(20))])
    expect(snapshotOf(thinks, nowMs)).toMatchObject({ status: 'busy', doing: 'thinking' })
    const running = eventsOf([
      prompt('go', at(400)),
      { ...call('t1', 'Bash', { command: 'make' }), ...at(390) },
      { ...call('t2', 'Grep', { pattern: 'x' }), ...at(389) },
      { ...call('t3', 'Read', { file_path: '/a/b.ts' }), ...at(388) },
    ])
    const state = snapshotOf(running, nowMs)
    expect(state).toMatchObject({ status: 'busy', doing: 'Read b.ts' })
    expect(state.steps.map(({ id, status }) => [id, status])).toEqual([
      ['t1', 'pending'],
      ['t2', 'pending'],
      ['t3', 'pending'],
    ])
    const long = Array.from({ length: 5_000 }, (_, i) => [
      call(`c${i}`, 'Bash', { command: `echo ${i}` }, { id: `m${i}` }),
      result(`c${i}`),
      prompt(`again ${i}`),
    ]).flat()
    const bounded = snapshotOf(eventsOf(long))
    expect(bounded.steps.length).toBeLessThanOrEqual(200)
    expect(bounded.flow.length).toBeLessThanOrEqual(96)
    expect(bounded.history.length).toBeLessThanOrEqual(240)
    expect(bounded).toMatchObject({ turns: 5_000, toolCalls: 5_000, responses: 5_000 })
  })

  it('9: is one of many, each chosen by its id, with its history and the process behind it', async () => {
    const home = makeSessionHome()
    home.write([prompt('first')])
    const other = makeSessionHome('99999999-2222-4333-8444-555555555555')
    other.write([prompt('second')])
    watcher = createSessionWatcher({
      sources: [
        { agent: 'claude', dataDir: home.configDir },
        { agent: 'claude', dataDir: other.configDir },
      ],
    })
    watcher.noteFleet({ processes: [waitingAgent] })
    const [a, b] = await Promise.all([watcher.open('11111111'), watcher.open('99999999')])
    expect(a?.state()).toMatchObject({
      title: 'first',
      status: 'waiting',
      statusFrom: 'registry',
      waitingFor: 'permission prompt',
      process: { id: '42:7', pid: 42 },
    })
    expect(b?.state()).toMatchObject({ title: 'second', statusFrom: 'events' })
    expect((await a?.events())?.events).toHaveLength(1)
    expect(await watcher.open('5')).toBeUndefined()
  })
})

const waitingAgent = {
  id: '42:7',
  pid: 42,
  start: '7',
  agent: 'claude',
  role: 'interactive',
  startedAt: '2026-11-20T09:00:00.000Z',
  command: 'claude',
  state: 'sleeping',
  children: [],
  sessionId,
  activity: 'waiting',
  waitingFor: 'permission prompt',
  activitySince: '2026-11-20T09:30:00.000Z',
  capabilities: ['kill', 'pin'],
  health: 'healthy',
  healthReason: '',
  pinned: false,
} as const
