import { afterEach, describe, expect, it, vi } from 'vitest'
import { defaultHealthPolicy } from '../src/core/health.ts'
import type { AuditEntry, KillReport } from '../src/core/kill.ts'
import type { AgentProcess, ProcessRef, Scan } from '../src/core/process.ts'
import { isSameProcess, processId } from '../src/core/process.ts'
import type { Monitor, MonitorEvent, MonitorParts } from '../src/monitor.ts'
import { createMonitor } from '../src/monitor.ts'

const payments: AgentProcess = {
  pid: 48213,
  start: '1000',
  agent: 'claude',
  role: 'interactive',
  ppid: 1,
  startedAtMs: 0,
  state: 'sleeping',
  command: 'claude',
  project: 'payments-api',
  children: [],
  activity: 'idle',
  lastActiveAtMs: 0,
}

function machine(agents: readonly AgentProcess[] = [payments]) {
  const state = { agents, nowMs: 1_000_000, scans: 0, pins: [] as ProcessRef[], audit: [] as AuditEntry[] }
  const parts: MonitorParts = {
    scan: async (): Promise<Scan> => {
      state.scans += 1
      return {
        scannedAtMs: state.nowMs,
        durationMs: 1,
        processCount: 100,
        agents: state.agents,
        helpers: [],
        orphans: [],
        problems: [],
      }
    },
    killOne: async (target): Promise<KillReport> => {
      state.agents = state.agents.filter((agent) => !isSameProcess(agent, target))
      return { id: processId(target), ...target, outcome: 'ended', ok: true, sent: ['SIGTERM'], message: 'ended' }
    },
    pins: {
      list: async () => state.pins,
      add: async (target) => void state.pins.push(target),
      remove: async (target) => {
        state.pins = state.pins.filter((pin) => !isSameProcess(pin, target))
      },
      prune: async (isAlive) => {
        state.pins = state.pins.filter(isAlive)
      },
    },
    audit: { append: async (entry) => void state.audit.push(entry), newest: async () => state.audit.toReversed() },
    openUsage: async () => {
      throw new Error('No ledger in this test.')
    },
    resumeCommand: () => undefined,
    policy: defaultHealthPolicy,
    refresh: { attentiveMs: 1500, idleMs: 10_000 },
    clock: () => state.nowMs,
  }
  return { state, monitor: createMonitor(parts) }
}

let open: Monitor | undefined
afterEach(async () => {
  await open?.close()
  vi.useRealTimers()
})

describe('looking', () => {
  it('lets readers at the same moment share one scan', async () => {
    const { monitor, state } = machine()
    const [a, b] = await Promise.all([monitor.fleet(), monitor.fleet()])
    expect(a).toBe(b)
    expect(state.scans).toBe(1)
  })

  it('answers from the last scan only while that is young enough', async () => {
    const { monitor, state } = machine()
    await monitor.fleet()
    state.nowMs += 500
    await monitor.fleet({ maxAgeMs: 500 })
    expect(state.scans).toBe(1)
    state.nowMs += 1
    await monitor.fleet({ maxAgeMs: 500 })
    expect(state.scans).toBe(2)
  })
})

describe('the pace', () => {
  it('is slow for a quiet listener, quick for an attentive one, and nothing without any', async () => {
    vi.useFakeTimers()
    const { monitor, state } = machine()
    open = monitor
    const stopQuiet = monitor.subscribe(() => {})
    await vi.advanceTimersByTimeAsync(10_000)
    expect(state.scans).toBe(1)
    const stopAttentive = monitor.subscribe(() => {}, { isAttentive: true })
    await vi.advanceTimersByTimeAsync(3000)
    expect(state.scans).toBe(3)
    stopAttentive()
    stopQuiet()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state.scans).toBe(3)
  })

  it('tells listeners of a change, and keeps silent when only the time passed', async () => {
    const { monitor, state } = machine()
    const events: MonitorEvent[] = []
    open = monitor
    monitor.subscribe((event) => events.push(event))
    await monitor.fleet()
    await monitor.fleet()
    expect(events).toHaveLength(1)
    state.agents = [{ ...payments, activity: 'waiting' }]
    await monitor.fleet()
    expect(events).toHaveLength(2)
  })
})

describe('acting', () => {
  it('ends a process, writes it to the audit log with who asked, and shows it gone', async () => {
    const { monitor, state } = machine()
    await monitor.fleet()
    const reports = await monitor.kill({ targets: [payments], force: false }, 'tray')
    expect(reports.map((report) => report.outcome)).toEqual(['ended'])
    expect(state.audit[0]).toMatchObject({
      actor: 'tray',
      action: 'kill',
      outcome: 'ended',
      target: { project: 'payments-api' },
    })
    expect((await monitor.fleet({ maxAgeMs: 10_000 })).processes).toEqual([])
  })

  it('pins an agent, and the pin vanishes with the process', async () => {
    const { monitor, state } = machine()
    expect(await monitor.pin(payments, 'cli')).toMatchObject({ pinned: true, ok: true })
    expect((await monitor.fleet()).processes[0]).toMatchObject({ health: 'pinned', pinned: true })
    state.agents = []
    await monitor.fleet()
    expect(state.pins).toEqual([])
  })

  it('does not pin a pid that is another process by now', async () => {
    const { monitor, state } = machine()
    const report = await monitor.pin({ pid: payments.pid, start: '2000' }, 'cli')
    expect(report).toMatchObject({ ok: false, pinned: false })
    expect(state.pins).toEqual([])
  })
})
