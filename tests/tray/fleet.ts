/** A fleet as a busy afternoon has it, at a fixed moment. */
import type { FleetAgentReport, FleetReport } from '../../src/core/process/report.ts'
import type { SessionFigures } from '../../src/core/session/session.ts'
import type { Approval } from '../../src/core/waiting/approval.ts'
import { ofAgent } from '../../src/core/waiting/turn-ends.ts'
import { nothingWaits, type WaitingReport } from '../../src/core/waiting/waiting-report.ts'
import { agentReport, fleetOf } from '../dashboard/fake-services.ts'

export const nowMs = Date.parse('2026-11-20T14:30:00.000Z')
export const ago = (minutes: number): string => new Date(nowMs - minutes * 60_000).toISOString()

export function agent(pid: number, project: string, more: Partial<FleetAgentReport> = {}): FleetAgentReport {
  return agentReport(pid, {
    project,
    cwd: `/home/dev/${project}`,
    children: [],
    lastActiveAt: ago(4),
    resumeCommand: `claude --resume ${pid}`,
    ...more,
  })
}

const doing = (what: string): SessionFigures => ({ doing: what }) as SessionFigures

/** Health decides the dot, as core/fleet.ts does it. */
export function fleet(...agents: readonly FleetAgentReport[]): FleetReport {
  const report = fleetOf(agents)
  const { zombie, stale, total } = report.counts
  return { ...report, dot: total === 0 ? 'grey' : zombie > 0 ? 'red' : stale > 0 ? 'yellow' : 'green' }
}

/** Whoever waits in it, as the list of the page has them. */
export const waitsIn = ({ processes }: Pick<FleetReport, 'processes'>): WaitingReport => ({
  ...nothingWaits,
  waiting: processes
    .filter(({ activity }) => activity === 'waiting')
    .map((one) => ({ ...ofAgent(one), kind: 'permission', summary: one.waitingFor ?? '' })),
})

export const waiting = (pid: number, project: string, more: Partial<FleetAgentReport> = {}) =>
  agent(pid, project, { activity: 'waiting', waitingFor: 'permission prompt', activitySince: ago(3), ...more })
export const stale = (pid: number, project: string, more: Partial<FleetAgentReport> = {}) =>
  agent(pid, project, { health: 'stale', healthReason: 'no sign of life for 6h 41m', lastActiveAt: ago(401), ...more })
export const zombie = (pid: number, project: string, more: Partial<FleetAgentReport> = {}) =>
  agent(pid, project, {
    health: 'zombie',
    healthReason: 'suspended with Ctrl-Z',
    state: 'stopped',
    lastActiveAt: ago(112),
    ...more,
  })
export const unknown = (pid: number, project: string, more: Partial<FleetAgentReport> = {}) =>
  agent(pid, project, { health: 'unknown', healthReason: 'shows nothing since it started 5h 00m ago', ...more })
export const busy = (pid: number, project: string, what?: string, more: Partial<FleetAgentReport> = {}) =>
  agent(pid, project, {
    activity: 'busy',
    activitySince: ago(1),
    ...(what === undefined ? {} : { figures: doing(what) }),
    ...more,
  })

export const afternoon = (): FleetReport =>
  fleet(
    waiting(48213, 'payments-api', { name: 'webhook-retries', treeRssBytes: 612e6 }),
    stale(20455, 'internal-tools', { name: 'grafana-panels', treeRssBytes: 702e6 }),
    stale(9120, 'dotfiles', { name: 'nvim-lsp', treeRssBytes: 341e6, lastActiveAt: ago(1620) }),
    zombie(31877, 'legacy-billing-migration', { treeRssBytes: 388e6 }),
    busy(40112, 'search-indexer', 'Bash', { name: 'shard-rebalance', treeRssBytes: 1.1e9 }),
    busy(40877, 'web-frontend', '3 subagents', { name: 'checkout-a11y', treeRssBytes: 948e6 }),
    agent(51200, 'infra-terraform', { treeRssBytes: 503e6 }),
    agent(2214, 'homelab', { name: 'backup-watch', health: 'pinned', pinned: true, treeRssBytes: 214e6 }),
  )

/** What the session `s` asks: whether it may run `make`. */
export const asksForMake: Approval = {
  ...{
    id: 'wq3kf',
    nonce: 'n',
    agent: 'claude',
    sessionId: 's',
    kind: 'permission',
    tool: 'Bash',
    notes: [],
    always: [],
  },
  ...{ thing: { form: 'command', text: 'make' }, since: ago(1), deadline: ago(-9), answers: ['allow', 'deny'] },
  state: 'open',
}
