import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { promptHistory as ofClaude } from '../../src/agents/claude/prompt-history.ts'
import { promptHistory as ofCodex } from '../../src/agents/codex/prompt-history.ts'
import { listPrices } from '../../src/agents/list-prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { parseQuery } from '../../src/core/query/parse-query.ts'
import { promptKeys, readPromptCursor } from '../../src/core/search/prompt-question.ts'
import { indexSessions } from '../../src/search/index-pass.ts'
import { IndexWriter } from '../../src/search/index-writer.ts'
import { indexLists, type PromptList } from '../../src/search/list-pass.ts'
import { createPromptDesk } from '../../src/search/prompt-desk.ts'
import { promptPrint } from '../../src/search/prompt-print.ts'
import { openForReading } from '../../src/storage/sqlite.ts'
import { type MadeUpSession, type Said, sourceOf } from './made-up-sources.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const atMs = (minutesAgo: number): number => nowMs - minutesAgo * 60_000
const at = (minutesAgo: number): string => new Date(atMs(minutesAgo)).toISOString()
const prompt = (text: string, minutesAgo = 10): Said => ({ kind: 'prompt', at: at(minutesAgo), text, images: 0 })
const session = (sessionId: string, main: readonly Said[], rest: Partial<MadeUpSession> = {}): MadeUpSession => ({
  ...{ sessionId, changedMs: nowMs, said: { main } },
  ...rest,
})
const typed = (display: string, minutesAgo: number, sessionId?: string, more: object = {}): string =>
  `${JSON.stringify({ display, pastedContents: {}, timestamp: atMs(minutesAgo), project: '/home/dev/shop', sessionId, ...more })}\n`

function opened() {
  const dir = mkdtempSync(join(tmpdir(), 'tce-prompts-'))
  const path = join(dir, 'search.sqlite')
  const listPath = join(dir, 'history.jsonl')
  const writer = new IndexWriter(path, 'machine', () => nowMs)
  let sources: readonly MadeUpSession[] = []
  let stamp = ''
  let leftOut: readonly string[] = []
  const list: PromptList = {
    ...{ agent: 'claude', path: listPath, read: ofClaude.read, stamp: () => stamp },
    isLeftOut: ({ sessionId = '' }) => leftOut.includes(sessionId),
  }
  const desk = () => {
    const database = openForReading(path)
    if (!database.ok) throw new Error(database.error.message)
    return createPromptDesk({
      ...{ database: () => database.value, sources: () => sources.map(sourceOf), lists: [list], clock: () => nowMs },
      prices: () => createPriceBook(listPrices, []),
    })
  }
  function ask(query = '', { limit = 50, cursor = '', starred = [] as readonly string[] } = {}) {
    const read = parseQuery(query, promptKeys, { nowMs, startOfDay: () => undefined })
    if (!read.ok) throw new Error(read.error.message)
    const before = readPromptCursor(cursor)
    const starredPrints = starred.map(promptPrint)
    return desk().prompts({ query: read.value, limit, before, starredPrints, timezone: 'Europe/Rome' })
  }
  const goesOn = async () => true
  return {
    writer,
    async sessions(...next: readonly MadeUpSession[]) {
      sources = next
      await indexSessions({ writer, sources: next.map(sourceOf), goesOn, clock: () => nowMs })
    },
    /** Their agent deleted the records. */
    forgetRecords() {
      sources = []
    },
    async listed(text: string, isNew = false) {
      if (isNew) writeFileSync(listPath, text)
      else appendFileSync(listPath, text)
      await indexLists({ writer, lists: [list], goesOn })
    },
    async leaveOut(ids: readonly string[]) {
      stamp = ids.join()
      leftOut = ids
      await indexLists({ writer, lists: [list], goesOn })
    },
    ask,
    texts: (query?: string) => ask(query).prompts.map(({ text }) => text),
    whole: (id: string) => desk().prompt(id),
  }
}

