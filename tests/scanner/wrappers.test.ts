import { expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import type { OsProcess } from '../../src/core/process/process.ts'
import { createScanner } from '../../src/scanner/scanner.ts'
import { createFakeProcessTable, fakeProcess } from './fake-process-table.ts'

const node = '/usr/bin/node'
const script = '/usr/local/bin/gemini'
const outer = fakeProcess({ pid: 40, name: 'node', exePath: node, argv: ['node', script] })
const inner = fakeProcess({
  pid: 41,
  ppid: 40,
  name: 'MainThread',
  exePath: node,
  argv: [node, '--max-old-space-size=12052', script],
})

const agentsAmong = async (...processes: readonly OsProcess[]) => {
  const scanner = createScanner({
    table: createFakeProcessTable(processes),
    agents: Object.values(agents),
    environment: { platform: 'linux', homeDir: '/home/nobody', env: {} },
  })
  return (await scanner.scan()).agents.map(({ pid, agent }) => `${agent} ${pid}`)
}

it('a wrapper and what it started with the same arguments are one agent, the inner one', async () => {
  expect(await agentsAmong(outer, inner)).toEqual(['gemini 41'])
})

it('an agent that runs another of its kind with arguments of its own is two', async () => {
  const nested = { ...inner, argv: [node, script, '-p', 'look'] }
  expect(await agentsAmong(outer, nested)).toEqual(['gemini 40', 'gemini 41'])
})

it('one that has not started its inner process yet is an agent already', async () => {
  expect(await agentsAmong(outer)).toEqual(['gemini 40'])
})
