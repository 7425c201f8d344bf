/** One session at this moment: its registry entry, and whether its process would take anything. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import { createEntryMark, createSessionLook } from '../../src/scanner/session-look.ts'
import { createFakeProcessTable, type FakeProcessTable } from './fake-process-table.ts'

const ref = { pid: 11_263, start: '67281', agent: 'claude' }
const entry = { pid: ref.pid, procStart: ref.start, sessionId: 's1', kind: 'bg', jobId: '52b47775', status: 'idle' }

let configDir: string
let table: FakeProcessTable
let nowMs: number
let look: ReturnType<typeof createSessionLook>

beforeEach(() => {
  configDir = mkdtempSync(join(tmpdir(), 'tce-look-'))
  mkdirSync(join(configDir, 'sessions'))
  writeFileSync(join(configDir, 'sessions', `${ref.pid}.json`), JSON.stringify(entry))
  table = createFakeProcessTable()
  table.add({ ...ref, exePath: '/opt/claude' })
  nowMs = 100_000
  look = createSessionLook({ table, sources: [{ agent: claude, configDir }], platform: 'linux', clock: () => nowMs })
})
afterEach(() => rmSync(configDir, { recursive: true, force: true }))

it('is what its registry says, with what shows it where it has no terminal', async () => {
  const known = { role: 'background', jobId: '52b47775', configDir, exePath: '/opt/claude' }
  expect(await look(ref)).toMatchObject({ activity: 'idle', sessionId: 's1', ...known })
  expect(await look({ ...ref, start: '1' })).toBeUndefined()
})

it('that is suspended takes nothing, nor in the seconds in which it takes its terminal back', async () => {
  table.change(ref.pid, { state: 'stopped' })
  expect((await look(ref))?.activity).toBe('unknown')
  table.change(ref.pid, { state: 'sleeping' })
  nowMs += 2_000
  expect((await look(ref))?.activity).toBe('unknown')
  nowMs += 1_000
  expect((await look(ref))?.activity).toBe('idle')
})

it('is remembered for a second where many are looked at, and read anew where something is about to be typed', async () => {
  await look(ref)
  table.change(ref.pid, { state: 'stopped' })
  expect((await look(ref))?.activity).toBe('idle')
  expect((await look(ref, true))?.activity).toBe('unknown')
})

it('has a mark that changes with its entry alone, and none without an entry or a process', () => {
  const markOf = createEntryMark([{ agent: claude, configDir }])
  const own = { pid: process.pid, agent: 'claude' }
  const path = join(configDir, 'sessions', `${process.pid}.json`)
  expect(markOf(own)).toBeUndefined()
  writeFileSync(path, JSON.stringify(entry))
  const before = markOf(own)
  expect([before, markOf(own)]).toEqual([expect.any(String), before])
  writeFileSync(path, JSON.stringify({ ...entry, status: 'busy now' }))
  expect(markOf(own)).not.toBe(before)
  expect(markOf({ ...own, agent: 'codex' })).toBeUndefined()
  // Above what Linux and macOS give to a process.
  writeFileSync(join(configDir, 'sessions', '99999999.json'), JSON.stringify(entry))
  expect(markOf({ pid: 99_999_999, agent: 'claude' })).toBeUndefined()
})
