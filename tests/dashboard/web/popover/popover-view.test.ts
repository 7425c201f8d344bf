import { describe, expect, it } from 'vitest'
import { popoverView, shortActivity } from '../../../../src/dashboard/web/popover/popover-view.ts'
import { agentOf, noAgents, nowMs, twentyAgents } from '../../../fixtures/fleet/twenty-agents.ts'

describe('the pop-over', () => {
  it('shows who waits, what to clean up and who works, and counts the rest', () => {
    const { waiting, cleanup, working, staleCount, more } = popoverView(twentyAgents)
    expect([waiting.length, cleanup.length, working.length, staleCount]).toEqual([1, 3, 5, 2])
    expect(more).toBe('11 more: 2 working, 8 idle, 1 pinned')
  })

  it('shows of which nothing is known, after what to clean up', () => {
    const hung = { ...agentOf(51002), health: 'unknown' } as const
    const processes = twentyAgents.processes.map((agent) => (agent.id === hung.id ? hung : agent))
    const { unknown, working, more } = popoverView({ ...twentyAgents, processes })
    expect([unknown.length, working.length, more]).toEqual([1, 3, '12 more: 3 working, 8 idle, 1 pinned'])
  })

  it('has nothing to count when all are shown or none are there', () => {
    expect(popoverView(noAgents)).toMatchObject({ total: 0, more: undefined })
    const one = { ...twentyAgents, processes: [agentOf(51002)], counts: { ...twentyAgents.counts, total: 1 } }
    expect(popoverView(one).more).toBeUndefined()
  })

  it.each([
    [31877, 'Ctrl-Z 1h 52m'],
    [20455, '6h 41m'],
    [51002, 'Bash'],
    [52771, '3 subagents'],
    [52018, '4m'],
  ])('says in a few letters what %s does: %s', (pid, words) => {
    expect(shortActivity(agentOf(pid), nowMs)).toBe(words)
  })
})
