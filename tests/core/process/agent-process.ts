/** Agent processes for tests of core/: one that is healthy by any rule, and any that a machine could have. */
import fc from 'fast-check'
import type { AgentProcess, ChildProcess } from '../../../src/core/process/process.ts'

export const nowMs = Date.UTC(2026, 10, 20, 14, 32)

export const anAgent = (facts: Partial<AgentProcess> = {}): AgentProcess => ({
  pid: 4242,
  start: '8812345',
  agent: 'claude',
  role: 'interactive',
  ppid: 1,
  startedAtMs: nowMs - 60_000,
  state: 'sleeping',
  command: 'claude',
  children: [],
  activity: 'idle',
  ...facts,
})

export const aChild = (facts: Partial<ChildProcess> = {}): ChildProcess => ({
  pid: 4243,
  ppid: 4242,
  start: '8812346',
  startedAtMs: nowMs - 50_000,
  name: 'sleep',
  command: 'sleep 60',
  kind: 'process',
  state: 'sleeping',
  ...facts,
})

const anyTimeMs = fc.integer({ min: nowMs - 40 * 86_400_000, max: nowMs + 86_400_000 })
const known = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

export const anyAgent: fc.Arbitrary<AgentProcess> = fc.record({
  pid: fc.integer({ min: 2, max: 50 }),
  start: fc.nat({ max: 50 }).map(String),
  agent: fc.constant('claude'),
  role: fc.constantFrom('interactive', 'headless', 'sdk', 'ide', 'background'),
  ppid: fc.nat({ max: 50 }),
  startedAtMs: anyTimeMs,
  state: fc.constantFrom('running', 'sleeping', 'stopped', 'zombie', 'unknown'),
  command: fc.string(),
  children: fc.constant([]),
  activity: fc.constantFrom('busy', 'waiting', 'idle', 'shell', 'unknown'),
  activitySinceMs: known(anyTimeMs),
  lastActiveAtMs: known(anyTimeMs),
  cpuPercent: known(fc.double({ min: 0, max: 800, noNaN: true })),
  treeCpuPercent: known(fc.double({ min: 0, max: 800, noNaN: true })),
  rssBytes: known(fc.nat()),
  sessionId: known(fc.uuid()),
  cwd: known(fc.string()),
})
