import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dotFor, needGroup, needsSecondLook, toFleet } from '../../../src/core/process/fleet.ts'
import { defaultHealthPolicy } from '../../../src/core/process/health.ts'
import type { AgentProcess, Scan } from '../../../src/core/process/process.ts'
import { hours, minutes } from '../../../src/core/time/duration.ts'
import { anAgent, anyAgent, nowMs } from './agent-process.ts'

const scanOf = (agents: readonly AgentProcess[], facts: Partial<Scan> = {}): Scan => ({
  scannedAtMs: nowMs,
  durationMs: 2,
  processCount: 400,
  agents,
  helpers: [],
  orphans: [],
  problems: [],
  ...facts,
})
const fleetOf = (agents: readonly AgentProcess[], pinned: readonly string[] = []) =>
  toFleet(scanOf(agents), {
    nowMs,
    policy: defaultHealthPolicy,
    isPinned: ({ name }) => name !== undefined && pinned.includes(name),
  })

const waiting = anAgent({ pid: 10, name: 'waiting', activity: 'waiting', lastActiveAtMs: nowMs - minutes(3) })
const suspended = anAgent({ pid: 20, name: 'suspended', state: 'stopped', lastActiveAtMs: nowMs - hours(2) })
const stale = anAgent({ pid: 30, name: 'stale', lastActiveAtMs: nowMs - hours(6) })
const busy = anAgent({ pid: 40, name: 'busy', activity: 'busy', lastActiveAtMs: nowMs - minutes(9) })
const shell = anAgent({ pid: 50, name: 'shell', activity: 'shell', lastActiveAtMs: nowMs })
const idle = anAgent({ pid: 60, name: 'idle', lastActiveAtMs: nowMs - minutes(4) })
const kept = anAgent({ pid: 70, name: 'kept', lastActiveAtMs: nowMs - hours(72) })
const unknown = anAgent({ pid: 80, name: 'unknown', activity: 'unknown', startedAtMs: nowMs - hours(30) })
const all = [waiting, suspended, stale, unknown, busy, shell, idle, kept]

describe('the order of need', () => {
  const order = ['waiting', 'suspended', 'stale', 'unknown', 'busy', 'shell', 'idle', 'kept']

  it('is waiting, zombie, stale, unknown, working, idle, pinned', () => {
    expect(fleetOf([...all].reverse(), ['kept']).agents.map(({ name }) => name)).toEqual(order)
  })

  it('does not depend on the order in which the system lists processes', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(fleetOf(shuffled, ['kept']).agents.map(({ name }) => name)).toEqual(order)
      }),
    )
  })

  it('puts the one that changed last first within a group', () => {
    const older = anAgent({ pid: 61, name: 'older', lastActiveAtMs: nowMs - minutes(90) })
    const unknown = anAgent({ pid: 62, name: 'unknown', startedAtMs: nowMs - minutes(30) })
    expect(fleetOf([older, unknown, idle]).agents.map(({ name }) => name)).toEqual(['idle', 'unknown', 'older'])
  })

  it('keeps rows in place that changed at the same moment', () => {
    const twins = [anAgent({ pid: 2, start: '1' }), anAgent({ pid: 2, start: '2' }), anAgent({ pid: 3, start: '1' })]
    const shown = (agents: readonly AgentProcess[]) => fleetOf(agents).agents.map(({ pid, start }) => `${pid}:${start}`)
    expect(shown([...twins].reverse())).toEqual(shown(twins))
  })

  it('keeps a stale session that waits among those that wait, and calls it stale', () => {
    const forgottenQuestion = anAgent({ activity: 'waiting', lastActiveAtMs: nowMs - hours(9) })
    const [agent] = fleetOf([forgottenQuestion]).agents
    expect(agent).toMatchObject({ health: 'stale' })
    expect(agent && needGroup(agent)).toBe('waiting')
  })

  it('puts a suspended session with the zombies even when it waits: nobody can answer it', () => {
    expect(needGroup({ health: 'zombie', activity: 'waiting' })).toBe('zombie')
  })
  it('keeps a young one whose client does not tell what it does with the idle ones', () => {
    expect(needGroup({ health: 'healthy', activity: 'unknown' })).toBe('idle')
    expect(needGroup({ health: 'unknown', activity: 'busy' })).toBe('unknown')
  })
  it('shows a pinned session that waits with those that wait', () => {
    expect(needGroup({ health: 'pinned', activity: 'waiting' })).toBe('waiting')
  })
})

