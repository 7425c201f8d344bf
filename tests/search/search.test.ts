import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../src/core/query/parse-query.ts'
import { searchKeys } from '../../src/core/search/search-question.ts'
import { indexSessions } from '../../src/search/index-pass.ts'
import { IndexWriter } from '../../src/search/index-writer.ts'
import { createSearchDesk } from '../../src/search/search-desk.ts'
import { openForReading } from '../../src/storage/sqlite.ts'
import { answer, at, indexed, newPath, nowMs, prompt, session } from './indexed.ts'
import { type MadeUpSession, type Said, sourceOf } from './made-up-sources.ts'

describe('a word', () => {
  it.each([
    ['lock', 'The lock is taken twice'],
    ['loc', 'The lock is taken twice'],
    ['retries', 'It retried once'],
    ['authenticat', 'The authentication fails'],
    ['useAuth', 'call useAuthToken() first'],
    ['AuthToken', 'call useAuthToken() first'],
    ['src/api', 'look into src/api/routes.ts'],
    ['price.ts', 'open price.ts now'],
    ['src/api/r', 'look into src/api/routes.ts'],
    ['useAuth.t', 'call useAuthToken() first'],
    ['部署', '请检查部署流程'],
    ['署', '请检查部署流程'],
    ['cafe', 'un café noir'],
    ['CAFÉ', 'un cafe noir'],
    ['"taken twice"', 'The lock is Taken Twice'],
  ])('%j finds %j', async (query, text) => {
    const { found } = await indexed([session('s', [prompt(text)])])
    expect(found(query)).toEqual(['s main@0.0'])
  })

  it.each([
    ['ock', 'The lock is taken twice'],
    ['"taken twic"', 'The lock is taken twice'],
    ['"taken twice"', 'taken, twice'],
    ['部流', '请检查部署流程'],
    ['TokenUse', 'call useAuthToken() first'],
  ])('%j does not find %j', async (query, text) => {
    const { found } = await indexed([session('s', [prompt(text)])])
    expect(found(query)).toEqual([])
  })
})

describe('a question', () => {
  const call: Said = { kind: 'tool-call', at: at(8), toolId: '1', tool: 'Bash', input: '{"command":"npm test lock"}' }
  const failed: Said = {
    kind: 'tool-result',
    at: at(7),
    toolId: '1',
    outcome: 'failed',
    text: 'lock timed out',
    images: 0,
  }
  const edit: Said = {
    kind: 'tool-call',
    at: at(6),
    toolId: '2',
    tool: 'Edit',
    path: 'src/queue/lock.ts',
    touches: 'edit',
    input: '{"new":"x"}',
  }
  const sessions = [
    session('one', [prompt('take the lock'), answer('the lock is taken'), call, failed, edit]),
    session('two', [prompt('an old lock', 5_000)], { agent: 'codex' }),
  ]

  it.each([
    ['lock', ['one main@0.0', 'one main@1.0', 'one main@2.0', 'one main@3.0', 'one main@4.0', 'two main@0.0']],
    ['role:prompt lock', ['one main@0.0', 'two main@0.0']],
    ['prompt:lock', ['one main@0.0', 'two main@0.0']],
    ['lock -role:prompt,answer', ['one main@2.0', 'one main@3.0', 'one main@4.0']],
    ['tool:bash', ['one main@2.0']],
    ['tool:ba*', ['one main@2.0']],
    ['is:failed', ['one main@3.0']],
    ['file:queue/lock', ['one main@4.0']],
    ['agent:codex lock', ['two main@0.0']],
    ['session:tw* lock', ['two main@0.0']],
    ['lock -agent:codex role:prompt', ['one main@0.0']],
    ['lock since:24h role:prompt', ['one main@0.0']],
    ['lock before:2026-11-18T00:00:00Z', ['two main@0.0']],
    ['timed OR old', ['one main@3.0', 'two main@0.0']],
    ['lock -timed role:result', []],
    ['-lock role:file', []],
    ['-timed role:file', ['one main@4.0']],
    ['lock is', ['one main@1.0']],
  ])('%j', async (query, expected) => {
    const { found } = await indexed(sessions)
    expect([...found(query)].sort()).toEqual([...expected].sort())
  })

  it('says of each word how often it stands alone, where nothing has all of them', async () => {
    const { ask } = await indexed(sessions)
    expect(ask('timed old').alone).toEqual([
      { word: 'timed', hits: 1 },
      { word: 'old', hits: 1 },
    ])
  })
})

