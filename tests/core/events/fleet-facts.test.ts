import { describe, expect, it } from 'vitest'
import { fleetFacts } from '../../../src/core/events/fleet-facts.ts'
import type { FleetAgentReport } from '../../../src/core/process/report.ts'
import { agentOf, twentyAgents } from '../../fixtures/fleet/twenty-agents.ts'

const idle: FleetAgentReport = {
  ...agentOf(48213),
  activity: 'idle',
  health: 'healthy',
  pinned: false,
  sessionId: 's-1',
}
const { waitingFor: _for, activitySince: _since, ...quiet } = idle
const look = (...processes: readonly FleetAgentReport[]) => ({ processes })
const types = (...looks: Parameters<typeof fleetFacts>) => fleetFacts(...looks).map(({ type }) => type)

describe('what happened between two looks', () => {
  it('is nothing at the first look, however much there is to see', () => {
    expect(fleetFacts(undefined, twentyAgents)).toEqual([])
  })

  it('is nothing when both show the same', () => {
    expect(fleetFacts(twentyAgents, twentyAgents)).toEqual([])
  })

  it('is nothing when only its figures moved', () => {
    expect(types(look(idle), look({ ...idle, cpuPercent: 80, activity: 'busy', rssBytes: 1 }))).toEqual([])
  })

  it('says of an agent that came who it is, where, and at which session', () => {
    expect(fleetFacts(look(), look(quiet))).toEqual([
      {
        type: 'agent.started',
        data: {
          ...{ agentId: idle.id, pid: 48213, agent: 'claude', role: idle.role, project: idle.project, name: idle.name },
          ...{ cwd: idle.cwd, sessionId: 's-1', startedAt: idle.startedAt },
        },
      },
      { type: 'session.began', data: expect.objectContaining({ agentId: idle.id, sessionId: 's-1' }) },
    ])
  })

  it('says of one that went what it was at', () => {
    expect(fleetFacts(look({ ...idle, activity: 'busy' }), look())).toMatchObject([
      { type: 'agent.ended', data: { agentId: idle.id, activity: 'busy', sessionId: 's-1' } },
    ])
  })

  it('takes a pid that is another process by now for what it is: one went, one came', () => {
    const other = { ...idle, id: '48213:other', start: 'other', sessionId: 's-2' }
    expect(types(look(idle), look(other))).toEqual(['agent.ended', 'agent.started', 'session.began'])
  })

  it.each([
    ['stale', 'agent.stale'],
    ['zombie', 'agent.zombie'],
  ] as const)('says once that an agent turned %s, and why', (health, type) => {
    const turned = { ...idle, health, healthReason: 'no sign of life for 5 h' }
    expect(fleetFacts(look(idle), look(turned))).toMatchObject([{ type, data: { reason: 'no sign of life for 5 h' } }])
    expect(types(look(turned), look(turned))).toEqual([])
    expect(types(look(turned), look(idle))).toEqual([])
  })

  it('says that a pin was set and taken back', () => {
    expect(types(look(idle), look({ ...idle, pinned: true }))).toEqual(['agent.pinned'])
    expect(types(look({ ...idle, pinned: true }), look(idle))).toEqual(['agent.unpinned'])
  })
})

describe('a wait', () => {
  const waiting = {
    ...idle,
    activity: 'waiting',
    waitingFor: 'permission',
    activitySince: '2026-11-20T10:00:00.000Z',
  } as const

  it('is told when it begins, with what for and since when', () => {
    expect(fleetFacts(look(idle), look(waiting))).toMatchObject([
      { type: 'agent.waiting', data: { waitingFor: 'permission', since: '2026-11-20T10:00:00.000Z' } },
    ])
  })

  it('is told once, also when what it waits for is told later', () => {
    expect(types(look(waiting), look({ ...waiting, waitingFor: 'an answer' }))).toEqual([])
    const { activitySince: _, ...unknown } = waiting
    expect(types(look(unknown), look(waiting))).toEqual([])
    expect(types(look(waiting), look(unknown))).toEqual([])
  })

  it('is another one when it began at another time, though nobody saw the work between', () => {
    const next = { ...waiting, activitySince: '2026-11-20T10:05:00.000Z' }
    expect(types(look(waiting), look(next))).toEqual(['agent.waiting'])
  })

  it('of an agent that is new is told beside its start', () => {
    expect(types(look(), look(waiting))).toEqual(['agent.started', 'agent.waiting', 'session.began'])
  })
})

describe('a session', () => {
  it('begins where an agent that was there takes up another one', () => {
    const next = { ...idle, sessionId: 's-2' }
    expect(fleetFacts(look(idle), look(next))).toMatchObject([
      { type: 'session.began', data: { agentId: idle.id, sessionId: 's-2' } },
    ])
  })

  it('begins once for all processes that are at it', () => {
    const second = { ...idle, id: '2:2', pid: 2 }
    expect(types(look(), look(idle, second))).toEqual(['agent.started', 'agent.started', 'session.began'])
    expect(types(look(idle), look(idle, second))).toEqual(['agent.started'])
  })

  it('does not begin where nobody knows which it is', () => {
    const { sessionId: _, ...unknown } = idle
    expect(types(look(), look(unknown))).toEqual(['agent.started'])
  })
})
