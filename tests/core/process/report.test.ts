import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toFleet } from '../../../src/core/process/fleet.ts'
import { defaultHealthPolicy } from '../../../src/core/process/health.ts'
import type { AgentProcess, ChildProcess, Scan } from '../../../src/core/process/process.ts'
import { fleetReport } from '../../../src/core/process/report.ts'
import { shellCommand } from '../../../src/core/words/command.ts'
import { anAgent, anyAgent, nowMs } from './agent-process.ts'

const child: ChildProcess = {
  pid: 4300,
  ppid: 4242,
  start: '8812399',
  startedAtMs: nowMs - 1000,
  name: 'bash',
  command: 'bash -c ls',
  kind: 'tool-shell',
  state: 'sleeping',
}

function reportOf(agents: readonly AgentProcess[], facts: Partial<Scan> = {}) {
  const scan: Scan = {
    scannedAtMs: nowMs,
    durationMs: 1.5,
    processCount: 412,
    agents,
    helpers: [],
    orphans: [],
    problems: [],
    ...facts,
  }
  const fleet = toFleet(scan, { nowMs, policy: defaultHealthPolicy, isPinned: () => false })
  return fleetReport(fleet, ({ sessionId }) =>
    sessionId === undefined ? undefined : shellCommand(['claude', '--resume'], [sessionId]),
  )
}

/** What a client receives. */
const received = (report: unknown) => JSON.parse(JSON.stringify(report))

describe('the report of a fleet', () => {
  it('has times in ISO 8601, ids, and what the agent is', () => {
    const agent = anAgent({
      sessionId: 's1',
      activity: 'waiting',
      waitingFor: 'permission prompt',
      activitySinceMs: nowMs - 180_000,
      lastActiveAtMs: nowMs - 180_000,
      children: [child],
    })
    expect(received(reportOf([agent]))).toEqual({
      scannedAt: '2026-11-20T14:32:00.000Z',
      scanMs: 1.5,
      processCount: 412,
      dot: 'green',
      counts: { healthy: 1, stale: 0, zombie: 0, pinned: 0, unknown: 0, waiting: 1, total: 1 },
      processes: [
        {
          id: '4242:8812345',
          pid: 4242,
          start: '8812345',
          agent: 'claude',
          role: 'interactive',
          startedAt: '2026-11-20T14:31:00.000Z',
          command: 'claude',
          state: 'sleeping',
          children: [
            {
              pid: 4300,
              ppid: 4242,
              start: '8812399',
              startedAt: '2026-11-20T14:31:59.000Z',
              name: 'bash',
              command: 'bash -c ls',
              kind: 'tool-shell',
              state: 'sleeping',
            },
          ],
          sessionId: 's1',
          activity: 'waiting',
          waitingFor: 'permission prompt',
          activitySince: '2026-11-20T14:29:00.000Z',
          lastActiveAt: '2026-11-20T14:29:00.000Z',
          resumeCommand: 'claude --resume s1',
          capabilities: ['kill', 'pin'],
          health: 'healthy',
          healthReason: 'waits for you',
          pinned: false,
        },
      ],
      orphans: [],
      helpers: [],
      problems: [],
    })
  })

  it('names what was left behind and the helpers', () => {
    const orphan = { ...child, agent: 'claude', sessionId: 's1', reason: 'its session (pid 4242) is gone' }
    const report = received(reportOf([], { orphans: [orphan], helpers: [anAgent({ role: 'supervisor' })] }))
    expect(report).toMatchObject({
      dot: 'grey',
      orphans: [
        { id: '4300:8812399', reason: 'its session (pid 4242) is gone', startedAt: '2026-11-20T14:31:59.000Z' },
      ],
      helpers: [{ role: 'supervisor', id: '4242:8812345' }],
    })
    expect(report.helpers[0]).not.toHaveProperty('health')
  })

  it('leaves out what is not known instead of inventing it', () => {
    const [agent] = received(reportOf([anAgent({ cpuPercent: undefined, rssBytes: undefined })])).processes
    for (const key of [
      'cpuPercent',
      'rssBytes',
      'treeRssBytes',
      'sessionId',
      'lastActiveAt',
      'resumeCommand',
      'hog',
      'figures',
    ]) {
      expect(agent).not.toHaveProperty(key)
    }
  })

  it('reaches the client as it was, for any fleet, with every moment as a time and no field in milliseconds since 1970', () => {
    fc.assert(
      fc.property(fc.array(anyAgent, { maxLength: 10 }), (agents) => {
        const report = reportOf(agents)
        const json = received(report)
        expect(json).toEqual(report)
        for (const [key, value] of entriesOf(json)) {
          expect(key).not.toMatch(/AtMs$|SinceMs$/)
          expect(value).not.toBeNull()
          if (/(?:At|Since)$/.test(key)) expect(value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        }
      }),
    )
  })
})

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]): [string, unknown][] => [[key, inner], ...entriesOf(inner)])
    : []