describe('the counts of a fleet', () => {
  it('are by health, and beside that by waiting', () => {
    expect(fleetOf(all, ['kept']).counts).toEqual({
      healthy: 4,
      stale: 1,
      zombie: 1,
      pinned: 1,
      unknown: 1,
      waiting: 1,
      total: 8,
    })
  })
  it('count every agent once by its health, and lose none', () => {
    fc.assert(
      fc.property(fc.array(anyAgent, { maxLength: 30 }), (agents) => {
        const fleet = fleetOf(agents)
        const {
          healthy,
          stale: staleOnes,
          zombie,
          pinned,
          unknown: unknownOnes,
          waiting: waitingOnes,
          total,
        } = fleet.counts
        expect(healthy + staleOnes + zombie + pinned + unknownOnes).toBe(total)
        expect(total).toBe(agents.length)
        expect(waitingOnes).toBe(agents.filter(({ activity }) => activity === 'waiting').length)
        expect(fleet.agents.map(({ pid, start }) => `${pid}:${start}`).sort()).toEqual(
          agents.map(({ pid, start }) => `${pid}:${start}`).sort(),
        )
      }),
    )
  })
})

describe('the dot', () => {
  it.each([
    [{ zombie: 0, stale: 0, total: 0 }, 'grey'],
    [{ zombie: 0, stale: 0, total: 3 }, 'green'],
    [{ zombie: 0, stale: 1, total: 3 }, 'yellow'],
    [{ zombie: 1, stale: 0, total: 3 }, 'red'],
    [{ zombie: 1, stale: 2, total: 3 }, 'red'],
  ])('of %j is %s', (counts, dot) => expect(dotFor(counts)).toBe(dot))

  it('ignores helpers and what was left behind', () => {
    const fleet = toFleet(scanOf([], { helpers: [anAgent({ role: 'supervisor', state: 'zombie' })] }), {
      nowMs,
      policy: defaultHealthPolicy,
      isPinned: () => false,
    })
    expect(fleet.dot).toBe('grey')
    expect(fleet.helpers).toHaveLength(1)
  })
})

describe('an agent of the fleet', () => {
  it('carries what the ledger and the hog rule know of it', () => {
    const fleet = toFleet(scanOf([busy]), {
      nowMs,
      policy: defaultHealthPolicy,
      isPinned: () => true,
      hogOf: () => ({ kind: 'memory', reason: '5.2 GB in 14 processes' }),
      figuresOf: () => ({ sessionId: 's', costUsd: 1 }),
    })
    expect(fleet.agents).toMatchObject([
      { isPinned: true, hog: { kind: 'memory' }, figures: { costUsd: 1 }, healthReason: 'pinned by you' },
    ])
  })
})

describe('a second look', () => {
  const forgotten = anAgent({ lastActiveAtMs: nowMs - hours(6) })
  const isNeeded = (agent: AgentProcess) => fleetOf([agent]).agents.some(needsSecondLook)

  it('is needed before somebody is called stale, or unknown, whose CPU was seen once', () => {
    expect(isNeeded(forgotten)).toBe(true)
    expect(isNeeded(unknown)).toBe(true)
    expect(isNeeded({ ...forgotten, cpuPercent: 0 })).toBe(false)
  })

  it('is not needed for anybody else', () => {
    expect(all.filter(({ name }) => name !== 'stale' && name !== 'unknown' && name !== 'kept').some(isNeeded)).toBe(
      false,
    )
  })
})
