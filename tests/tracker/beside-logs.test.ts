/** What agents keep beside their logs, in files and databases of their own: names, times and directories that no line tells. */
import { appendFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it, vi } from 'vitest'
import type { AgentId } from '../../src/agents/agent.ts'
import { historyName } from '../../src/agents/aider/session-source.ts'
import { listPrices } from '../../src/agents/list-prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { createSessionWatcher } from '../../src/sessions/session-watcher.ts'
import { type Database, openDatabase } from '../../src/storage/sqlite.ts'
import { keepWorkingFolder, keptWorkingFolders } from '../../src/storage/working-folders.ts'
import { createUsageService } from '../../src/tracker/usage-service.ts'
import { recordedHome } from '../sessions/agent-homes.ts'
import { ledgerOf, tempDir } from './home.ts'

function databaseAt(path: string, schema: string): Database {
  mkdirSync(dirname(path), { recursive: true })
  const opened = openDatabase(path, { migrations: [schema] })
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

async function sessionsOf(agent: AgentId, dataDir: string) {
  const ledger = await ledgerOf(dataDir, { sources: [{ agent, dataDir }] })
  await ledger.update()
  const service = createUsageService({ ledger, prices: createPriceBook(listPrices), timezone: 'UTC' })
  return new Map(service.sessions({ limit: 100 }).sessions.map((session) => [session.id, session]))
}

async function watched(agent: AgentId, dataDir: string, sessionId: string) {
  const watcher = createSessionWatcher({ sources: [{ agent, dataDir }] })
  const state = (await watcher.open(sessionId))?.state()
  await watcher.close()
  return state
}

const named = '01a21a0b-260d-70a0-b220-c3bc42b41e5a'
const titled = '01a21a0b-cb06-7fe1-917f-7b695fe728e7'
const untitled = '01a21a0b-c7e5-7cb2-b6b0-efd73d6d4877'

function codexState(path: string, columns = 'id, name, title, first_user_message'): Database {
  const state = databaseAt(path, `CREATE TABLE threads (${columns})`)
  const insert = state.prepare(`INSERT INTO threads VALUES (${columns.replace(/\w+/g, '?')})`)
  const width = columns.split(',').length
  const rows = [
    [named, 'The greeting', 'say hi', 'say hi'],
    [titled, null, 'Runs a subagent', 'RUN_SPAWN'],
    [untitled, null, 'forked turn', 'forked turn'],
  ]
  for (const [id, name, title, said] of rows) insert.run(...(width === 4 ? [id, name, title, said] : [id, title]))
  return state
}

it("a Codex thread has the name that its user gave it, else a title that is more than the first prompt; the newest layout's", async () => {
  const dataDir = recordedHome('codex')
  codexState(join(dataDir, 'state_4.sqlite'), 'id, title').close()
  codexState(join(dataDir, 'state_10.sqlite')).close()
  const sessions = await sessionsOf('codex', dataDir)
  expect(sessions.get(named)?.title).toBe('The greeting')
  expect(sessions.get(titled)?.title).toBe('Runs a subagent')
  expect(sessions.get(untitled)?.title).toBe('forked turn')
  expect(await watched('codex', dataDir, named)).toMatchObject({ title: 'The greeting' })
})

it('a state database that is damaged, of another layout or locked costs its titles and nothing else', async () => {
  const whole = await sessionsOf('codex', recordedHome('codex'))
  const damaged = recordedHome('codex')
  writeFileSync(join(damaged, 'state_5.sqlite'), 'no database at all, however long it may be'.repeat(100))
  const other = recordedHome('codex')
  databaseAt(join(other, 'state_5.sqlite'), 'CREATE TABLE threads_of_the_future (id)').close()
  const locked = recordedHome('codex')
  const writer = codexState(join(locked, 'state_5.sqlite'))
  writer.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  try {
    for (const dataDir of [damaged, other, locked]) {
      const sessions = await sessionsOf('codex', dataDir)
      expect([...sessions.keys()].sort()).toEqual([...whole.keys()].sort())
      expect(sessions.get(named)).toMatchObject({ title: whole.get(named)?.title, costUsd: whole.get(named)?.costUsd })
      expect(await watched('codex', dataDir, named)).toMatchObject({ sessionId: named })
    }
  } finally {
    writer.exec('ROLLBACK')
    writer.close()
  }
})

const conversation = '5c000000-0000-4000-8000-000000000001'
const chatOf = (dataDir: string, hash = 'a1b2') => join(dataDir, 'chats', hash, conversation)
const startedMs = Date.parse('2026-11-20T10:00:00.000Z')

function cursorStore(dataDir: string, meta: object): void {
  const store = databaseAt(
    join(chatOf(dataDir), 'store.db'),
    'CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT); CREATE TABLE blobs (id TEXT PRIMARY KEY, data BLOB)',
  )
  store.prepare('INSERT INTO meta VALUES (?, ?)').run('0', Buffer.from(JSON.stringify(meta)).toString('hex'))
  store.close()
}

it("a conversation of the Cursor CLI is listed, without any figure; its store tells its name and when it began, and the key in it is nobody's", async () => {
  const dataDir = recordedHome('cursor')
  const bare = (await sessionsOf('cursor', dataDir)).get(conversation)
  expect(bare).toMatchObject({ agent: 'cursor', responses: 0, prompts: expect.any(Number) })
  expect(bare?.costUsd).toBeUndefined()
  expect(bare?.startedAt).toBeUndefined()
  cursorStore(dataDir, { agentId: conversation, name: 'Fix the tests', createdAt: startedMs, blobEncryptionKey: 'k3y' })
  // What lies beside logs of one folder is looked at once in 20 ms.
  const told = await vi.waitFor(async () => {
    const session = (await sessionsOf('cursor', dataDir)).get(conversation)
    expect(session).toMatchObject({ title: 'Fix the tests', startedAt: '2026-11-20T10:00:00.000Z', responses: 0 })
    return session
  })
  expect(JSON.stringify(told)).not.toContain('k3y')
  expect(await watched('cursor', dataDir, conversation)).toMatchObject({ title: 'Fix the tests' })
})

it('meta.json of newer versions tells the directory and both times, and goes before the store', async () => {
  const dataDir = recordedHome('cursor')
  cursorStore(dataDir, { agentId: conversation, name: 'New Agent', createdAt: startedMs - 1 })
  const meta = { schemaVersion: 99, createdAtMs: startedMs, updatedAtMs: startedMs + 3_600_000, cwd: '/home/dev/shop' }
  writeFileSync(join(chatOf(dataDir), 'meta.json'), JSON.stringify({ ...meta, title: 'Dark theme' }))
  expect((await sessionsOf('cursor', dataDir)).get(conversation)).toMatchObject({
    title: 'Dark theme',
    project: 'shop',
    lastActiveAt: '2026-11-20T11:00:00.000Z',
  })
})

it('a name that the store alone tells is not lost beside a meta.json that has none', async () => {
  const dataDir = recordedHome('cursor')
  cursorStore(dataDir, { agentId: conversation, name: 'Fix the tests', createdAt: startedMs })
  writeFileSync(join(chatOf(dataDir), 'meta.json'), JSON.stringify({ createdAtMs: startedMs, cwd: '/home/dev/shop' }))
  expect((await sessionsOf('cursor', dataDir)).get(conversation)?.title).toBe('Fix the tests')
  expect(await watched('cursor', dataDir, conversation)).toMatchObject({
    title: 'Fix the tests',
    cwd: '/home/dev/shop',
  })
})

it.each([
  ['half a meta.json', (dir: string) => writeFileSync(join(dir, 'meta.json'), '{"title":"Da')],
  [
    'a meta.json of other types',
    (dir: string) => writeFileSync(join(dir, 'meta.json'), '{"title":{},"createdAtMs":"x"}'),
  ],
  ['a store that is none', (dir: string) => writeFileSync(join(dir, 'store.db'), 'x'.repeat(5000))],
  ['a folder in its place', (dir: string) => mkdirSync(join(dir, 'store.db'))],
])('%s is nothing that is told, and loses nothing else', async (_, damage) => {
  const dataDir = recordedHome('cursor')
  const before = (await sessionsOf('cursor', dataDir)).get(conversation)
  mkdirSync(chatOf(dataDir), { recursive: true })
  damage(chatOf(dataDir))
  expect((await sessionsOf('cursor', dataDir)).get(conversation)).toEqual(before)
  rmSync(dataDir, { recursive: true })
})

it('a transcript of the Cursor CLI that is torn, zeroed, huge or of a version to come loses nothing of what is whole', async () => {
  const whole = (await sessionsOf('cursor', recordedHome('cursor'))).get(conversation)
  const dataDir = recordedHome('cursor')
  const folder = join(dataDir, 'projects/home-dev-proj/agent-transcripts', conversation)
  const damage = [
    '{"role":"us',
    '\0'.repeat(4096),
    '{"role":"oracle","v":9}',
    `{"role":"user","x":"${'y'.repeat(3 << 20)}"}`,
  ]
  appendFileSync(join(folder, `${conversation}.jsonl`), `${damage.join('\n')}\n`)
  const ledger = await ledgerOf(dataDir, { sources: [{ agent: 'cursor', dataDir }] })
  await ledger.update()
  expect(ledger.status().badLines).toBeGreaterThan(0)
  expect((await sessionsOf('cursor', dataDir)).get(conversation)).toEqual(whole)
})

it("Aider's histories are listed where a project is known and ~/.aider is there: what was said, no figure, not its words on tokens", async () => {
  const [homeDir, project] = [tempDir(), tempDir()]
  cpSync(join(import.meta.dirname, '../fixtures/aider/history.md'), join(project, historyName))
  const piFolder = join(homeDir, 'pi/sessions/--project--')
  mkdirSync(piFolder, { recursive: true })
  const header = { type: 'session', version: 3, id: 'p-0001', cwd: project, timestamp: '2026-11-20T09:00:00.000Z' }
  writeFileSync(join(piFolder, 'now_p-0001.jsonl'), `${JSON.stringify(header)}\n`)
  const aider = { agent: 'aider', dataDir: join(homeDir, 'aider') } as const
  const ledger = await ledgerOf('', { sources: [{ agent: 'pi', dataDir: join(homeDir, 'pi') }, aider] })
  const found = async () => {
    await ledger.update()
    await ledger.update()
    const service = createUsageService({ ledger, prices: createPriceBook(listPrices), timezone: 'UTC' })
    return service.sessions({ limit: 10, agent: ['aider'] }).sessions
  }
  expect(await found()).toEqual([])
  mkdirSync(aider.dataDir)
  const [session, ...more] = await found()
  expect(more).toEqual([])
  expect(session).toMatchObject({ agent: 'aider', cwd: project, prompts: 3, responses: 0, totalTokens: 0 })
  expect(session?.costUsd).toBeUndefined()
  expect(session?.title).toBe('make the greeting polite')
  expect(session?.startedAt).toBe(new Date(2026, 10, 20, 10).toISOString())
  expect(await watched('aider', aider.dataDir, session?.id ?? '')).toMatchObject({ agent: 'aider', cwd: project })
})

it("Aider's history is listed where Aider alone was seen at work, with no project known and no ~/.aider", async () => {
  const [dataDir, seen, unseen] = [tempDir(), tempDir(), tempDir()]
  for (const dir of [seen, unseen])
    cpSync(join(import.meta.dirname, '../fixtures/aider/history.md'), join(dir, historyName))
  const aider = { agent: 'aider', dataDir: join(tempDir(), 'none') } as const
  const ledger = await ledgerOf('', { sources: [aider], dataDir })
  const folders = async () => {
    await ledger.update()
    const service = createUsageService({ ledger, prices: createPriceBook(listPrices), timezone: 'UTC' })
    return service.sessions({ limit: 10 }).sessions.map(({ agent, cwd }) => `${agent} ${cwd}`)
  }
  expect(await folders()).toEqual([])
  for (const dir of [seen, seen, join(seen, 'nothing-here')]) {
    expect(await keepWorkingFolder(dataDir, { agent: 'aider', dir })).toBe(true)
  }
  writeFileSync(join(dataDir, 'working-folders', 'aider-broken'), '../somewhere')
  writeFileSync(join(dataDir, 'working-folders', 'of-no-agent'), unseen)
  expect(await folders()).toEqual([`aider ${seen}`])
})

it('a folder that can not be kept is no error: it is tried again', async () => {
  const dataDir = tempDir()
  writeFileSync(join(dataDir, 'working-folders'), 'a file in the way')
  expect(await keepWorkingFolder(dataDir, { agent: 'aider', dir: dataDir })).toBe(false)
  expect(keptWorkingFolders(dataDir)).toEqual([])
})
