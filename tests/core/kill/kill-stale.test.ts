import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StaleCandidate } from '../../../src/core/kill/kill-stale.ts'
import { needsSecondSample, staleTargets } from '../../../src/core/kill/kill-stale.ts'
import { healths } from '../../../src/core/process/health.ts'

const anAgent = (facts: Partial<StaleCandidate> = {}): StaleCandidate => ({
  health: 'healthy',
  healthReason: 'alive',
  activity: 'idle',
  pinned: false,
  state: 'sleeping',
  cpuPercent: 0,
  ...facts,
})

describe('kill-stale', () => {
  it('takes the stale ones and says why it leaves others alone', () => {
    const stale = anAgent({ health: 'stale' })
    const suspended = anAgent({ health: 'zombie', state: 'stopped', tty: 'pts/7' })
    const defunct = anAgent({ health: 'zombie', state: 'zombie' })
    const pinned = anAgent({ health: 'pinned', pinned: true })
    const waiting = anAgent({ activity: 'waiting' })
    const unknown = anAgent({ health: 'unknown', activity: 'unknown' })
    const { targets, leftAlone } = staleTargets([stale, suspended, defunct, pinned, waiting, unknown, anAgent()])
    expect(targets).toEqual([stale])
    expect(leftAlone).toEqual([
      { agent: suspended, reason: 'suspended with Ctrl-Z, not stale: fg, on pts/7' },
      { agent: defunct, reason: 'defunct: its parent has to collect it' },
      { agent: pinned, reason: 'pinned' },
      { agent: waiting, reason: 'waiting for you' },
      { agent: unknown, reason: 'nothing tells whether it works' },
    ])
  })

  it('leaves a stale agent alone that waits for its user', () => {
    const both = anAgent({ health: 'stale', activity: 'waiting' })
    expect(staleTargets([both])).toEqual({ targets: [], leftAlone: [{ agent: both, reason: 'waiting for you' }] })
  })

  it('never takes what is pinned, waits, or is not stale', () => {
    const any = fc.record({
      health: fc.constantFrom<StaleCandidate['health']>(...healths),
      healthReason: fc.constant(''),
      activity: fc.constantFrom<StaleCandidate['activity']>('busy', 'waiting', 'idle', 'shell', 'unknown'),
      pinned: fc.boolean(),
      state: fc.constantFrom<StaleCandidate['state']>('running', 'sleeping', 'stopped', 'zombie', 'unknown'),
    })
    fc.assert(
      fc.property(fc.array(any), (agents) => {
        const { targets, leftAlone } = staleTargets(agents)
        expect(targets.every((one) => one.health === 'stale' && !one.pinned && one.activity !== 'waiting')).toBe(true)
        expect(leftAlone.some(({ agent }) => targets.includes(agent))).toBe(false)
      }),
    )
  })

  it('asks for a second look where the CPU has not been measured yet', () => {
    expect(needsSecondSample([anAgent(), anAgent({ cpuPercent: undefined })])).toBe(true)
    expect(needsSecondSample([anAgent({ cpuPercent: 0 })])).toBe(false)
  })
})
