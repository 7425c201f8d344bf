import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import { createTranscriptClock, lastSignOfLife } from '../../src/scanner/sign-of-life.ts'

const now = 1_795_200_000_000

describe('the last sign of life', () => {
  it.each([
    [
      'the newest of registry and transcript',
      { live: { updatedAtMs: now - 9 }, transcriptChangedMs: now - 5 },
      now - 5,
    ],
    ['the change of status', { live: { updatedAtMs: now - 9, activitySinceMs: now - 3 } }, now - 3],
    ['now, at 1 % CPU', { live: { updatedAtMs: now - 9 }, cpuPercent: 1 }, now],
    ['the files, below 1 % CPU', { live: { updatedAtMs: now - 9 }, cpuPercent: 0.9 }, now - 9],
    ['now, when a file claims the future', { transcriptChangedMs: now + 3_600_000 }, now],
    [
      'the files, below the share the user set',
      { live: { updatedAtMs: now - 9 }, cpuPercent: 4.9, idleBelowCpuPercent: 5 },
      now - 9,
    ],
    ['unknown without any evidence', {}, undefined],
    ['unknown with an idle CPU alone', { cpuPercent: 0 }, undefined],
  ])('is %s', (_, evidence, expected) =>
    expect(lastSignOfLife({ idleBelowCpuPercent: 1, ...evidence }, now)).toBe(expected),
  )
})

describe('the transcript’s clock', () => {
  let configDir: string
  let time: number
  beforeEach(() => {
    configDir = mkdtempSync(join(tmpdir(), 'tce-life-'))
    time = now
  })
  afterEach(() => rmSync(configDir, { recursive: true, force: true }))

  const sessionId = '215258f8-bf16-4d84-b7b9-9696f8ec07a5'
  const session = () => ({ agent: claude, configDir, sessionId, cwd: '/home/dev/proj' })
  const clock = () => createTranscriptClock(() => time)
  function touch(path: string, changedMs: number): void {
    const whole = join(configDir, path)
    mkdirSync(dirname(whole), { recursive: true })
    writeFileSync(whole, '{}\n')
    utimesSync(whole, new Date(changedMs), new Date(changedMs))
  }

  it('reads the transcript where the working directory says it lies', () => {
    touch(`projects/-home-dev-proj/${sessionId}.jsonl`, now - 60_000)
    expect(clock().changedMs(session())).toBe(now - 60_000)
  })

  it('counts a subagent that wrote later than its session, and one that came later still', () => {
    touch(`projects/-home-dev-proj/${sessionId}.jsonl`, now - 60_000)
    touch(`projects/-home-dev-proj/${sessionId}/subagents/agent-1.jsonl`, now - 20_000)
    const reader = clock()
    expect(reader.changedMs(session())).toBe(now - 20_000)
    touch(`projects/-home-dev-proj/${sessionId}/subagents/agent-1.jsonl`, now - 10_000)
    expect(reader.changedMs(session())).toBe(now - 10_000)
    touch(`projects/-home-dev-proj/${sessionId}/subagents/agent-2.jsonl`, now - 5_000)
    expect(reader.changedMs(session())).toBe(now - 5_000)
  })

  it('finds a transcript under another project, and stays with it', () => {
    touch(`projects/renamed-by-hand/${sessionId}.jsonl`, now - 7_000)
    const reader = clock()
    expect(reader.changedMs(session())).toBe(now - 7_000)
    touch(`projects/renamed-by-hand/${sessionId}.jsonl`, now - 2_000)
    expect(reader.changedMs(session())).toBe(now - 2_000)
  })

  it('knows nothing before the first prompt, and looks elsewhere again only after a while', () => {
    const reader = clock()
    expect(reader.changedMs(session())).toBeUndefined()
    touch(`projects/renamed-by-hand/${sessionId}.jsonl`, now - 1_000)
    expect(reader.changedMs(session())).toBeUndefined()
    time += 30_000
    expect(reader.changedMs(session())).toBe(now - 1_000)
  })

  it('sees a transcript at once that begins where it is expected', () => {
    const reader = clock()
    expect(reader.changedMs(session())).toBeUndefined()
    touch(`projects/-home-dev-proj/${sessionId}.jsonl`, now - 1_000)
    expect(reader.changedMs(session())).toBe(now - 1_000)
  })
})
