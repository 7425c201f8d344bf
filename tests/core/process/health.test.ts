import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyHealth, defaultHealthPolicy, type HealthInput } from '../../../src/core/process/health.ts'
import type { AgentRole, RunState } from '../../../src/core/process/process.ts'
import { hours, minutes } from '../../../src/core/time/duration.ts'
import { aChild, anAgent, anyAgent, nowMs } from './agent-process.ts'

const policy = defaultHealthPolicy
const judge = (process: HealthInput, { isPinned = false, at = nowMs } = {}) =>
  classifyHealth(process, { nowMs: at, isPinned, policy })
const healthOf = (...args: Parameters<typeof judge>) => judge(...args).health

const thresholds: readonly (readonly [AgentRole, number])[] = [
  ['interactive', hours(4)],
  ['ide', hours(4)],
  ['background', hours(8)],
  ['headless', hours(8)],
  ['sdk', hours(8)],
]
const quietFor = (quietMs: number, facts: Partial<HealthInput> = {}) =>
  anAgent({ startedAtMs: nowMs - hours(200), lastActiveAtMs: nowMs - quietMs, ...facts })

describe('an agent without a sign of life', () => {
  it.each(thresholds)('is healthy as %s up to %d ms and stale a millisecond later', (role, afterMs) => {
    expect(healthOf(quietFor(afterMs, { role }))).toBe('healthy')
    expect(healthOf(quietFor(afterMs + 1, { role }))).toBe('stale')
  })

  it.each(thresholds)('is unknown as %s where none was ever seen: its uptime alone proves nothing', (role, afterMs) => {
    const agent = { role, lastActiveAtMs: undefined }
    expect(healthOf(anAgent({ ...agent, startedAtMs: nowMs - afterMs }))).toBe('healthy')
    expect(judge(anAgent({ ...agent, startedAtMs: nowMs - afterMs - minutes(1) }))).toMatchObject({
      health: 'unknown',
      reason: expect.stringMatching(/^shows nothing since it started \d+h 01m ago$/),
    })
  })

  it('is not stale for its age alone', () => {
    expect(healthOf(quietFor(minutes(1)))).toBe('healthy')
  })

  it('is told for how long', () => {
    expect(judge(quietFor(hours(6) + minutes(41))).reason).toBe('no sign of life for 6h 41m')
  })
})

describe('CPU use', () => {
  const forgotten = (facts: Partial<HealthInput>) => quietFor(hours(100), facts)

  it.each([
    [0, 'stale'],
    [0.999, 'stale'],
    [1, 'healthy'],
    [250, 'healthy'],
  ])('of %d %% makes a forgotten session %s', (cpuPercent, health) => {
    expect(healthOf(forgotten({ cpuPercent }))).toBe(health)
  })
  it('that is not known yet leaves it to the other evidence', () => {
    expect(healthOf(forgotten({ cpuPercent: undefined }))).toBe('stale')
    expect(healthOf(quietFor(minutes(5), { cpuPercent: undefined }))).toBe('healthy')
  })
  it('does not matter while the process is on a core', () => {
    expect(healthOf(forgotten({ state: 'running', cpuPercent: 0 }))).toBe('healthy')
  })
  it('decides where the state is not known', () => {
    expect(healthOf(forgotten({ state: 'unknown', cpuPercent: 0 }))).toBe('stale')
    expect(healthOf(forgotten({ state: 'unknown', cpuPercent: 5 }))).toBe('healthy')
  })
})

describe('work', () => {
  const forgotten = (facts: Partial<HealthInput>) => quietFor(hours(100), { cpuPercent: 0.3, ...facts })

  it('of anything below it keeps a session from being stale', () => {
    expect(healthOf(forgotten({ treeCpuPercent: 0.9 }))).toBe('stale')
    expect(healthOf(forgotten({ treeCpuPercent: 1 }))).toBe('healthy')
  })

  it('of a tool that waits without computing does, too', () => {
    const toolShell = aChild({ kind: 'tool-shell' })
    expect(healthOf(forgotten({ children: [toolShell] }))).toBe('healthy')
    expect(healthOf(forgotten({ children: [{ ...toolShell, state: 'zombie' }] }))).toBe('stale')
    expect(judge(forgotten({ activity: 'shell', children: [aChild()] })).reason).toBe('a background shell runs')
  })

  it('is not shown by what only stands by', () => {
    expect(healthOf(forgotten({ children: [aChild({ kind: 'mcp-server' }), aChild()] }))).toBe('stale')
  })

  it.each(['busy', 'shell'] as const)(
    'that a session claims with %s is believed until its CPU is measured',
    (activity) => {
      expect(healthOf(quietFor(hours(100), { activity }))).toBe('healthy')
      expect(judge(forgotten({ activity }))).toEqual({
        health: 'unknown',
        reason: `says ${activity}, but nothing moved for 4d 4h`,
      })
    },
  )
})

