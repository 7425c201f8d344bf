/** A database is written many times a second while its agent works: how often it is looked at. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { followTranscripts } from '../../src/tracker/follow.ts'
import { tempDir } from './home.ts'

const updateMs = 60

async function followed(restMs?: (tookMs: number) => number) {
  const [opencode, claude] = [tempDir(), tempDir()]
  const log = join(opencode, 'opencode.db-wal')
  const transcript = join(claude, 'projects', 'shop', 's.jsonl')
  mkdirSync(join(claude, 'projects', 'shop'), { recursive: true })
  writeFileSync(join(opencode, 'opencode.db'), '')
  writeFileSync(log, '')
  const looks: { readonly paths: readonly string[]; readonly beganMs: number; readonly endedMs: number }[] = []
  const following = await followTranscripts({
    sources: [
      { agent: 'opencode', dataDir: opencode },
      { agent: 'claude', dataDir: claude },
    ],
    rescanMs: 3_600_000,
    ...(restMs === undefined ? {} : { restMs }),
    update: async (paths = []) => {
      const beganMs = performance.now()
      await wait(updateMs)
      looks.push({ paths, beganMs, endedMs: performance.now() })
    },
  })
  onTestFinished(() => following.close())
  return { log, transcript, looks }
}

const many = 15_000

it('rests nine times as long as the last look took, and then looks at what was written meanwhile', async () => {
  const { log, looks } = await followed()
  const writing = setInterval(() => appendFileSync(log, 'x'), 10)
  onTestFinished(() => clearInterval(writing))
  await vi.waitFor(() => expect(looks.length).toBeGreaterThanOrEqual(3), many)
  clearInterval(writing)
  for (const [at, look] of looks.slice(1).entries()) {
    const before = looks[at]
    if (before === undefined) throw new Error('There is one before.')
    const restMs = Math.min(1_000, 9 * (before.endedMs - before.beganMs))
    // Timers may be a millisecond early.
    expect(look.beganMs - before.endedMs).toBeGreaterThan(restMs - 5)
  }
})

it('a transcript does not wait for it', async () => {
  const { log, transcript, looks } = await followed(() => 3_600_000)
  appendFileSync(log, 'x')
  await vi.waitFor(() => expect(looks.length).toBe(1), many)
  appendFileSync(log, 'x')
  appendFileSync(transcript, '{}\n')
  await vi.waitFor(() => expect(looks.flatMap(({ paths }) => paths)).toContain(transcript), many)
})
