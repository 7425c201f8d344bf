/** The store: private, broken, newer, on a full disk, thrown away. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase, openForReading } from '../../src/storage/sqlite.ts'
import { openLedger } from '../../src/tracker/open-ledger.ts'
import { ledgerPath } from '../../src/tracker/writing-side.ts'
import { canMount, smallDisk } from '../tools/small-disk.ts'
import {
  append,
  assistantLine,
  claudeSources,
  copyOf,
  fixtures,
  generateHome,
  ledgerOf,
  machine,
  session2,
  tempDir,
  totalsOf,
  transcriptPath,
  write,
} from './home.ts'

function homeWithOneResponse(): string {
  const configDir = join(tempDir(), '.claude')
  write(transcriptPath(configDir), assistantLine())
  return configDir
}

async function storeOf(configDir: string, ofMachine = machine): Promise<string> {
  const dataDir = join(tempDir(), 'data')
  const ledger = await openLedger({ dataDir, machine: ofMachine, sources: claudeSources(configDir) })
  await ledger.update()
  await ledger.close()
  return dataDir
}

it.skipIf(process.platform === 'win32')('is for its owner alone', async () => {
  const dataDir = join(tempDir(), 'data')
  const ledger = await ledgerOf(homeWithOneResponse(), { dataDir })
  await ledger.update()
  for (const name of readdirSync(dataDir)) expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
})

it('is still there the next time', async () => {
  const configDir = homeWithOneResponse()
  const dataDir = await storeOf(configDir)
  const ledger = await ledgerOf(configDir, { dataDir })
  expect(totalsOf(ledger).responses).toBe(1)
  expect(await ledger.update()).toMatchObject({ filesRead: 0 })
})

/** How many files and sessions each machine has. */
function machinesIn(dataDir: string): readonly unknown[] {
  const opened = openForReading(ledgerPath(dataDir))
  if (!opened.ok) throw new Error(opened.error.message)
  const count = (table: string) =>
    opened.value.prepare(`SELECT '${table}' AS rows, machine, count(*) AS count FROM ${table} GROUP BY machine`).all()
  const counts = ['file', 'session', 'stats_day'].flatMap(count)
  opened.value.close()
  return counts
}

it.each(['this', 'own'] as const)(
  'gives rows from before machines had names the name of this one, and counts nothing twice, in %s thread',
  async (thread) => {
    const configDir = homeWithOneResponse()
    const day = { date: '2026-11-18', tokensByModel: { 'claude-opus-4-8': 7 } }
    writeFileSync(join(configDir, 'stats-cache.json'), JSON.stringify({ version: 3, dailyModelTokens: [day] }))
    const dataDir = await storeOf(configDir, '')
    append(transcriptPath(configDir), assistantLine({ id: 'msg_2', request: 'req_2' }))
    write(transcriptPath(configDir, session2), assistantLine({ id: 'msg_3', request: 'req_3', session: session2 }))
    const ledger = await ledgerOf(configDir, { dataDir, thread })
    expect(await ledger.update()).toMatchObject({ newResponses: 2 })
    expect(totalsOf(ledger).responses).toBe(3)
    const named = [
      { rows: 'file', machine, count: 2 },
      { rows: 'session', machine, count: 2 },
      { rows: 'stats_day', machine, count: 1 },
    ]
    expect(machinesIn(dataDir)).toEqual(named)
    await ledger.rebuild()
    expect(totalsOf(ledger).responses).toBe(3)
    expect(machinesIn(dataDir)).toEqual(named)
  },
)

it('leaves rows of another machine theirs', async () => {
  const configDir = homeWithOneResponse()
  const dataDir = await storeOf(configDir, 'another')
  const ledger = await ledgerOf(configDir, { dataDir })
  await ledger.update()
  expect(totalsOf(ledger).responses).toBe(1)
  expect(machinesIn(dataDir)).toMatchObject([{ machine: 'another' }, { machine: 'another' }])
})

it.each([
  ['cut short', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 5000))],
  ['no database at all', (path: string) => writeFileSync(path, 'hello '.repeat(1000))],
  [
    'overwritten in the middle',
    (path: string) => {
      const bytes = readFileSync(path)
      writeFileSync(path, bytes.fill(0x41, 4096, bytes.length - 4096))
    },
  ],
])('is kept aside and counted again when it is %s', async (_, damage) => {
  const configDir = homeWithOneResponse()
  const dataDir = await storeOf(configDir)
  damage(ledgerPath(dataDir))
  const ledger = await ledgerOf(configDir, { dataDir })
  const { problems } = await ledger.update()
  expect(totalsOf(ledger).responses).toBe(1)
  expect(problems[0]).toMatch(/is damaged.*It was kept as .*ledger\.sqlite\.broken-/)
  expect(readdirSync(dataDir).some((name) => name.startsWith('ledger.sqlite.broken-'))).toBe(true)
})