describe('what is found', () => {
  it('stands by session, its four best and how many more', async () => {
    const many = Array.from({ length: 9 }, (_, n) => answer(`lock ${n}`, 60 - n))
    const { ask } = await indexed([session('one', many)])
    const [group] = ask('lock').groups
    expect(group?.hits).toHaveLength(4)
    expect(group?.more).toBe(5)
  })

  it('is the newest first when asked for', async () => {
    const { found } = await indexed([
      session('old', [prompt('lock lock lock', 900)]),
      session('new', [answer('a lock among many other words', 1)]),
    ])
    expect(found('lock', 'newest')).toEqual(['new main@0.0', 'old main@0.0'])
  })

  it('shows no secret', async () => {
    const { ask } = await indexed([session('one', [prompt('lock: export GITHUB_TOKEN=ghp_abcdefghijklmnopqrstuvwx')])])
    const excerpt = ask('lock').groups[0]?.hits[0]?.excerpt
    expect(excerpt).toContain('[redacted]')
    expect(excerpt).not.toContain('ghp_')
  })

  it('is still there when its records are gone, without an excerpt', async () => {
    const opened = await indexed([session('one', [prompt('the lock')])])
    opened.become([])
    const later = createSearchDeskOf(opened.path)
    expect(later.ask('lock').groups[0]?.hits).toEqual([{ cursor: 'main@0.0', role: 'prompt', at: at(10), marks: [] }])
  })
})

function createSearchDeskOf(path: string) {
  const opened = openForReading(path)
  if (!opened.ok) throw new Error(opened.error.message)
  const desk = createSearchDesk({ database: () => opened.value, sources: () => [], clock: () => nowMs })
  return {
    ask(text: string) {
      const read = parseQuery(text, searchKeys, { nowMs, startOfDay: () => undefined })
      if (!read.ok) throw new Error(read.error.message)
      return desk.ask({ query: read.value, order: 'best', limit: 20, hits: 4 })
    },
  }
}

describe('a session that goes on', () => {
  const before = [prompt('the first lock')]

  it('is gone on with where it was left, and nothing is there twice', async () => {
    const opened = await indexed([session('one', before)])
    opened.become([sourceOf(session('one', [...before, answer('the second lock')], { changedMs: nowMs + 1 }))])
    await opened.index()
    await opened.index()
    expect(opened.found('lock')).toEqual(['one main@0.0', 'one main@1.0'])
  })

  it('gets its subagents, also when they begin later', async () => {
    const opened = await indexed([session('one', before)])
    const said = { main: before, sub1: [prompt('a lock of the subagent')] }
    opened.become([sourceOf({ sessionId: 'one', changedMs: nowMs + 1, said })])
    await opened.index()
    expect([...opened.found('lock')].sort()).toEqual(['one main@0.0', 'one sub1@0.0'])
  })

  it('gets what its subagents say while its own records rest, as soon as somebody saw them written', async () => {
    const of = (said: MadeUpSession['said']) => ({
      ...sourceOf({ sessionId: 'one', changedMs: nowMs, said }),
      mark: 'm',
    })
    const opened = await indexed([])
    opened.become([of({ main: before, sub1: [prompt('a lock')] })])
    await opened.index()
    const grown = of({ main: before, sub1: [prompt('a lock'), answer('another lock')] })
    opened.become([grown])
    await opened.index()
    expect(opened.found('another')).toEqual([])
    const goesOn = async () => true
    await indexSessions({ writer: opened.writer, sources: [grown], areWritten: true, goesOn })
    expect(opened.found('another')).toEqual(['one sub1@1.0'])
    expect(opened.found('lock')).toHaveLength(3)
  })

  it('is read anew when what was read of it is not there any more', async () => {
    const opened = await indexed([session('one', [prompt('the first lock'), answer('the second lock')])])
    opened.become([
      sourceOf(session('one', [prompt('cut back, one lock'), answer('another')], { changedMs: nowMs + 1 })),
    ])
    await opened.index()
    expect(opened.found('lock')).toEqual(['one main@0.0'])
    expect(opened.found('second')).toEqual([])
  })

  it('whose records change in place is read whole, once a minute', async () => {
    let now = nowMs
    const opened = await indexed([session('one', [answer('half a lo')], { isRewritten: true })], newPath(), () => now)
    opened.become([sourceOf(session('one', [answer('half a lock')], { isRewritten: true, changedMs: nowMs + 1 }))])
    await opened.index()
    expect(opened.found('lock')).toEqual([])
    now += 61_000
    await opened.index()
    expect(opened.found('lock')).toEqual(['one main@0.0'])
  })
})

