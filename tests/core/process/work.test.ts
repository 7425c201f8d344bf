import { describe, expect, it } from 'vitest'
import { isMeasured, workOf } from '../../../src/core/process/work.ts'
import { aChild, anAgent } from './agent-process.ts'

const work = (facts: Parameters<typeof anAgent>[0]) => workOf(anAgent(facts), 1)

describe('work', () => {
  it.each([
    ['being on a core', { state: 'running', cpuPercent: 0 }, 'cpu'],
    ['its own CPU', { cpuPercent: 1 }, 'cpu'],
    ['the CPU of what it started', { cpuPercent: 0.2, treeCpuPercent: 11.4 }, 'cpu'],
    ['the shell of a tool', { children: [aChild({ kind: 'tool-shell' })] }, 'tool'],
    ['a background shell', { activity: 'shell', children: [aChild()] }, 'tool'],
  ] as const)('shows in %s', (_, facts, expected) => expect(work(facts)).toBe(expected))

  it.each([
    ['CPU below the limit of the user', { cpuPercent: 0.99, treeCpuPercent: 0.99 }],
    ['an unknown CPU', {}],
    ['an MCP server', { activity: 'shell', children: [aChild({ kind: 'mcp-server' })] }],
    ['a helper that stands by', { children: [aChild()] }],
    ['a tool that is suspended', { children: [aChild({ kind: 'tool-shell', state: 'stopped' })] }],
    ['a tool that ended', { children: [aChild({ kind: 'tool-shell', state: 'zombie' })] }],
    ['what the registry claims', { activity: 'busy' }],
  ] as const)('does not show in %s', (_, facts) => expect(work(facts)).toBeUndefined())

  it('is measured from the second look on', () => {
    expect(isMeasured(anAgent())).toBe(false)
    expect(isMeasured(anAgent({ cpuPercent: 0 }))).toBe(true)
  })
})
