/** Every agent but Claude Code, which has a test of its own: recognised, or left alone, on each system. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { isWrapperOf } from '../../src/agents/program.ts'
import { describeAgent } from './agent.contract.ts'
import { readListings } from './listing.ts'

const fixtures = new URL('../fixtures/', import.meta.url)

const { claude: _claude, ...others } = agents
for (const agent of Object.values(others)) {
  const folder = new URL(`${agent.id}/`, fixtures)
  const registryDir = new URL('registry/', folder)
  const files = existsSync(registryDir) ? readdirSync(registryDir) : []
  describeAgent(agent, {
    listings: readListings(new URL('processes/', folder)),
    registry: Object.fromEntries(files.map((file) => [file, readFileSync(new URL(file, registryDir), 'utf8')])),
  })
}

it('says in the README which marks are read in the environment of other processes', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const names = Object.values(agents).flatMap(({ childMarks }) => Object.values(childMarks))
  expect(names.filter((name) => !readme.includes(name))).toEqual([])
})

const node = '/usr/bin/node'
const process = { pid: 1, ppid: 0, start: '1', startedAtMs: 0, state: 'sleeping', name: 'node', exePath: node } as const

it('takes a process that waits for one with the same arguments for its wrapper', () => {
  const outer = { ...process, argv: ['node', '/usr/bin/gemini', '-m', 'x'] }
  const inner = { ...process, argv: [node, '--max-old-space-size=12052', '/usr/bin/gemini', '-m', 'x'] }
  expect(isWrapperOf(outer, inner)).toBe(true)
  expect(isWrapperOf(outer, { ...inner, argv: [...inner.argv, '-p', 'hi'] })).toBe(false)
})

it("looks into Qwen's runtime folder as well, where one is named: what was written before stays at home", () => {
  const dirs = (env: Readonly<Record<string, string>>) =>
    agents.qwen.configDirs({ platform: 'linux', homeDir: '/home/dev', env })
  expect(dirs({ QWEN_RUNTIME_DIR: '~/run' })).toEqual(['/home/dev/.qwen', '/home/dev/run'])
  expect(dirs({ QWEN_HOME: '/srv/qwen', QWEN_RUNTIME_DIR: '/srv/qwen/' })).toEqual(['/srv/qwen'])
  expect(dirs({ QWEN_RUNTIME_DIR: ' ' })).toEqual(['/home/dev/.qwen'])
})
