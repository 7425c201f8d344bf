import { describe, expect, it } from 'vitest'
import { figuresOf, fleetSentence, hourBars, mostMarks } from '../../../../src/dashboard/web/processes/figures.ts'
import { noAgents, twentyAgents } from '../../../fixtures/fleet/twenty-agents.ts'

const machine = { memoryBytes: 32 * 2 ** 30, coreCount: 12, homeDir: '/home/dev' }
const many = (count: number) => ({
  ...twentyAgents,
  processes: Array.from({ length: count }, (_, i) => ({
    ...(twentyAgents.processes[i % 20] ?? never()),
    id: String(i),
  })),
})
const never = (): never => {
  throw new Error('The fixture is empty.')
}

describe('the figures above the table', () => {
  it('are what a glance has to tell', () => {
    const figures = figuresOf(twentyAgents, machine)
    expect(figures).toMatchObject({
      total: 20,
      waiting: 1,
      fleetLabel: '20 agents: 16 healthy, 2 stale, 1 zombie, 1 pinned',
      activities: ['6 busy', '1 shell', '11 idle', '1 suspended'],
      memory: { value: '10.7 GB', of: 'of 32 GB', note: '1.4 GB in stale and zombie' },
      cpu: { value: '1.7', of: 'of 12 cores', note: 'search-indexer 86 %' },
    })
    expect(figures.memory.percent).toBeCloseTo(31.3, 0)
    expect(figures.cpu.percent).toBeCloseTo(14.3, 0)
  })

  it('draw one mark per agent up to forty, then none', () => {
    expect(figuresOf(many(mostMarks), machine).marks).toHaveLength(40)
    expect(figuresOf(many(mostMarks + 1), machine).marks).toBeUndefined()
  })

  it('leave out kinds that do not occur, except healthy', () => {
    expect(figuresOf(noAgents, machine).counts).toEqual([{ health: 'healthy', count: 0 }])
  })

  it('do not pretend to know the machine', () => {
    expect(figuresOf(twentyAgents, undefined).memory).toMatchObject({ value: '10.7 GB', of: '', percent: undefined })
  })

  it('are said in one sentence', () => {
    expect(fleetSentence(twentyAgents)).toBe('20 agents, 1 waiting for you')
    expect(fleetSentence(noAgents)).toBe('No agents running')
  })

  it('show the hours of today against the highest', () => {
    const { bars, peak } = hourBars([undefined, 2, 4, undefined], 2)
    expect(bars.map(({ kind, share }) => `${kind} ${share}`)).toEqual(['past 0', 'past 0.5', 'now 1', 'future 0'])
    expect(peak).toEqual({ hour: 2, usd: 4 })
    expect(hourBars([undefined, 0], 1).peak).toBeUndefined()
  })
})
