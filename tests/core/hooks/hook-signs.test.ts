/** What hooks tell beside the registry: quicker, and with the cause; but the registry is the judge. */
import { describe, expect, it } from 'vitest'
import { createHookEars } from '../../../src/core/hooks/heard-hooks.ts'
import { type HookSign, nextSigns, type SessionSigns, withSigns } from '../../../src/core/hooks/hook-signs.ts'
import { classifyHealth, defaultHealthPolicy } from '../../../src/core/process/health.ts'
import type { Activity, AgentProcess } from '../../../src/core/process/process.ts'

const at = 1_000_000
/** What the registry says since when. */
const agent = (activity: Activity, activitySinceMs: number | undefined = at): AgentProcess => ({
  ...{ pid: 1, start: '1', agent: 'claude', role: 'interactive', ppid: 1, startedAtMs: 0, state: 'sleeping' },
  ...{ command: 'claude', children: [], activity, activitySinceMs, lastActiveAtMs: activitySinceMs },
})
const heard = (...signs: readonly (readonly [atMs: number, kind: HookSign['kind'] | undefined, what?: string])[]) =>
  signs.reduce<SessionSigns | undefined>(
    (before, [ms, kind, what]) => nextSigns(before, kind && { kind, what }, ms),
    undefined,
  )

describe('a wait that the registry tells', () => {
  it('gains its cause, and began when it was asked for', () => {
    const signs = heard([at - 93, 'asks', 'Bash rm -rf dist'])
    expect(withSigns(agent('waiting'), signs, at + 5_000)).toMatchObject({
      activity: 'waiting',
      activitySinceMs: at - 93,
      asks: 'Bash rm -rf dist',
    })
  })

  it('has the same beginning before and after the registry tells it', () => {
    const signs = heard([at - 93, 'asks', 'Bash rm -rf dist'])
    const before = withSigns(agent('busy', at - 9_000), signs, at - 50)
    const after = withSigns(agent('waiting'), signs, at + 50)
    expect(before.activitySinceMs).toBe(after.activitySinceMs)
    expect(before.activity).toBe('waiting')
  })

  it('of several says the first, and how many more; what was done since is none of them', () => {
    const both = heard([at - 100, 'asks', 'Bash a'], [at - 90, 'asks', 'Write b'])
    expect(withSigns(agent('waiting'), both, at).asks).toBe('Bash a, and 1 more')
    const one = nextSigns(both, { kind: 'did', what: 'Bash a' }, at + 3_000)
    expect(withSigns(agent('waiting'), one, at + 3_000).asks).toBe('Write b')
  })

  it('is ended by no hook: another tool may have ended beside the dialog', () => {
    const signs = heard([at - 93, 'asks', 'Bash a'], [at + 500, 'works', 'Read b'], [at + 800, 'did', 'Read b'])
    expect(withSigns(agent('waiting'), signs, at + 900)).toMatchObject({ activity: 'waiting', asks: 'Bash a' })
  })

  it('has no cause of a turn before', () => {
    const before = heard([at - 60_000, 'asks', 'Bash a'])
    expect(withSigns(agent('waiting'), before, at).asks).toBeUndefined()
    const ended = heard([at - 500, 'asks', 'Bash a'], [at - 400, 'ends'])
    expect(withSigns(agent('waiting'), ended, at).asks).toBeUndefined()
  })
})

it('what the process before it asked or did is none of one that took its session up again', () => {
  const startedAtMs = at - 50
  const asked = heard([at - 60, 'asks', 'Bash rm -rf dist'])
  expect(withSigns({ ...agent('waiting'), startedAtMs }, asked, at).asks).toBeUndefined()
  expect(withSigns({ ...agent('busy', at - 200), startedAtMs }, asked, at).activity).toBe('busy')
  const worked = heard([at - 60, 'works', 'Bash make'])
  expect(withSigns({ ...agent('idle', at - 200), startedAtMs }, worked, at).activity).toBe('idle')
  expect(withSigns({ ...agent('idle', at - 200), startedAtMs: at - 60 }, worked, at).activity).toBe('busy')
})