describe('a prompt in the records and in its agent’s own list', () => {
  it.each([
    ['records first', true],
    ['list first', false],
  ])('is one, %s', async (_, isRecordsFirst) => {
    const { sessions, listed, ask } = opened()
    const records = () => sessions(session('s', [prompt('take the lock', 10), prompt('and give it back', 5)]))
    const list = () => listed(typed('take the lock', 10.001, 's') + typed('and  give it back', 5.002, 's'))
    for (const add of isRecordsFirst ? [records, list] : [list, records]) await add()
    const { prompts, counts } = ask()
    expect(prompts.map(({ text, cursor }) => [text, cursor])).toEqual([
      ['and give it back', 'main@1.0'],
      ['take the lock', 'main@0.0'],
    ])
    expect(counts?.all).toBe(2)
    expect(ask('lock').prompts).toHaveLength(1)
  })

  it('is one where the list names no session, and where a paste stands in the list by its place', async () => {
    const { sessions, listed, texts } = opened()
    await listed(typed('from an older version', 10) + typed('[Pasted text #1 +3 lines]', 5, 's'))
    await sessions(session('s', [prompt('from an older version', 10), prompt('a\nb\nc\nd', 5)]))
    expect(texts()).toEqual(['a b c d', 'from an older version'])
  })

  it('is one though it waited for the end of a turn; the same text sent twice is two', async () => {
    const { sessions, listed, ask } = opened()
    await listed(typed('go on', 40, 's') + typed('go on', 9, 's'))
    await sessions(session('s', [prompt('go on', 20), prompt('go on', 9)]))
    expect(ask().prompts.map(({ at: when, timesSent }) => [when, timesSent])).toEqual([
      [at(9), 2],
      [at(20), 2],
    ])
  })

  it('stays when its agent deletes the records, with its text', async () => {
    const { sessions, listed, forgetRecords, ask, whole } = opened()
    await sessions(session('s', [prompt('take the lock')]))
    await listed(typed('take the lock', 10, 's'))
    forgetRecords()
    const [one] = ask('lock').prompts
    expect(one?.text).toBe('take the lock')
    expect(whole(one?.id ?? '')?.text).toBe('take the lock')
  })
})

describe('a prompt that only the list has', () => {
  it('is found by its words, with the project of its folder', async () => {
    const { listed, ask } = opened()
    await listed(typed('fix the checkout', 10, 'gone', { pastedContents: {} }))
    expect(ask('checkout project:shop').prompts).toMatchObject([
      { text: 'fix the checkout', project: 'shop', sessionId: 'gone', agent: 'claude' },
    ])
    expect(ask('project:other').prompts).toEqual([])
  })

  it('is there with what was pasted, and without what is no prompt', async () => {
    const { listed, texts } = opened()
    const pasted = { pastedContents: { 1: { id: 1, type: 'text', content: 'ENOSPC on /home' } } }
    await listed(`${typed('why [Pasted text #1 +2 lines]?', 10, 's', pasted)}no json\n{"display":7}\n`)
    expect(texts()).toEqual(['why ENOSPC on /home?'])
  })

  it('is read once, however often the list is looked at; one that was written anew is read anew', async () => {
    const { listed, ask } = opened()
    await listed(typed('one', 10, 's'))
    await listed(typed('two', 9, 's'))
    expect(ask().counts?.all).toBe(2)
    await listed(typed('three', 8, 's'), true)
    expect(ask().prompts.map(({ text }) => text)).toEqual(['three'])
  })

  it('is not there once its session is left out or forgotten, and back when it is left out no longer', async () => {
    const { listed, leaveOut, texts, writer } = opened()
    await listed(typed('secret plan', 10, 'a') + typed('other', 9, 'b'))
    await leaveOut(['a'])
    expect(texts()).toEqual(['other'])
    await leaveOut([])
    expect(texts()).toEqual(['other', 'secret plan'])
    writer.forget(['a'])
    expect(texts()).toEqual(['other'])
    expect(texts('secret')).toEqual([])
  })
})