it('is kept aside when a newer TCE wrote it', async () => {
  const configDir = homeWithOneResponse()
  const dataDir = await storeOf(configDir)
  const opened = openDatabase(ledgerPath(dataDir), { migrations: Array.from({ length: 99 }, () => '') })
  if (!opened.ok) throw new Error(opened.error.message)
  opened.value.close()
  const ledger = await ledgerOf(configDir, { dataDir })
  const { problems } = await ledger.update()
  expect(totalsOf(ledger).responses).toBe(1)
  expect(problems[0]).toMatch(/written by a newer TCE \(schema 99.*Update TCE.*kept as/)
})

it('is copied before a migration', () => {
  const path = join(tempDir(), 'x.sqlite')
  const first = openDatabase(path, { migrations: ['CREATE TABLE a (x); INSERT INTO a VALUES (7)'] })
  if (first.ok) first.value.close()
  const second = openDatabase(path, {
    migrations: ['CREATE TABLE a (x); INSERT INTO a VALUES (7)', 'ALTER TABLE a ADD COLUMN y'],
    nowMs: () => Date.parse('2026-11-20T10:00:00Z'),
  })
  if (!second.ok) throw new Error(second.error.message)
  expect(second.value.prepare('SELECT * FROM a').get()).toEqual({ x: 7, y: null })
  second.value.close()
  const copy = openDatabase(`${path}.schema-1-2026-11-20T10-00-00-000Z`, { migrations: [''] })
  if (!copy.ok) throw new Error(copy.error.message)
  expect(copy.value.prepare('SELECT * FROM a').get()).toEqual({ x: 7 })
  copy.value.close()
})

it.each(['this', 'own'] as const)('reports from memory when nothing can be saved, in %s thread', async (thread) => {
  const configDir = homeWithOneResponse()
  const root = tempDir()
  write(join(root, 'file'), '')
  const ledger = await ledgerOf(configDir, { dataDir: join(root, 'file', 'data'), thread })
  const report = await ledger.update()
  expect(report.isSaved).toBe(false)
  expect(report.problems[0]).toMatch(/^Nothing was saved:/)
  expect(totalsOf(ledger).responses).toBe(1)
})

it.skipIf(!canMount)('reports from memory when the disk is full, and saves again when it is not', async () => {
  const { configDir, truth } = generateHome({ sessions: 30, 'size-mb': 5, seed: 41 })
  const disk = smallDisk('300k')
  let nowMs = Date.now()
  const ledger = await ledgerOf(configDir, { dataDir: join(disk.dir, 'data'), nowMs: () => nowMs })
  const report = await ledger.update()
  expect(report.isSaved).toBe(false)
  expect(report.problems.join()).toMatch(/Nothing was saved:.*full/)
  expect(totalsOf(ledger).responses).toBe(truth.counts['responses'])
  disk.become('100m')
  nowMs += 60_000
  expect(await ledger.update()).toMatchObject({ isSaved: true })
  expect(totalsOf(ledger).responses).toBe(truth.counts['responses'])
  expect(existsSync(ledgerPath(join(disk.dir, 'data')))).toBe(true)
})

it('knows days of stats-cache that are older than every transcript', async () => {
  const configDir = copyOf(join(fixtures, 'projects/2.1.39'))
  write(join(configDir, 'stats-cache.json'), readFileSync(join(fixtures, 'stats-cache/v5-self-2.1.329.json')))
  write(transcriptPath(configDir), assistantLine({ at: '2026-11-18T12:00:00.000Z' }))
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  expect(ledger.statsCacheDays()).toEqual([
    { agent: 'claude', date: '2026-11-16', model: 'claude-opus-5-5', tokens: 19_767, includesCache: true },
    { agent: 'claude', date: '2026-11-16', model: 'claude-sonnet-5', tokens: 1_000_000, includesCache: true },
    { agent: 'claude', date: '2026-11-17', model: 'claude-opus-5-5', tokens: 19_733, includesCache: true },
  ])
})

it('announces an appended response while it follows, from another thread', async () => {
  const configDir = homeWithOneResponse()
  const ledger = await ledgerOf(configDir, { thread: 'own' })
  await ledger.update()
  await ledger.follow()
  const revision = ledger.revision()
  const changed = new Promise<readonly string[]>((resolve) => ledger.onChange(({ sessionIds }) => resolve(sessionIds)))
  append(transcriptPath(configDir), assistantLine({ id: 'msg_2', request: 'req_2' }))
  expect(await changed).toEqual(['11111111-1111-4111-8111-111111111111'])
  expect(totalsOf(ledger).responses).toBe(2)
  expect(ledger.revision()).toBeGreaterThan(revision)
})

it('notices a project that did not exist when it began to follow', async () => {
  const configDir = join(tempDir(), '.claude')
  mkdirSync(join(configDir, 'projects'), { recursive: true })
  const ledger = await ledgerOf(configDir)
  await ledger.follow()
  const changed = new Promise((resolve) => ledger.onChange(resolve))
  write(transcriptPath(configDir), assistantLine())
  await changed
  expect(totalsOf(ledger).responses).toBe(1)
})
