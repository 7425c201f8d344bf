/** `GET /metrics`: what it tells and what never, to whom, and that Prometheus itself reads it. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noTokens } from '../../src/core/usage/tokens.ts'
import { freePort } from '../tools/free-port.ts'
import { waitFor } from '../tools/wait-for.ts'
import { agentReport, fleetOf } from './fake-services.ts'
import { startTestDashboard, type TestDashboard } from './running-dashboard.ts'

let dashboard: TestDashboard
let showsProjects = false
beforeAll(async () => {
  dashboard = await startTestDashboard({ showsProjects: () => showsProjects })
  const { services } = dashboard
  const one = agentReport(100, { activity: 'busy', treeRssBytes: 500 })
  const waiting = { activity: 'waiting', health: 'stale', project: 'shop' } as const
  services.fleetNow = fleetOf([one, agentReport(101, { ...one, pid: 101 }), agentReport(102, waiting)])
  const report = await services.usage.report({ by: 'agent' })
  const model = (name: string, costUsd?: number) => ({
    ...{ ...report.total, model: name, label: name, responses: 2, costUsd },
    tokens: { ...noTokens, input: 10, cacheWrite1h: 3 },
  })
  services.usage.report = async ({ by }) => ({
    ...report,
    rows:
      by === 'project'
        ? [{ ...report.total, key: '/home/dev/shop', label: 'shop', costUsd: 7 }]
        : [
            {
              ...report.total,
              key: 'claude',
              label: 'Claude Code',
              models: [model('opus', 1.5), model('/home/dev/models/own.gguf')],
            },
          ],
  })
  await dashboard.post('/events', { source: 'ci', event_type: 'step', session_id: 'secret-session' })
  await dashboard.post('/events', { source: '/home/dev/tool.sh', event_type: 'step' })
})
afterAll(async () => {
  await dashboard.close()
  await dashboard.services.close()
})

const asToken = () => ({ headers: { Authorization: `Bearer ${dashboard.token}` } })
const scrape = async () => (await dashboard.fetch('/metrics', asToken())).text()

describe('the metrics', () => {
  it('count agents, tokens and dollars, events and times', async () => {
    const lines = (await scrape()).split('\n')
    for (const line of [
      'tce_build_info{version="9.9.9"} 1',
      'tce_agents{agent="claude",activity="busy",health="healthy"} 2',
      'tce_agents{agent="claude",activity="waiting",health="stale"} 1',
      'tce_tokens_total{agent="claude",model="opus",type="input"} 10',
      'tce_tokens_total{agent="claude",model="opus",type="cache_write_1h"} 3',
      'tce_cost_dollars_total{agent="claude",model="opus"} 1.5',
      'tce_events{source="ci"} 1',
      'tce_events_captured_total 2',
      'tce_event_capture_duration_seconds_count{outcome="captured"} 2',
    ])
      expect(lines).toContain(line)
    expect(lines.filter((line) => line.startsWith('tce_cost_dollars_total{'))).toHaveLength(1)
    expect(lines.find((line) => line.startsWith('tce_scan_duration_seconds '))).toMatch(/ [\d.e-]+$/)
  })

  it('tell no session and no path, and projects only where that was set', async () => {
    const text = await scrape()
    expect(text).not.toMatch(/secret-session|3f2a91c4|\/home|tool\.sh|shop|project-/)
    expect(text).toContain('model="own.gguf"')
    expect(text).toContain('tce_events{source="other"} 1')
    showsProjects = true
    const told = await scrape()
    showsProjects = false
    expect(told).toContain('tce_agents{agent="claude",project="shop",activity="waiting",health="stale"} 1')
    expect(told).toContain('tce_project_cost_dollars_total{project="shop"} 7')
    expect(told).not.toMatch(/secret-session|3f2a91c4|\/home/)
  })

  it('are for a key that reads and for the token, not for a key that only sends or nobody', async () => {
    const statusFor = async (mayRead: boolean) => {
      const added = await dashboard.services.keys.add(
        { label: `prometheus ${mayRead}`, mayRead },
        { kind: 'token', name: 'cli' },
      )
      const headers = { Authorization: `Bearer ${added.ok ? added.value.secret : ''}` }
      return (await withStrangers.fetch('/metrics', { headers })).status
    }
    await using withStrangers = await startTestDashboard({
      services: dashboard.services,
      peers: { ownUid: 501, uidOf: async () => 502 },
    })
    expect(await statusFor(true)).toBe(200)
    expect(await statusFor(false)).toBe(403)
    expect([401, 403]).toContain((await withStrangers.fetch('/metrics')).status)
  })

  it.skipIf(!existsSync('/usr/bin/promtool'))('are as promtool wants them', async () => {
    showsProjects = true
    const { status, stdout, stderr } = spawnSync('/usr/bin/promtool', ['check', 'metrics'], {
      input: await scrape(),
      encoding: 'utf8',
    })
    showsProjects = false
    expect([status, stdout, stderr]).toEqual([0, '', ''])
  })
})

const board = JSON.parse(readFileSync(new URL('../../docs/grafana.json', import.meta.url), 'utf8')) as {
  panels: { title: string; targets: { expr: string }[] }[]
}
const questions = board.panels.flatMap(({ targets }) =>
  targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')),
)

it('the board for Grafana asks for nothing that is not told', async () => {
  const text = await scrape()
  expect(questions.length).toBeGreaterThan(10)
  const names = questions.flatMap((expr) => [...expr.matchAll(/\b(?:tce|process)_\w+/g)].map(([name]) => name))
  for (const name of names) expect(text).toContain(`# TYPE ${name.replace(/_bucket$/, '')} `)
})

describe.skipIf(!existsSync('/usr/bin/prometheus'))('the genuine Prometheus', () => {
  it('scrapes them with a key, and answers every question of the board', async () => {
    const added = await dashboard.services.keys.add({ label: 'scraper', mayRead: true }, { kind: 'token', name: 'cli' })
    if (!added.ok) throw new Error(added.error)
    const folder = mkdtempSync(join(tmpdir(), 'tce-prometheus-'))
    writeFileSync(join(folder, 'prometheus.yml'), configFor(dashboard.port, added.value.secret))
    const port = await freePort()
    const child = spawn(
      '/usr/bin/prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    )
    const gone = new Promise((resolve) => child.once('exit', resolve))
    try {
      const ask = async (expr: string) => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expr)}`).catch(
          () => undefined,
        )
        return (await answer?.json().catch(() => undefined)) as Answer | undefined
      }
      const waiting = await waitFor('a scrape', async () => {
        const answer = await ask('tce_agents{activity="waiting"}')
        return answer?.data?.result[0]
      })
      expect(waiting).toMatchObject({
        metric: { agent: 'claude', health: 'stale', job: 'tce' },
        value: [expect.any(Number), '1'],
      })
      expect((await ask('up{job="tce"}'))?.data?.result[0]?.value[1]).toBe('1')
      for (const expr of questions) expect([expr, (await ask(expr))?.status]).toEqual([expr, 'success'])
    } finally {
      child.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

interface Answer {
  readonly status: string
  readonly data?: { readonly result: readonly { readonly metric: object; readonly value: readonly [number, string] }[] }
}

/** As docs/events.md shows it. */
const configFor = (port: number, key: string): string => `
scrape_configs:
  - job_name: tce
    scrape_interval: 1s
    authorization: { credentials: ${key} }
    static_configs: [{ targets: ['127.0.0.1:${port}'] }]
`