describe('a process that can do nothing any more', () => {
  it.each([
    ['zombie', 'defunct: it ended, its parent has not collected it'],
    ['stopped', 'suspended with Ctrl-Z'],
  ] as const)('in state %s is a zombie, and is told why', (state, reason) => {
    expect(judge(anAgent({ state }))).toEqual({ health: 'zombie', reason })
  })
  it.each(['zombie', 'stopped'] as const)('in state %s stays a zombie when pinned, busy or waiting', (state) => {
    expect(healthOf(anAgent({ state }), { isPinned: true })).toBe('zombie')
    expect(healthOf(anAgent({ state, activity: 'busy', cpuPercent: 99 }))).toBe('zombie')
    expect(healthOf(anAgent({ state, activity: 'waiting' }))).toBe('zombie')
  })
})

describe('a pin', () => {
  it('keeps a forgotten session from being stale', () => {
    expect(judge(quietFor(hours(100)), { isPinned: true })).toEqual({ health: 'pinned', reason: 'pinned by you' })
  })
  it('shows on a healthy one, too', () => expect(healthOf(anAgent(), { isPinned: true })).toBe('pinned'))
})

describe('an agent that waits for its user', () => {
  it('is healthy before its threshold and stale after it', () => {
    const waiting = { activity: 'waiting' } as const
    expect(judge(quietFor(hours(4), waiting))).toEqual({ health: 'healthy', reason: 'waits for you' })
    expect(healthOf(quietFor(hours(4) + 1, waiting))).toBe('stale')
  })
})

describe('a clock that jumps', () => {
  it('back, before the last sign of life, makes nobody stale', () => {
    expect(healthOf(quietFor(-hours(100)))).toBe('healthy')
    expect(healthOf(anAgent({ lastActiveAtMs: undefined, startedAtMs: nowMs + hours(1) }))).toBe('healthy')
  })
  it('ahead makes a session stale until its next sign of life', () => {
    const later = nowMs + hours(10)
    expect(healthOf(quietFor(0), { at: later })).toBe('stale')
    expect(healthOf(anAgent({ lastActiveAtMs: later }), { at: later })).toBe('healthy')
  })
})

describe('every agent', () => {
  it.each([
    ['busy', 'at work'],
    ['waiting', 'waits for you'],
    ['shell', 'a background shell runs'],
    ['idle', 'idle, active lately'],
    ['unknown', 'alive'],
  ] as const)('that is %s and healthy says so', (activity, reason) => {
    expect(judge(anAgent({ activity }))).toEqual({ health: 'healthy', reason })
  })

  it('has the health of the first row of the table that matches', () => {
    fc.assert(
      fc.property(anyAgent, fc.boolean(), (agent, isPinned) => {
        const health = healthOf(agent, { isPinned })
        const isEnded: readonly RunState[] = ['zombie', 'stopped']
        if (isEnded.includes(agent.state)) expect(health).toBe('zombie')
        else if (isPinned) expect(health).toBe('pinned')
        else expect(['healthy', 'stale', 'unknown']).toContain(health)
      }),
    )
  })

  it('gets no healthier by being quiet for longer', () => {
    fc.assert(
      fc.property(anyAgent, fc.nat({ max: hours(1000) }), (agent, laterMs) => {
        if (healthOf(agent) === 'stale') expect(healthOf(agent, { at: nowMs + laterMs })).toBe('stale')
      }),
    )
  })

  it('that is stale was quiet, asleep and not pinned', () => {
    fc.assert(
      fc.property(anyAgent, (agent) => {
        if (healthOf(agent) !== 'stale') return
        expect(nowMs - (agent.lastActiveAtMs ?? nowMs)).toBeGreaterThan(hours(4))
        expect(['busy', 'shell']).not.toContain(agent.activity)
        expect(agent.cpuPercent ?? 0).toBeLessThan(1)
        expect(agent.state).not.toBe('running')
      }),
    )
  })
})

describe('a policy of the user', () => {
  it('moves every threshold', () => {
    const strict = {
      ...policy,
      interactiveStaleAfterMs: minutes(10),
      backgroundStaleAfterMs: minutes(20),
      idleBelowCpuPercent: 5,
    }
    const health = (process: HealthInput) => classifyHealth(process, { nowMs, isPinned: false, policy: strict }).health
    expect(health(quietFor(minutes(10)))).toBe('healthy')
    expect(health(quietFor(minutes(10) + 1, { cpuPercent: 4.9 }))).toBe('stale')
    expect(health(quietFor(minutes(10) + 1, { cpuPercent: 5 }))).toBe('healthy')
    expect(health(quietFor(minutes(20), { role: 'sdk' }))).toBe('healthy')
    expect(health(quietFor(minutes(20) + 1, { role: 'sdk' }))).toBe('stale')
  })
})
