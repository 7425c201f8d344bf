/** Files grow, are cut, replaced, renamed, deleted, linked in circles, and can't be read; only what is new is read. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Ledger } from '../../src/tracker/ledger.ts'
import {
  append,
  assistantLine,
  claudeSources,
  contentOf,
  ledgerOf,
  session1,
  session2,
  tempDir,
  totalsOf,
  transcriptPath,
  write,
} from './home.ts'

const line = (n: number, session = session1): string => assistantLine({ id: `msg_${n}`, request: `req_${n}`, session })

async function start(content: string): Promise<{ configDir: string; path: string; ledger: Ledger }> {
  const configDir = join(tempDir(), '.claude')
  const path = write(transcriptPath(configDir), content)
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  return { configDir, path, ledger }
}

it('reads only the tail of a file that grew', async () => {
  const { path, ledger } = await start(line(1).repeat(1000))
  append(path, line(2))
  expect(await ledger.update()).toMatchObject({ filesRead: 1, bytesRead: line(2).length, newResponses: 1 })
})

it('holds a partial line back until it is whole', async () => {
  const { path, ledger } = await start(line(1))
  const half = Math.floor(line(2).length / 2)
  append(path, line(2).slice(0, half))
  expect((await ledger.update()).newResponses).toBe(0)
  append(path, line(2).slice(half))
  expect((await ledger.update()).newResponses).toBe(1)
  expect(ledger.status().badLines).toBe(0)
})

it('does not read a long unfinished line again and again', async () => {
  const { path, ledger } = await start(line(1))
  append(path, `{"type":"user","message":{"content":"${'x'.repeat(5_000_000)}`)
  await ledger.update()
  append(path, 'yyy')
  expect((await ledger.update()).bytesRead).toBe(3)
  append(path, `"}}\n${line(2)}`)
  expect((await ledger.update()).newResponses).toBe(1)
})

it('reads a file anew that became shorter; what was counted stays counted once', async () => {
  const { path, ledger } = await start(line(1) + line(2))
  truncateSync(path, 0)
  append(path, line(2))
  await ledger.update()
  expect(totalsOf(ledger).responses).toBe(2)
  append(path, line(3))
  await ledger.update()
  expect(totalsOf(ledger).responses).toBe(3)
})

it('reads a file anew that was replaced by one at least as long', async () => {
  const { path, ledger } = await start(line(1))
  rmSync(path)
  write(path, line(7) + line(8))
  await ledger.update()
  expect(totalsOf(ledger).responses).toBe(3)
})

it('reads a file anew that was replaced by one of the same size and time', async () => {
  const { path, ledger } = await start(line(1))
  const writtenAt = new Date('2026-11-20T10:00:00.000Z')
  utimesSync(path, writtenAt, writtenAt)
  await ledger.update()
  const before = statSync(path)
  const other = write(`${path}.new`, line(2))
  utimesSync(other, writtenAt, writtenAt)
  renameSync(other, path)
  const after = statSync(path)
  expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs])
  expect((await ledger.update()).newResponses).toBe(1)
  expect((await ledger.update()).filesRead).toBe(0)
})

it('reads a file anew that was overwritten in place', async () => {
  const { path, ledger } = await start(line(1))
  writeFileSync(path, line(9), { flag: 'r+' })
  utimesSync(path, new Date(), new Date(Date.now() + 5000))
  await ledger.update()
  expect(totalsOf(ledger).responses).toBe(2)
})

it('counts nothing twice when a file is renamed or its folder moves', async () => {
  const { configDir, ledger } = await start(line(1) + line(2))
  renameSync(join(configDir, 'projects/-home-dev-proj'), join(configDir, 'projects/-home-dev-moved'))
  await ledger.update()
  expect(totalsOf(ledger).responses).toBe(2)
  expect(ledger.status()).toMatchObject({ files: 1, filesGone: 1 })
})

it('keeps what was counted when the transcript is deleted, over a rebuild too', async () => {
  const { configDir, path, ledger } = await start(line(1) + line(2))
  write(transcriptPath(configDir, session2), line(3, session2))
  await ledger.update()
  rmSync(path)
  await ledger.update()
  expect(totalsOf(ledger).responses).toBe(3)
  expect(ledger.session(session1)).toMatchObject({ responses: 2 })
  await ledger.rebuild()
  expect(totalsOf(ledger).responses).toBe(3)
  expect(ledger.session(session1)).toMatchObject({ responses: 2, cwd: '/home/dev/proj' })
})

it('takes a deleted transcript up again when it comes back', async () => {
  const { path, ledger } = await start(line(1))
  rmSync(path)
  await ledger.update()
  write(path, line(1) + line(2))
  await ledger.update()
  expect(totalsOf(ledger).responses).toBe(2)
  expect(ledger.status()).toMatchObject({ files: 1, filesGone: 0 })
})

it('reads several config folders, one of them twice and one by its projects folder', async () => {
  const root = tempDir()
  const [a, b] = [join(root, 'a'), join(root, 'b')]
  write(transcriptPath(a), line(1))
  write(transcriptPath(b, session2), line(2, session2))
  const ledger = await ledgerOf(a, { sources: claudeSources(a, a, join(b, 'projects')) })
  expect(await ledger.update()).toMatchObject({ filesSeen: 2, newResponses: 2 })
})

it.skipIf(process.platform === 'win32')('walks linked folders once, however they loop', async () => {
  const { configDir, ledger } = await start(line(1))
  const projects = join(configDir, 'projects')
  symlinkSync(projects, join(projects, 'again'))
  symlinkSync('..', join(projects, '-home-dev-proj', 'up'))
  symlinkSync('nowhere', join(projects, 'broken.jsonl'))
  expect(await ledger.update()).toMatchObject({ filesSeen: 1, problems: [] })
})

const isRoot = process.getuid?.() === 0

it.skipIf(isRoot || process.platform === 'win32')(
  'names a project that it may not read, and reads the others',
  async () => {
    const { configDir, ledger } = await start(line(1))
    const closed = join(configDir, 'projects/-closed')
    mkdirSync(closed, { mode: 0o000 })
    const { problems } = await ledger.update()
    chmodSync(closed, 0o700)
    expect(problems.join()).toContain(`${closed} can not be read (EACCES)`)
  },
)

it.skipIf(!isRoot)('names a project that another user may not read', () => {
  // Root reads everything: ask as nobody.
  const root = tempDir()
  chmodSync(root, 0o755)
  const closed = join(root, '.claude/projects/-closed')
  write(transcriptPath(join(root, '.claude')), line(1))
  mkdirSync(closed, { mode: 0o700 })
  const source = `import { findRecords } from ${JSON.stringify(join(import.meta.dirname, '../../src/tracker/record-files.ts'))}
    process.setuid(65534); console.log(JSON.stringify(findRecords([{ agent: 'claude', dataDir: ${JSON.stringify(join(root, '.claude'))} }])))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { encoding: 'utf8' })
  const found = JSON.parse(stdout) as { files: unknown[]; problems: string[]; unreadable: string[] }
  expect(found.files).toHaveLength(1)
  expect(found.unreadable).toEqual([closed])
  expect(found.problems[0]).toContain('Check its permissions')
})

it('says when projects is a file', async () => {
  const configDir = join(tempDir(), '.claude')
  write(join(configDir, 'projects'), 'hello')
  const ledger = await ledgerOf(configDir)
  expect((await ledger.update()).problems).toEqual([
    `${join(configDir, 'projects')} is not a folder: no transcripts are read from it.`,
  ])
})

it('learns what a subagent is from a description that comes after its transcript, and looks no further then', async () => {
  const { configDir, path, ledger } = await start(line(1))
  const subagent = write(
    join(path.replace('.jsonl', ''), 'subagents', 'agent-a1.jsonl'),
    assistantLine({ id: 'msg_2', request: 'req_2', more: { isSidechain: true, agentId: 'a1' } }),
  )
  const meta = subagent.replace('.jsonl', '.meta.json')
  write(meta, '{"agentType":')
  await ledger.update()
  expect(ledger.session(session1)?.subagents).toMatchObject([{ id: 'a1', type: undefined }])
  expect((await ledger.update()).filesRead).toBe(0)
  writeFileSync(meta, '{"agentType":"Explore","description":"Look around"}')
  expect(await ledger.update()).toMatchObject({ filesRead: 1, bytesRead: 0, newResponses: 0 })
  expect(ledger.session(session1)?.subagents).toMatchObject([{ id: 'a1', type: 'Explore', description: 'Look around' }])
  expect(ledger.usageBySource().map(({ subagentType }) => subagentType)).toContain('Explore')
  expect((await ledger.update()).filesRead).toBe(0)
  await rebuiltIsTheSame(ledger, configDir)
})

it('asks once about a description that names no type', async () => {
  const { path, ledger } = await start(line(1))
  const subagent = write(
    join(path.replace('.jsonl', ''), 'subagents', 'agent-a1.jsonl'),
    assistantLine({ id: 'msg_2', request: 'req_2', more: { isSidechain: true, agentId: 'a1' } }),
  )
  write(subagent.replace('.jsonl', '.meta.json'), '{"description":"Look around"}')
  await ledger.update()
  expect((await ledger.update()).filesRead).toBe(0)
  expect(ledger.usageBySource().map(({ subagentType }) => subagentType)).toEqual([undefined, undefined])
})

async function rebuiltIsTheSame(ledger: Ledger, configDir: string): Promise<void> {
  const fresh = await ledgerOf(configDir)
  await fresh.update()
  expect(contentOf(ledger)).toEqual(contentOf(fresh))
}
