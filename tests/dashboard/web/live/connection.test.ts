import { describe, expect, it } from 'vitest'
import type { Connection, ConnectionEvent } from '../../../../src/dashboard/web/live/connection.ts'
import { initialConnection, nextConnection, retryAfterMs } from '../../../../src/dashboard/web/live/connection.ts'
import { addToTrends, keptMs, thinned } from '../../../../src/dashboard/web/live/trends.ts'
import { twentyAgents } from '../../../fixtures/fleet/twenty-agents.ts'

const stateAfter = (...events: readonly ConnectionEvent[]): Connection =>
  events.reduce(nextConnection, initialConnection)
const opened: ConnectionEvent = { type: 'opened', atMs: 1000 }
const fleet: ConnectionEvent = { type: 'fleet', fleet: twentyAgents, atMs: 1100 }
const lost = (atMs: number): ConnectionEvent => ({ type: 'lost', atMs })

describe('the connection', () => {
  it('keeps the last state when it is lost, and since when', () => {
    expect(stateAfter(opened, fleet, lost(5000), lost(7000))).toMatchObject({
      phase: 'offline',
      fleet: twentyAgents,
      offlineSinceMs: 5000,
      receivedAtMs: 1100,
      nextTryAtMs: 9000,
    })
  })

  it('waits longer each time, at most half a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(retryAfterMs)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  it('forgets its failures when it is back, and lets usage be asked for again', () => {
    const back = stateAfter(opened, lost(5000), { ...opened, atMs: 6000 })
    expect(back).toMatchObject({ phase: 'live', failedTries: 0, usageVersion: 2 })
    expect(back.offlineSinceMs).toBeUndefined()
  })

  it('is not offline but signed out when it is refused', () => {
    expect(stateAfter(opened, lost(2000), { type: 'refused', message: 'Too late.' })).toMatchObject({
      phase: 'signed-out',
      refusal: 'Too late.',
      offlineSinceMs: undefined,
    })
  })
})

describe('trends', () => {
  const [agent] = twentyAgents.processes
  const id = agent?.id ?? ''
  const collect = (times: readonly number[]) =>
    times.reduce(
      (history, atMs) => addToTrends(history, twentyAgents, atMs),
      new Map() as ReturnType<typeof addToTrends>,
    )

  it('take a sample every three seconds at most', () => {
    expect(collect([0, 1500, 2900, 3000, 4500]).get(id)).toHaveLength(2)
  })

  it('reach back ten minutes and no further, however long the page is open', () => {
    const history = collect(Array.from({ length: 2400 }, (_, i) => i * 3000))
    const samples = history.get(id) ?? []
    expect(samples).toHaveLength(keptMs / 3000 + 1)
  })

  it('forget agents that ended, and what a clock that was set back calls the future', () => {
    const before = collect([0, 3000])
    expect(addToTrends(before, { ...twentyAgents, processes: [] }, 6000).size).toBe(0)
    expect(addToTrends(before, twentyAgents, -5000).get(id)).toHaveLength(1)
  })

  it('are thinned to means of equal stretches, without what is unknown', () => {
    const samples = Array.from({ length: 36 }, (_, i) => ({ atMs: i, cpuPercent: i % 2 === 0 ? i : i - 1 }))
    expect(thinned(samples, ({ cpuPercent }) => cpuPercent)).toEqual(Array.from({ length: 18 }, (_, i) => i * 2))
    expect(thinned([{ atMs: 0 }, { atMs: 1, cpuPercent: 3 }], ({ cpuPercent }) => cpuPercent)).toEqual([3])
  })
})
