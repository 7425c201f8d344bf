/** What was heard of limits outlives the program: windows in force, past ones, plans. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readStatusLine } from '../../src/agents/claude/status-line.ts'
import type { LimitReading } from '../../src/core/limits/held-window.ts'
import { hours } from '../../src/core/time/duration.ts'
import { openLimitBook } from '../../src/limits/limit-book.ts'
import { limitRows } from '../../src/limits/limit-data.ts'
import { openLimitStore } from '../../src/limits/limit-store.ts'
import { createStatusLineFolder } from '../../src/limits/status-line-folder.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tce-limits-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const t0 = Date.parse('2026-11-20T12:00:00Z')
const reading = (usedPercent: number, atMs: number, resetsAtMs = t0 + hours(5)): LimitReading => ({
  ...{ agent: 'claude', account: '~/.claude', window: 'five-hours', usedPercent, atMs, heard: 'then' },
  ...{ source: 'status-line', windowMs: hours(5), resetsAtMs, by: 's1' },
})

async function open() {
  const store = openLimitStore(dir, 'm')
  if (!store.ok) throw new Error(store.error)
  return { store: store.value, book: await openLimitBook(store.value) }
}

it('a window in force and how it grew is as it was after a restart, its age too', async () => {
  const before = await open()
  const news = await before.book.note([reading(10, t0 + 1), reading(10, t0 + 90_000), reading(12, t0 + 99_000)])
  expect(news.map(({ now, before: was }) => [was?.usedPercent, now.usedPercent])).toEqual([
    [undefined, 10],
    [10, 12],
  ])
  const held = before.book.held()
  await before.store.close()
  const after = await open()
  expect(after.book.held()).toEqual(held)
  expect(await after.book.note([reading(12, t0 + 99_000)])).toEqual([])
  await after.store.close()
})

it('past windows are kept with the highest use and how they ended, newest first', async () => {
  const { store, book } = await open()
  await book.note([reading(80, t0 + 1), reading(3, t0 + hours(5) + 9, t0 + hours(10))])
  // Somebody repeats the window that is over.
  await book.note([reading(97, t0 + hours(6)), reading(0, t0 + hours(7), t0 + hours(12))])
  expect(await store.past(0)).toMatchObject([
    { account: 'claude ~/.claude', highestPercent: 3, end: 'early' },
    { highestPercent: 80, end: 'reset', endedAt: '2026-11-20T17:00:00.000Z', label: '5 hours' },
  ])
  expect(book.held()).toHaveLength(1)
  await store.close()
})

it('another machine in the same folder has windows of its own', async () => {
  const { store, book } = await open()
  await book.note([reading(80, t0)])
  await store.close()
  const other = openLimitStore(dir, 'other')
  expect(other.ok && (await other.value.held())).toEqual([])
  if (other.ok) await other.value.close()
})

const fixture = readFileSync(new URL('../fixtures/claude/status-line/with-limits.json', import.meta.url), 'utf8')

it('a status line is read from its file: when its numbers were said, not when it was drawn', () => {
  mkdirSync(join(dir, 'statusline'))
  const file = join(dir, 'statusline', '4711.json')
  writeFileSync(file, fixture)
  utimesSync(file, 1_795_200_000, 1_795_200_000)
  expect(createStatusLineFolder(dir, { read: readStatusLine }).look()).toMatchObject([
    { pid: 4711, atMs: 1_795_199_534_000, heard: 'then', drawnAtMs: 1_795_200_000_000 },
  ])
})

it('where nothing tells when, other numbers and more time at the model are news; the same again is not', () => {
  mkdirSync(join(dir, 'statusline'))
  const file = join(dir, 'statusline', '4711.json')
  const write = (usedPercent: number, apiMs: number, atSeconds: number) => {
    const limits = { five_hour: { used_percentage: usedPercent, resets_at: 1_795_206_733 } }
    writeFileSync(
      file,
      JSON.stringify({ session_id: 's', cost: { total_api_duration_ms: apiMs }, rate_limits: limits }),
    )
    utimesSync(file, atSeconds, atSeconds)
  }
  const folder = createStatusLineFolder(dir, { read: readStatusLine })
  const said = () => folder.look().map(({ heard, atMs }) => [heard, atMs / 1000])
  write(10, 100, 1_795_200_000)
  expect(said()).toEqual([['repeated', 1_795_200_000]])
  write(10, 100, 1_795_200_010)
  expect(said()).toEqual([['repeated', 1_795_200_000]])
  write(10, 200, 1_795_200_020)
  expect(said()).toEqual([['now', 1_795_200_020]])
  write(12, 200, 1_795_200_030)
  expect(said()).toEqual([['now', 1_795_200_030]])
})

it('what is no status line is passed over: broken, a folder, a name that is no pid', () => {
  mkdirSync(join(dir, 'statusline', '12.json'), { recursive: true })
  writeFileSync(join(dir, 'statusline', '13.json'), '{"session_id":')
  writeFileSync(join(dir, 'statusline', 'x.json'), fixture)
  writeFileSync(join(dir, 'statusline', '14.line'), 'x')
  expect(createStatusLineFolder(dir, { read: readStatusLine }).look()).toEqual([])
  expect(createStatusLineFolder(join(dir, 'none'), { read: readStatusLine }).look()).toEqual([])
})

it('a session that is forgotten is not named any more, its numbers stay; clearing leaves nothing', async () => {
  const { store, book } = await open()
  await book.note([reading(10, t0 + 1), reading(12, t0 + hours(6), t0 + hours(11))])
  await book.forget(['s1'])
  expect(book.held().map(({ usedPercent, by }) => [usedPercent, by])).toEqual([[12, undefined]])
  await store.close()
  const again = await open()
  expect(again.book.held()).toMatchObject([{ usedPercent: 12, by: undefined }])
  expect(limitRows(dir)).toMatchObject({ rows: 2, sinceMs: t0 })
  await again.book.clear()
  expect([again.book.held(), await again.store.past(0), await again.store.plans()]).toEqual([[], [], []])
  expect(limitRows(dir)?.rows).toBe(0)
  await again.store.close()
})

it('what a forgotten session wrote into the folder is gone, and nothing of others', () => {
  const folder = createStatusLineFolder(dir, { read: readStatusLine })
  mkdirSync(folder.dir, { recursive: true })
  writeFileSync(join(folder.dir, '11.json'), fixture)
  writeFileSync(join(folder.dir, '12.json'), fixture.replace('6d0fccfb', '7d0fccfb'))
  folder.forget([folder.look().find(({ pid }) => pid === 11)?.status.sessionId ?? ''])
  expect(folder.look().map(({ pid }) => pid)).toEqual([12])
  folder.forget()
  expect(folder.look()).toEqual([])
})
