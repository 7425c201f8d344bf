import { expect, it } from 'vitest'
import { agentsIn, fleetOfAgents } from '../../../src/core/process/fleet-filter.ts'
import type { OrphanReport } from '../../../src/core/process/report.ts'
import { severalKinds } from '../../fixtures/fleet/several-kinds.ts'
import { unseenSession } from '../../fixtures/fleet/twenty-agents.ts'

const orphan: Omit<OrphanReport, 'agent'> = {
  ...{ id: '7:1', pid: 7, ppid: 1, start: '1', startedAt: '2026-11-20T10:00:00.000Z', name: 'node' },
  ...{ command: 'node', kind: 'mcp-server', state: 'sleeping', reason: 'its session is gone' },
}
const fleet = {
  ...severalKinds,
  orphans: [
    { ...orphan, agent: 'claude' },
    { ...orphan, agent: 'codex' },
  ],
  sessionsWithoutProcess: [unseenSession, { ...unseenSession, agent: 'kimi' }],
}

it('is the fleet as it would be without the others: counts, dot, orphans, sessions without a process', () => {
  const { processes, counts, dot, orphans, sessionsWithoutProcess } = fleetOfAgents(fleet, ['codex', 'opencode'])
  expect(processes.map(({ project }) => project)).toEqual([
    'design-system',
    'mobile-app',
    'ml-pipeline',
    'data-warehouse',
  ])
  expect(counts).toEqual({ healthy: 4, stale: 0, zombie: 0, pinned: 0, unknown: 0, waiting: 1, total: 4 })
  expect(dot).toBe('green')
  expect(orphans.map(({ agent }) => agent)).toEqual(['codex'])
  expect(sessionsWithoutProcess).toEqual([])
})

it('is empty and grey where none of them runs, and the whole fleet where nothing is asked', () => {
  expect(fleetOfAgents(fleet, ['aider'])).toMatchObject({ processes: [], dot: 'grey', counts: { total: 0 } })
  expect(fleetOfAgents(fleet, undefined)).toBe(fleet)
})

it('knows whose processes and sessions there are, in the order of the agents', () => {
  expect(agentsIn(fleet)).toEqual(['claude', 'codex', 'opencode', 'gemini', 'kimi'])
})
