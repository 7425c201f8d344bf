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

  it('takes the conversation in the project’s folder before the stub of the worktree that it went into', () => {
    const inWorktree = { ...session(), cwd: '/home/dev/proj/.claude/worktrees/fix-1' }
    touch(`projects/-home-dev-proj--claude-worktrees-fix-1/${sessionId}.jsonl`, now - 60_000)
    touch(`projects/-home-dev-proj/${sessionId}.jsonl`, now - 20_000)
    const reader = clock()
    expect(reader.changedMs(inWorktree)).toBe(now - 20_000)
    touch(`projects/-home-dev-proj/${sessionId}/subagents/agent-1.jsonl`, now - 10_000)
    expect(reader.changedMs(inWorktree)).toBe(now - 10_000)
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

describe('the clock of a process whose session nobody knows', () => {
  let configDir: string
  let time: number
  beforeEach(() => {
    configDir = mkdtempSync(join(tmpdir(), 'tce-life-'))
    time = now
  })
  afterEach(() => rmSync(configDir, { recursive: true, force: true }))

  const ids = Array.from({ length: 12 }, (_, at) => `215258f8-bf16-4d84-b7b9-${String(at).padStart(12, '0')}`)
  function touch(path: string, changedMs: number): void {
    const whole = join(configDir, 'projects/-home-dev-proj', path)
    mkdirSync(dirname(whole), { recursive: true })
    writeFileSync(whole, '{}\n')
    utimesSync(whole, new Date(changedMs), new Date(changedMs))
  }
  const place = (
    facts: { readonly cwd?: string; readonly claimed?: string | undefined; readonly sinceMs?: number } = {},
  ) => ({
    agent: claude,
    configDirs: [join(configDir, 'nowhere'), configDir],
    cwd: facts.cwd ?? '/home/dev/proj',
    sinceMs: facts.sinceMs ?? now - 3_600_000,
    isClaimed: (id: string) => id === facts.claimed,
  })
  const clock = () => createTranscriptClock(() => time)

  it('is the newest transcript of its directory since it began', () => {
    touch(`${ids[0]}.jsonl`, now - 60_000)
    touch(`${ids[1]}.jsonl`, now - 20_000)
    expect(clock().unclaimedChangedMs(place())).toBe(now - 20_000)
    expect(clock().unclaimedChangedMs(place({ sinceMs: now - 10_000 }))).toBeUndefined()
    expect(clock().unclaimedChangedMs(place({ cwd: '/home/dev/other' }))).toBeUndefined()
  })

  it('is not moved by a session that is known', () => {
    touch(`${ids[0]}.jsonl`, now - 60_000)
    touch(`${ids[1]}.jsonl`, now - 20_000)
    expect(clock().unclaimedChangedMs(place({ claimed: ids[1] }))).toBe(now - 60_000)
  })

  it('counts its subagents', () => {
    touch(`${ids[0]}.jsonl`, now - 60_000)
    touch(`${ids[0]}/subagents/agent-1.jsonl`, now - 5_000)
    expect(clock().unclaimedChangedMs(place())).toBe(now - 5_000)
  })

  it('sees a transcript that grows at every look, and within half a minute an old one that was taken up again', () => {
    for (const [at, id] of ids.entries()) touch(`${id}.jsonl`, now - 60_000 - at * 1_000)
    const reader = clock()
    const look = () => {
      const changedMs = reader.unclaimedChangedMs(place())
      reader.forgetUnasked()
      return changedMs
    }
    expect(look()).toBe(now - 60_000)
    touch(`${ids[0]}.jsonl`, now - 3_000)
    expect(look()).toBe(now - 3_000)
    touch(`${ids[11]}.jsonl`, now - 1_000)
    expect(look()).toBe(now - 3_000)
    time += 30_000
    expect(look()).toBe(now - 1_000)
  })

  it('knows nothing where the directory is not known', () => {
    touch(`${ids[0]}.jsonl`, now - 60_000)
    expect(clock().unclaimedChangedMs({ ...place(), cwd: undefined })).toBeUndefined()
  })
})