describe('a first pass', () => {
  it('that is stopped goes on where it was, and says how far it has come', async () => {
    const sessions = Array.from({ length: 4 }, (_, n) =>
      session(`s${n}`, [prompt(`lock ${n}`)], { changedMs: nowMs - n * 1_000 }),
    )
    const opened = await indexed([])
    opened.become(sessions.map(sourceOf))
    let steps = 0
    await opened.index(async () => ++steps < 2)
    expect(createSearchDeskOf(opened.path).ask('lock').hits).toBe(2)
    await opened.index()
    expect(createSearchDeskOf(opened.path).ask('lock').hits).toBe(4)
  })

  it('tells back to when what is found is complete', async () => {
    const sessions = Array.from({ length: 3 }, (_, n) =>
      session(`s${n}`, [prompt(`lock ${n}`)], { changedMs: nowMs - n * 60_000 }),
    )
    const opened = await indexed(sessions.slice(0, 2))
    opened.become(sessions.map(sourceOf))
    const read = createSearchDesk({
      database: () => databaseAt(opened.path),
      sources: () => sessions.map(sourceOf),
      clock: () => nowMs,
    })
    expect(read.ask({ query: { any: [] }, order: 'newest', limit: 5, hits: 4 }).progress).toEqual({
      sessions: 3,
      indexed: 2,
      completeSince: at(1),
    })
  })
})

function databaseAt(path: string) {
  const opened = openForReading(path)
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

it('is written once by two that make it at the same time', async () => {
  const sessions = Array.from({ length: 3 }, (_, n) => session(`s${n}`, [prompt(`lock ${n}`)]))
  const path = newPath()
  const [one, other] = [new IndexWriter(path, 'machine'), new IndexWriter(path, 'machine')]
  const sources = sessions.map(sourceOf)
  const index = (writer: IndexWriter) => indexSessions({ writer, sources, goesOn: async () => true })
  await Promise.all([index(one), index(other)])
  expect(createSearchDeskOf(path).ask('lock').hits).toBe(3)
  await index(other)
  expect(createSearchDeskOf(path).ask('lock').hits).toBe(3)
})

it('makes a damaged index anew, and says so', async () => {
  const opened = await indexed([session('one', [prompt('the lock')])])
  opened.writer.close()
  writeFileSync(opened.path, 'no database')
  const again = await indexed([session('one', [prompt('the lock')])], opened.path)
  expect(again.writer.problems.join()).toMatch(/made again from the transcripts/)
  expect(again.found('lock')).toEqual(['one main@0.0'])
})

it('says which sessions are kept here alone', async () => {
  const { ask } = await indexed([
    session('gone', [prompt('the lock')], { isKeptHere: true }),
    session('there', [prompt('the lock')]),
  ])
  const kept = ask('lock').groups.map(({ sessionId, isKeptHere }) => [sessionId, isKeptHere])
  expect(new Map(kept as [string, unknown][])).toEqual(
    new Map([
      ['gone', true],
      ['there', undefined],
    ]),
  )
})

describe('a session that is left out', () => {
  const secret = session('secret', [prompt('the launch code')])
  const open = session('open', [prompt('the launch date')])

  it('is taken out when it was indexed, also where its file is gone, and counts as gone through', async () => {
    const made = await indexed([secret, open])
    expect(made.found('launch')).toHaveLength(2)
    await indexSessions({
      ...{ writer: made.writer, sources: [sourceOf(open)], goesOn: async () => true },
      leftOut: new Set(['secret']),
    })
    expect(made.found('launch')).toEqual(['open main@0.0'])
    expect(made.ask('launch').progress).toEqual({ sessions: 2, indexed: 2 })
  })

  it('is never indexed where its own records tell it, and is once that is no longer wanted', async () => {
    const made = await indexed([])
    let looks = 0
    made.become([{ ...sourceOf(secret), looksLeftOut: () => ++looks > 0 }, sourceOf(open)])
    await made.index()
    expect(made.found('launch')).toEqual(['open main@0.0'])
    expect(looks).toBe(1)
    made.become([sourceOf(secret), sourceOf(open)])
    await made.index()
    expect(made.found('launch code')).toEqual(['secret main@0.0'])
  })
})
