/** What the pictures show besides the twenty agents: a day's cost, hours of trends, sessions to pick up. No figures of real work. */
import { listPrices } from '../../../src/agents/list-prices.ts'
import type { FleetAgentReport, FleetReport } from '../../../src/core/process/report.ts'
import type { SessionDetail, SessionList } from '../../../src/core/session/session.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import type { SessionWatch } from '../../../src/core/session/session-watch.ts'
import { noTokens } from '../../../src/core/usage/tokens.ts'
import type { UsageFigures, UsageQuery, UsageReport } from '../../../src/core/usage/usage.ts'
import { agentOf, nowMs, twentyAgents } from '../../fixtures/fleet/twenty-agents.ts'
import { markable } from '../../services/real-session-marks.ts'
import { fakeWatch } from '../fake-watch.ts'
import { demoTaskWork } from './demo-task-work.ts'

const figures = (costUsd: number, totalTokens: number): UsageFigures => ({
  tokens: { ...noTokens, cacheRead: totalTokens },
  totalTokens,
  responses: 1200,
  costUsd,
  unpriced: [],
  cacheHitRate: 0.958,
  cacheSavedUsd: 312,
  webSearches: 0,
  origin: 'counted',
})

/** From 8:00 on. */
const hoursUsd = [2.08, 5.9, 7.29, 5.06, 11.21, 12.9, 3.72, 0.44]

export function demoUsage({ by, timezone = 'UTC', since, until }: UsageQuery): UsageReport {
  const rows = hoursUsd.map((costUsd, i) => ({
    ...figures(costUsd, costUsd * 2_000_000),
    key: `2026-11-20T${String(8 + i).padStart(2, '0')}`,
    label: `${8 + i}:00`,
    startAt: `2026-11-20T${String(8 + i).padStart(2, '0')}:00:00.000Z`,
  }))
  return {
    generatedAt: new Date(nowMs).toISOString(),
    timezone,
    pricesAsOf: '2026-11-19',
    agents: ['claude'],
    models: [],
    periods: {
      today: figures(48.6, 97_400_000),
      last7Days: figures(286.15, 571_000_000),
      last30Days: figures(1042.37, 2_410_000_000),
      allTime: figures(3208.4, 7_420_000_000),
    },
    currentBlock: {
      ...figures(21.3, 41_000_000),
      startAt: '2026-11-20T13:00:00.000Z',
      endAt: '2026-11-20T18:00:00.000Z',
      burnUsdPerHour: 10.99,
    },
    by,
    since,
    until,
    rows,
    total: figures(48.6, 97_400_000),
    problems: [],
  }
}

const minutesAgo = (minutes: number): string => new Date(nowMs - minutes * 60_000).toISOString()
const session = (id: string, title: string, project: string, minutes: number, costUsd: number) => ({
  id,
  agent: 'claude',
  title,
  project,
  lastActiveAt: minutesAgo(minutes),
  responses: 100,
  totalTokens: 1_000_000,
  costUsd,
  unpricedModels: [],
})

export const demoSessions: SessionList = {
  sessions: [
    session('3f2a91c4', 'Retry webhooks with backoff that survives a restart', 'payments-api', 42, 4.12),
    session('c73a0001', 'Rebalance shards without a full reindex', 'search-indexer', 70, 7.91),
    session('ce230002', 'Make checkout usable with a screen reader', 'web-frontend', 1500, 9.62),
  ],
  total: 3,
  agents: ['claude'],
}

export const demoSession = (id: string): SessionDetail => ({
  ...session(id, 'Retry webhooks with backoff that survives a restart', 'payments-api', 3, 4.12),
  branch: 'feat/webhook-retries',
  compactions: 0,
  tokens: noTokens,
  models: [],
  tools: [],
  files: [],
  subagents: [],
  resumeCommand: `claude --resume ${id}`,
})

/** The same fleet some steps before the end: its CPU flickers, its memory grows. Deterministic. */
export function fleetBefore(steps: number, fleet: FleetReport = demoFleet): FleetReport {
  return { ...fleet, processes: fleet.processes.map((agent, i) => agentBefore(agent, steps, i)) }
}

function agentBefore(agent: FleetAgentReport, steps: number, index: number): FleetAgentReport {
  const flicker = Math.abs(Math.sin((steps + 1) * (index + 3) * 1.7))
  const wasBusy = agent.activity === 'busy' || (agent.activity === 'waiting' && steps > 18)
  const top = agent.activity === 'waiting' ? 34 : (agent.treeCpuPercent ?? 0) * 1.1
  const cpu = steps === 0 ? agent.treeCpuPercent : wasBusy ? top * (0.35 + 0.65 * flicker) : agent.treeCpuPercent
  const memory = (agent.treeRssBytes ?? 0) * (1 - 0.18 * (steps / 60) ** 0.6 - 0.008 * flicker)
  return { ...agent, treeCpuPercent: cpu, treeRssBytes: steps === 0 ? agent.treeRssBytes : memory }
}

const leftBehind = (pid: number, command: string, rssBytes: number) => ({
  id: `${pid}:1`,
  pid,
  ppid: 1,
  start: '1',
  startedAt: minutesAgo(310),
  name: 'node',
  command,
  kind: 'mcp-server' as const,
  state: 'sleeping' as const,
  cpuPercent: 0,
  rssBytes,
  agent: 'claude',
  reason: 'its session (pid 30112) is gone',
})

export const demoFleet: FleetReport = {
  ...twentyAgents,
  orphans: [
    leftBehind(30140, 'npx -y @modelcontextprotocol/server-github', 81_000_000),
    leftBehind(30141, 'npx -y @modelcontextprotocol/server-postgres', 62_000_000),
  ],
}

const askingSessionId = agentOf(48213).sessionId

/** What the agent that waits for its user asks for. */
const askedStep: SessionEvent = {
  kind: 'tool-call',
  lane: 'main',
  cursor: 'main@300.0',
  at: minutesAgo(3),
  toolId: 't2',
  tool: 'Bash',
  summary: 'psql "$DATABASE_URL" -f migrations/0042_retry_schedule.sql',
  input: '{}',
}

function demoWatch(id: string): SessionWatch {
  const watch = fakeWatch(id)
  watch.add(askedStep)
  const waiting = { status: 'waiting', waitingFor: 'permission prompt', waitingStepId: 't2' } as const
  return { ...watch, state: () => ({ ...watch.state(), ...waiting }) }
}

/** What the services answer besides the fleet. */
export const demoParts = {
  taskWork: demoTaskWork,
  usage: { report: async (query: UsageQuery) => demoUsage(query), prices: async () => listPrices },
  sessions: markable(
    {
      list: async () => demoSessions,
      find: async (id) => demoSession(id),
      watch: async (id) => (id === askingSessionId ? demoWatch(id) : undefined),
    },
    { clock: () => nowMs },
  ),
}