describe('what the registry has not told yet', () => {
  it.each([
    ['a prompt makes an idle one busy', 'idle', 'begins', 'busy'],
    ['a tool makes one whose shell runs busy', 'shell', 'works', 'busy'],
    ['a question makes a busy one wait', 'busy', 'asks', 'waiting'],
    ['the end of a turn is told by the registry alone', 'busy', 'ends', 'busy'],
    ['what tells of nothing changes nothing', 'idle', undefined, 'idle'],
  ] as const)('%s', (_, was, kind, is) => {
    expect(withSigns(agent(was), heard([at + 100, kind, 'x']), at + 200).activity).toBe(is)
  })

  it('is told by a hook for two seconds; then the registry was right (Esc, an answer of another hook)', () => {
    const prompt = heard([at + 100, 'begins'])
    expect(withSigns(agent('idle'), prompt, at + 2_100).activity).toBe('busy')
    expect(withSigns(agent('idle'), prompt, at + 2_101).activity).toBe('idle')
    const question = heard([at + 100, 'asks', 'x'])
    expect(withSigns(agent('busy'), question, at + 2_101)).toMatchObject({ activity: 'busy', activitySinceMs: at })
  })

  it('is nothing where the registry is newer: a turn that was stopped with Esc is idle at once', () => {
    const signs = heard([at - 100, 'begins'], [at - 50, 'works'])
    expect(withSigns(agent('idle'), signs, at + 10).activity).toBe('idle')
    expect(withSigns(agent('busy'), heard([at - 10, 'asks', 'x']), at + 10).activity).toBe('busy')
  })

  it('is no wait any more once a tool works after the question', () => {
    const signs = heard([at + 100, 'asks', 'x'], [at + 200, 'works'])
    expect(withSigns(agent('busy'), signs, at + 300).activity).toBe('busy')
  })

  it('is left to those whose registry tells an activity and since when', () => {
    const signs = heard([at + 100, 'begins'])
    expect(withSigns(agent('unknown'), signs, at + 200).activity).toBe('unknown')
    expect(withSigns({ ...agent('idle'), activitySinceMs: undefined }, signs, at + 200).activity).toBe('idle')
  })
})

describe('a hook is a sign of life', () => {
  const quiet = agent('idle', at - 30 * 3_600_000)
  const judge = (process: AgentProcess) =>
    classifyHealth(process, { nowMs: at, isPinned: false, policy: defaultHealthPolicy }).health

  it('that keeps one from being stale whose registry and transcript stand still', () => {
    expect(judge(quiet)).toBe('stale')
    expect(judge(withSigns(quiet, heard([at - 60_000, undefined]), at))).toBe('healthy')
  })

  it('and never one of the future, nor older than what was known', () => {
    expect(withSigns(quiet, heard([at + 60_000, 'ends']), at).lastActiveAtMs).toBe(at)
    expect(withSigns(agent('idle', at), heard([at - 5_000, 'ends']), at).lastActiveAtMs).toBe(at)
  })
})

describe('the hooks that were heard', () => {
  it('are counted in all, of the last minute, and by session; the thousand that spoke last are known', () => {
    const ears = createHookEars()
    ears.note('a', { kind: 'begins' }, at)
    ears.note('b', undefined, at + 30_000)
    expect(ears.report(at + 31_000)).toEqual({ total: 2, lastMinute: 2, sessionIds: ['a', 'b'] })
    expect(ears.report(at + 61_000)).toMatchObject({ total: 2, lastMinute: 1 })
    ears.note('a', { kind: 'asks', what: 'x' }, at + 62_000)
    for (let i = 0; i < 999; i += 1) ears.note(`s${i}`, undefined, at + 63_000)
    expect(ears.of('a')).toEqual({ lastAtMs: at + 62_000, workedAtMs: at, asks: [{ atMs: at + 62_000, what: 'x' }] })
    expect(ears.of('b')).toBeUndefined()
  })
})
