/** A session followed as its files grow: in order, without gaps, whatever happens to the files. */
import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import type { SessionChange, SessionWatch } from '../../src/core/session/session-watch.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { waitFor } from '../tools/wait-for.ts'
import {
  call,
  jsonl,
  latestTimeMs,
  makeSessionHome,
  prompt,
  result,
  sessionId,
  text,
  turnEnd,
} from './transcript-lines.ts'

let watcher: SessionWatcher | undefined
afterEach(() => watcher?.close())

async function open(
  configDir: string,
): Promise<SessionWatch & { readonly seen: SessionEvent[]; readonly changes: SessionChange[] }> {
  watcher ??= createSessionWatcher({
    sources: [{ agent: 'claude', dataDir: configDir }],
    clock: latestTimeMs,
    prices: createPriceBook(claudePrices, []),
  })
  const watch = await watcher.open(sessionId)
  if (watch === undefined) throw new Error('The session was not found.')
  const seen: SessionEvent[] = []
  const changes: SessionChange[] = []
  watch.subscribe((change) => {
    changes.push(change)
    if (change.type === 'events') seen.push(...change.events)
  })
  return { ...watch, seen, changes }
}
afterEach(() => {
  watcher = undefined
})

describe('following', () => {
  it('tells what is appended, in order, and the state after it', async () => {
    const home = makeSessionHome()
    home.write([prompt('go')])
    const watch = await open(home.configDir)
    home.append([call('t1', 'Bash', { command: 'npm test' })])
    await waitFor('the call', () => watch.seen[0])
    home.append([result('t1'), text('Done.'), turnEnd()])
    await waitFor('the end of the turn', () => watch.seen.find(({ kind }) => kind === 'turn-end'))
    expect(watch.seen.map(({ kind }) => kind)).toEqual(['tool-call', 'tool-result', 'text', 'turn-end'])
    await waitFor('the state', () =>
      watch.changes.find((change) => change.type === 'state' && change.state.steps[0]?.status === 'done'),
    )
    expect(watch.state()).toMatchObject({ turns: 1, toolCalls: 1, messages: 2, responses: 1 })
  })

  it('takes in 10,000 lines at once, each once', async () => {
    const home = makeSessionHome()
    home.write([prompt('go')])
    const watch = await open(home.configDir)
    const lines = Array.from({ length: 10_000 }, (_, i) => text(`line ${i}`, { id: `m${i}` }))
    home.append(lines)
    await waitFor('all of them', () => watch.seen.length >= 10_000 || undefined)
    expect(watch.seen).toHaveLength(10_000)
    expect(watch.seen.map((event) => (event.kind === 'text' ? event.text : ''))).toEqual(
      lines.map((_, i) => `line ${i}`),
    )
    expect(watch.state()).toMatchObject({ responses: 10_000, eventCount: 10_001 })
    // The ring is bounded; what is older is read from the file.
    expect((await watch.events({ limit: 1000, before: watch.seen[100]?.cursor })).events).toHaveLength(101)
  })

  it('finds subagents that begin later, with the type and the parent of each', async () => {
    const home = makeSessionHome()
    home.write([
      prompt('go'),
      call('t1', 'Agent', { description: 'Look around', prompt: 'Look!', subagent_type: 'Explore' }),
    ])
    const watch = await open(home.configDir)
    expect(watch.state().subagents).toMatchObject([{ id: 't1', type: 'Explore', status: 'pending' }])
    home.append([prompt('Look!', { isSidechain: true, agentId: 'a1' })], home.subagentPath('a1'))
    home.append([call('s1', 'Grep', { pattern: 'TODO' }, { id: 'x1' })], home.subagentPath('a1'))
    await waitFor('the subagent', () => watch.seen.find(({ lane }) => lane === 'a1'))
    await waitFor('its step', () => watch.state().subagents[0]?.doing)
    expect(watch.state()).toMatchObject({
      doing: '1 subagent',
      subagents: [
        {
          id: 'a1',
          toolId: 't1',
          type: 'Explore',
          description: 'Look around',
          doing: 'Grep TODO',
          toolCalls: 1,
          depth: 1,
        },
      ],
    })
    home.append([result('s1'), text('Found.', { id: 'x2' })], home.subagentPath('a1'))
    home.append([result('t1', 'Found.', { toolUseResult: { agentId: 'a1', totalDurationMs: 1200, totalTokens: 999 } })])
    await waitFor('its end', () => watch.state().subagents[0]?.status === 'done' || undefined)
    expect(watch.state().subagents).toHaveLength(1)
  })

  it('starts again when the transcript was cut, and says so', async () => {
    const home = makeSessionHome()
    home.write([prompt('one'), text('two'), text('three')])
    const watch = await open(home.configDir)
    truncateSync(home.path, 0)
    home.append([prompt('new')])
    await waitFor('resync', () => watch.changes.find(({ type }) => type === 'resync'))
    await waitFor('the new state', () => watch.state().eventCount === 1 || undefined)
    expect(watch.state()).toMatchObject({ turns: 1, title: 'new' })
    expect((await watch.events()).events).toMatchObject([{ text: 'new' }])
  })

  it('resumes behind any event without a gap', async () => {
    const home = makeSessionHome()
    home.write([prompt('go'), text('a'), text('b')])
    const watch = await open(home.configDir)
    const { events } = await watch.events()
    home.append([text('c'), text('d')])
    await waitFor('d', () => watch.seen[1])
    const missed = await watch.events({ after: events[1]?.cursor })
    expect(missed.events.map((event) => (event.kind === 'text' ? event.text : ''))).toEqual(['b', 'c', 'd'])
    expect(missed.after).toBeUndefined()
  })

  it('shares one follower between watches, and ends it with the last', async () => {
    const home = makeSessionHome()
    home.write([prompt('go')])
    const first = await open(home.configDir)
    const second = await open(home.configDir)
    first.close()
    home.append([text('still here')])
    await waitFor('the text', () => second.seen[0])
    expect(first.seen).toEqual([])
    second.close()
    const again = await open(home.configDir)
    expect((await again.events()).events).toHaveLength(2)
  })

  it('shows a session before it has a transcript, and follows it from its first line', async () => {
    const home = makeSessionHome()
    watcher = createSessionWatcher({ sources: [{ agent: 'claude', dataDir: home.configDir }] })
    watcher.noteFleet({ processes: [process] })
    const watch = await open(home.configDir)
    expect(watch.state()).toMatchObject({ status: 'idle', project: 'shop', name: 'shop-7f', eventCount: 0 })
    home.write([prompt('first words')])
    await waitFor('the prompt', () => watch.seen[0])
    expect(watch.seen).toMatchObject([{ kind: 'prompt', text: 'first words' }])
    expect(watch.state()).toMatchObject({ turns: 1, title: 'first words' })
  })
})