describe('what is asked', () => {
  it('is the sessions’ own prompts: none of subagents, a fork’s copies not again', async () => {
    const { sessions, texts } = opened()
    const said = [prompt('plan it', 30), prompt('do it', 20)]
    await sessions(
      session('original', said, { said: { main: said, sub1: [prompt('look for locks', 19)] } }),
      session('fork', [...said, prompt('do it otherwise', 10)]),
    )
    expect(texts()).toEqual(['do it otherwise', 'do it', 'plan it'])
  })

  it('goes by agent, session, time, star and words', async () => {
    const { sessions, ask, texts } = opened()
    await sessions(
      session('one', [prompt('take the lock', 10), prompt('old lock', 5_000)]),
      session('two', [prompt('lock it twice', 8)], { agent: 'codex' }),
    )
    expect(texts('agent:codex')).toEqual(['lock it twice'])
    expect(texts('session:on* lock')).toEqual(['take the lock', 'old lock'])
    expect(texts('lock -twice since:24h')).toEqual(['take the lock'])
    expect(texts('twice OR old')).toEqual(['lock it twice', 'old lock'])
    expect(ask('is:starred', { starred: ['old  lock'] }).prompts.map(({ text }) => text)).toEqual(['old lock'])
    expect(ask('old since:24h').counts).toMatchObject({ prompts: 0, atAnyTime: 1, all: 3, agents: ['claude', 'codex'] })
  })

  it('comes in pages, counted by days of the zone', async () => {
    const { sessions, ask } = opened()
    // 00:30 in Rome is the day before in UTC.
    const night = (Date.parse('2026-11-20T12:00:00Z') - Date.parse('2026-11-19T23:30:00Z')) / 60_000
    await sessions(session('s', [prompt('c', night + 120), prompt('b', night), prompt('a', 1)]))
    const first = ask('', { limit: 2 })
    expect(first.prompts.map(({ text }) => text)).toEqual(['a', 'b'])
    expect(first.counts?.days).toEqual([
      { day: '2026-11-20', prompts: 2 },
      { day: '2026-11-19', prompts: 1 },
    ])
    const second = ask('', { limit: 2, cursor: first.nextCursor ?? '' })
    expect(second).toMatchObject({ prompts: [{ text: 'c' }] })
    expect([second.nextCursor, second.counts]).toEqual([undefined, undefined])
  })

  it('is shown without secrets', async () => {
    const { sessions, texts } = opened()
    await sessions(session('s', [prompt('use ghp_0123456789abcdefghij01 as key')]))
    expect(texts()).toEqual(['use [redacted] as key'])
  })
})

describe('what became of a prompt', () => {
  const call = (toolId: string, minutesAgo: number): Said => ({
    ...{ kind: 'tool-call', at: at(minutesAgo), toolId, tool: 'Edit', input: '{}' },
    response: {
      id: `m${toolId}`,
      model: 'claude-opus-5-5',
      tokens: { input: 1_000, output: 1_000, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
    },
  })
  const result = (toolId: string, minutesAgo: number, more: object): Said =>
    ({ kind: 'tool-result', at: at(minutesAgo), toolId, outcome: 'done', text: '', images: 0, ...more }) as Said

  it('is all up to the next one: tools, lines and cost, with its subagents’', async () => {
    const { sessions, ask } = opened()
    const main = [
      prompt('first', 30),
      call('1', 29),
      result('1', 28, { changed: { added: 5, removed: 2 }, agentId: 'sub1' }),
      prompt('second', 20),
      call('2', 19),
    ]
    await sessions(session('s', main, { said: { main, sub1: [prompt('look', 29), call('3', 28), call('4', 10)] } }))
    const [second, first] = ask().prompts
    expect(first).toMatchObject({ toolCalls: 2, linesAdded: 5, linesRemoved: 2 })
    expect(second).toMatchObject({ toolCalls: 1, linesAdded: 0, isLast: true })
    expect(first?.costUsd).toBeCloseTo(2 * (second?.costUsd ?? 0))
    expect(second?.costUsd).toBeGreaterThan(0)
  })
})

it('reads Codex’ own list, too', () => {
  expect(ofCodex.read('{"session_id":"01a2","ts":1795170000,"text":"fix it"}')).toEqual({
    ...{ text: 'fix it', atMs: 1_795_170_000_000, sessionId: '01a2' },
  })
  expect(ofCodex.read('{"session_id":"01a2"}')).toBeUndefined()
})
