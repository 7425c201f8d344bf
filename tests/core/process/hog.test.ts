import { describe, expect, it } from 'vitest'
import { defaultHealthPolicy as policy } from '../../../src/core/process/health.ts'
import { type HogHistory, hogOf, nextHogHistory } from '../../../src/core/process/hog.ts'
import type { AgentProcess } from '../../../src/core/process/process.ts'
import { minutes, seconds } from '../../../src/core/time/duration.ts'
import { anAgent, nowMs } from './agent-process.ts'

const nothingYet: HogHistory = new Map()
/** What the rule says of the last of several looks at one process, each with its time. */
function afterLooks(...looks: readonly (readonly [number, AgentProcess])[]) {
  const history = looks.reduce(
    (known, [atMs, agent]) => nextHogHistory(known, [agent], { nowMs: atMs, policy }),
    nothingYet,
  )
  const [atMs, agent] = looks.at(-1) ?? [nowMs, anAgent()]
  return hogOf(agent, history, { nowMs: atMs, policy })
}
const busy = (treeCpuPercent: number | undefined) => anAgent({ treeCpuPercent })

describe('an agent is a hog of CPU', () => {
  it('after exactly 5 minutes at 75 % of a core, and not a millisecond before', () => {
    expect(afterLooks([nowMs, busy(75)], [nowMs + minutes(5) - 1, busy(75)])).toBeUndefined()
    expect(afterLooks([nowMs, busy(75)], [nowMs + minutes(5), busy(75)])).toMatchObject({ kind: 'cpu' })
  })
  it('but not just below the limit, and not on a first look', () => {
    expect(afterLooks([nowMs, busy(74.9)], [nowMs + minutes(9), busy(74.9)])).toBeUndefined()
    expect(afterLooks([nowMs, busy(800)])).toBeUndefined()
  })
  it('but a pause begins the time anew', () => {
    const looks = [
      [nowMs, busy(90)],
      [nowMs + minutes(4), busy(10)],
      [nowMs + minutes(4) + seconds(2), busy(90)],
      [nowMs + minutes(8), busy(90)],
    ] as const
    expect(afterLooks(...looks)).toBeUndefined()
  })
  it('but not where its CPU is unknown', () => {
    expect(afterLooks([nowMs, busy(undefined)], [nowMs + minutes(9), busy(undefined)])).toBeUndefined()
  })
  it('but not for the time of another process that had its pid', () => {
    const next = anAgent({ treeCpuPercent: 90, start: 'later' })
    expect(afterLooks([nowMs, busy(90)], [nowMs + minutes(6), next])).toBeUndefined()
  })
  it('and says how much for how long', () => {
    const reason = afterLooks([nowMs, busy(90)], [nowMs + minutes(12), busy(96)])?.reason
    expect(reason).toContain('96 %')
    expect(reason).toContain('12 min')
  })
})

describe('an agent is a hog of memory', () => {
  const withTree = (treeRssBytes: number | undefined) => afterLooks([nowMs, anAgent({ treeRssBytes })])
  it('above the limit, at once', () => {
    expect(withTree(policy.hogTreeRssBytes)).toBeUndefined()
    expect(withTree(policy.hogTreeRssBytes + 1)).toEqual({ kind: 'memory', reason: '4.0 GB in 1 process' })
  })
  it('but not where its memory is unknown', () => expect(withTree(undefined)).toBeUndefined())
})
