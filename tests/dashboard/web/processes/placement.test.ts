import { describe, expect, it } from 'vitest'
import type { FleetAgentReport } from '../../../../src/core/process/report.ts'
import type { PlacedRow, PlacementContext } from '../../../../src/dashboard/web/processes/placement.ts'
import { placeRows } from '../../../../src/dashboard/web/processes/placement.ts'
import { agentOf, twentyAgents } from '../../../fixtures/fleet/twenty-agents.ts'

const calm: PlacementContext = { nowMs: 0, isAttended: false, isHeld: () => false, isFrozen: () => false }
const all = twentyAgents.processes
const changed = (pid: number, change: Partial<FleetAgentReport>) =>
  all.map((agent) => (agent.pid === pid ? { ...agent, ...change } : agent))
const waiting = agentOf(48213)
const answered = changed(48213, { activity: 'busy' })
const groupOf = (rows: readonly PlacedRow[], pid: number) => rows.find(({ agent }) => agent.pid === pid)?.group
const start = placeRows([], all, calm)

describe('the place of a row', () => {
  it('is at first the order of need', () => {
    expect(start.map(({ agent }) => agent.pid)).toEqual(all.map(({ pid }) => pid))
  })

  it('changes a second after its agent belongs elsewhere, and then to the top of its new group', () => {
    const at0 = placeRows(start, answered, calm)
    expect(groupOf(at0, 48213)).toBe('waiting')
    const at999 = placeRows(at0, answered, { ...calm, nowMs: 999 })
    expect(groupOf(at999, 48213)).toBe('waiting')
    const at1000 = placeRows(at999, answered, { ...calm, nowMs: 1000 })
    expect(at1000.filter(({ group }) => group === 'working')[0]?.agent.pid).toBe(48213)
  })

  it('stays when the agent comes back within the second, and the second begins anew', () => {
    const away = placeRows(start, answered, calm)
    const back = placeRows(away, all, { ...calm, nowMs: 500 })
    const awayAgain = placeRows(back, answered, { ...calm, nowMs: 1200 })
    expect(groupOf(awayAgain, 48213)).toBe('waiting')
  })

  it('stays as long as somebody attends to the list or to the row', () => {
    const misplaced = placeRows(start, answered, calm)
    const later = { ...calm, nowMs: 60_000 }
    expect(groupOf(placeRows(misplaced, answered, { ...later, isAttended: true }), 48213)).toBe('waiting')
    expect(groupOf(placeRows(misplaced, answered, { ...later, isHeld: (id) => id === waiting.id }), 48213)).toBe(
      'waiting',
    )
    expect(groupOf(placeRows(misplaced, answered, later), 48213)).toBe('working')
  })

  it('shows what it knows of the agent while it stays', () => {
    const rows = placeRows(start, answered, { ...calm, isAttended: true })
    expect(rows.find(({ agent }) => agent.pid === 48213)?.agent.activity).toBe('busy')
  })

  it('does not follow another order within its group', () => {
    const reversed = placeRows(start, all.toReversed(), { ...calm, nowMs: 5000 })
    expect(reversed.map(({ agent }) => agent.pid)).toEqual(start.map(({ agent }) => agent.pid))
  })

  it('is given up when the agent has ended, unless it is acted on: then it stays as it was', () => {
    const rest = all.filter(({ pid }) => pid !== 48213)
    expect(groupOf(placeRows(start, rest, calm), 48213)).toBeUndefined()
    const frozen = { ...calm, isFrozen: (id: string) => id === waiting.id }
    expect(placeRows(start, rest, frozen)[0]).toEqual(start[0])
    expect(placeRows(start, answered, frozen)[0]?.agent.activity).toBe('waiting')
  })

  it('is the top of its group for one that is new', () => {
    const fresh = { ...agentOf(51002), id: '1:1', pid: 1 }
    const rows = placeRows(start, [...all, fresh], calm)
    expect(rows.filter(({ group }) => group === 'working')[0]?.agent.pid).toBe(1)
    expect(rows).toHaveLength(21)
  })
})