describe('the state of a log that ends', () => {
  it('in the middle of a step is interrupted once nobody runs it', async () => {
    const home = makeSessionHome()
    home.write([prompt('go'), call('t1', 'Bash', { command: 'make' })])
    watcher = createSessionWatcher({
      sources: [{ agent: 'claude', dataDir: home.configDir }],
      clock: () => latestTimeMs() + 11 * 60_000,
    })
    const watch = await open(home.configDir)
    expect(watch.state()).toMatchObject({ status: 'ended', statusFrom: 'events', steps: [{ status: 'interrupted' }] })
  })

  it('with a clean end is ended, until somebody resumes it', async () => {
    const home = makeSessionHome()
    home.write([prompt('go'), text('ok'), { type: 'cost-state', totalCostUSD: 1.5, sessionId }])
    const watch = await open(home.configDir)
    expect(watch.state()).toMatchObject({ status: 'ended', reportedCostUsd: 1.5 })
    home.append([prompt('once more')])
    await waitFor('it to be busy', () => watch.state().status === 'busy' || undefined)
    expect(watch.state()).toMatchObject({ doing: 'thinking', turns: 2 })
  })
})

it('reads subagents of before 2.1, which lie beside the sessions', async () => {
  const home = makeSessionHome()
  home.write([prompt('go')])
  const beside = `${dirname(home.path)}/agent-abc1234.jsonl`
  mkdirSync(dirname(beside), { recursive: true })
  writeFileSync(beside, jsonl([prompt('Warmup', { isSidechain: true, agentId: 'abc1234' })]))
  appendFileSync(`${dirname(home.path)}/agent-other.jsonl`, jsonl([prompt('no', { sessionId: 'another' })]))
  const watch = await open(home.configDir)
  expect(watch.state().subagents).toMatchObject([{ id: 'abc1234' }])
  expect((await watch.events()).events.map(({ lane }) => lane).toSorted()).toEqual(['abc1234', 'main'])
})

it('hides secrets in events and state, unless its reader may see them', async () => {
  const home = makeSessionHome()
  const secret = `sk-${'ant-'}${'a1B2c3D4'.repeat(4)}`
  home.write([prompt(`use ${secret}`), call('t1', 'Bash', { command: `export KEY=${secret}` })])
  const watch = await open(home.configDir)
  expect(JSON.stringify([await watch.events(), watch.state()])).not.toContain(secret)
  const open2 = await watcher?.open(sessionId, { isRedacted: false })
  expect(JSON.stringify(await open2?.events())).toContain(secret)
  expect(JSON.stringify(open2?.state())).toContain(secret)
})

const process = {
  id: '42:7',
  pid: 42,
  start: '7',
  agent: 'claude',
  role: 'interactive',
  startedAt: '2026-11-20T09:00:00.000Z',
  cwd: '/home/dev/shop',
  name: 'shop-7f',
  command: 'claude',
  state: 'sleeping',
  children: [],
  sessionId,
  activity: 'idle',
  capabilities: ['kill', 'pin'],
  health: 'healthy',
  healthReason: '',
  pinned: false,
} as const

it('opens a log that ends in the middle of a line, or without a line end', async () => {
  const home = makeSessionHome()
  home.write([prompt('go'), text('x'.repeat(2_000_000))])
  appendFileSync(home.path, JSON.stringify(text('whole, but not ended')))
  const watch = await open(home.configDir)
  expect(watch.state()).toMatchObject({ eventCount: 3, isComplete: true })
  appendFileSync(home.path, `\n{"type":"user","mess`)
  watch.close()
  watcher = undefined
  const again = await open(home.configDir)
  expect(again.state()).toMatchObject({ eventCount: 3, isComplete: true })
})
