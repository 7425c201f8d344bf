/** What of a live registry is news, on a real folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import { watchRegistries } from '../../src/scanner/registry-watch.ts'

const entry = (more: object) =>
  JSON.stringify({
    ...{ pid: 4711, sessionId: '3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3', cwd: '/p', startedAt: 1, kind: 'interactive' },
    ...{ version: '2.1.329', status: 'busy', updatedAt: 1, ...more },
  })

it('says when a session becomes busy or waiting, begins or ends, and nothing of what else is written', async () => {
  const configDir = mkdtempSync(join(tmpdir(), 'tce-registry-'))
  onTestFinished(() => rmSync(configDir, { recursive: true }))
  const file = join(configDir, 'sessions', '4711.json')
  const onNews = vi.fn()
  const watching = watchRegistries([{ agent: claude, configDir }], onNews)
  onTestFinished(watching.stop)
  // The folder comes later than we.
  mkdirSync(join(configDir, 'sessions'))
  const write = (more: object) => writeFileSync(file, entry(more))
  write({})
  await vi.waitFor(() => expect(onNews).toHaveBeenCalledTimes(1))
  write({ updatedAt: 2 })
  write({ status: 'waiting', waitingFor: 'permission prompt', updatedAt: 3 })
  await vi.waitFor(() => expect(onNews).toHaveBeenCalledTimes(2))
  for (let at = 4; at < 40; at += 1) write({ status: 'waiting', waitingFor: 'permission prompt', updatedAt: at })
  writeFileSync(join(configDir, 'sessions', 'notes.txt'), 'x')
  writeFileSync(file, '{"pid": 47')
  rmSync(file)
  await vi.waitFor(() => expect(onNews).toHaveBeenCalledTimes(3))
})
