import { describe, expect, it } from 'vitest'
import type { FleetAgentReport } from '../../../../src/core/process/report.ts'
import type { Setting } from '../../../../src/core/settings/settings.ts'
import { withTilde } from '../../../../src/core/words/tilde.ts'
import { treeOf } from '../../../../src/dashboard/web/processes/tree.ts'
import { contextPercentOf, costText, cpuText, staleLimitOf } from '../../../../src/dashboard/web/processes/words.ts'
import { agentOf } from '../../../fixtures/fleet/twenty-agents.ts'

const agent = (pid: number, change: Partial<FleetAgentReport> = {}): FleetAgentReport => ({
  ...agentOf(pid),
  ...change,
})
const time = () => '14:11'

describe('the figures of an agent', () => {
  it('never shows 0 for what is not known', () => {
    expect(cpuText(undefined)).toBe('–')
    expect(cpuText(0)).toBe('0 %')
    expect(cpuText(0.4)).toBe('0.4 %')
    expect(cpuText(86.4)).toBe('86 %')
    expect(contextPercentOf({ figures: undefined })).toBeUndefined()
    expect(contextPercentOf({ figures: { sessionId: 'x', contextTokens: 5, contextWindowTokens: 0 } })).toBeUndefined()
    expect(costText({ figures: undefined })).toBe('–')
    expect(costText({ figures: { sessionId: 'x', unpricedModels: ['new-1'] } })).toBe('unpriced')
  })
})

describe('the tree of an agent', () => {
  it('puts parents before their children, each with what it is', () => {
    const { lines, processCount, memory } = treeOf(agent(48213), time)
    expect(lines.map(({ depth, name, what }) => `${depth} ${name} ${what}`)).toEqual([
      '0 claude 48213',
      '1 node MCP server: github',
      '1 node MCP server: postgres',
      '1 zsh tool shell',
      '2 redis-server started by Bash, 14:11',
    ])
    expect([processCount, memory]).toEqual([5, '612 MB'])
  })

  it('keeps a child whose parent is gone, and survives a circle', () => {
    const [child] = agent(48213).children
    if (child === undefined) throw new Error('The fixture has no child.')
    const strays = [
      { ...child, pid: 1001, ppid: 999 },
      { ...child, pid: 1002, ppid: 1003 },
      { ...child, pid: 1003, ppid: 1002 },
    ]
    expect(treeOf(agent(48213, { children: strays }), time).lines.map(({ pid }) => pid)).toEqual([48213, 1001])
  })
})

it('shortens only what really lies in the home folder', () => {
  expect(withTilde('/home/dev/code', '/home/dev')).toBe('~/code')
  expect(withTilde('/home/dev', '/home/dev')).toBe('~')
  expect(withTilde('/home/developer/code', '/home/dev')).toBe('/home/developer/code')
  expect(withTilde('/srv', undefined)).toBe('/srv')
})

const hours = (key: string, value?: number): Setting => ({
  key,
  value,
  meaning: '',
  kind: 'number',
  setIn: 'default',
  applies: 'live',
})

it('knows how long each kind of agent may be quiet, and says nothing where the server does not tell', () => {
  const settings = [hours('health.interactive_stale_after_hours', 4), hours('health.background_stale_after_hours', 0.5)]
  expect(staleLimitOf({ settings }, 'interactive')).toBe(4)
  expect(staleLimitOf({ settings }, 'ide')).toBe(4)
  expect(staleLimitOf({ settings }, 'headless')).toBe(0.5)
  expect(staleLimitOf({ settings: [hours('health.interactive_stale_after_hours')] }, 'interactive')).toBeUndefined()
})
