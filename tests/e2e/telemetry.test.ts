/** The genuine Claude Code with OpenTelemetry on, as `tce integrations otel claude` says: its records arrive, in both encodings. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TelemetrySetup } from '../../src/agents/telemetry-setup.ts'
import type { SessionDetail } from '../../src/core/session/session.ts'
import { describeWithClaude, startClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { freePort } from '../tools/free-port.ts'
import { startTce, tceJson } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

interface Told {
  readonly event_type: string
  readonly session_id: string
  readonly agent: string
  readonly message: string | null
  readonly tool_name?: string
  readonly data: Readonly<Record<string, unknown>>
}

let home: ClaudeHome
let server: ReturnType<typeof startTce>
let variables: TelemetrySetup['variables']
beforeEach(async () => {
  home = await makeClaudeHome()
  const configDir = join(home.dir, 'tce-config')
  mkdirSync(configDir, { recursive: true })
  writeFileSync(join(configDir, 'config.toml'), `[dashboard]\nport = ${await freePort()}\n`)
  server = startTce(home, ['dashboard'])
  const words = () => server.printed.stdout + server.printed.stderr
  await waitFor('the dashboard', () => /http:\/\/\S+:\d+/.test(words()), { seen: words })
  variables = (await tceJson<TelemetrySetup>(home, 'integrations', 'otel', 'claude')).variables
})
afterEach(async () => {
  server.child.kill('SIGTERM')
  await server.ended
  await home.close()
})

async function told(): Promise<readonly Told[]> {
  const { ended } = startTce(home, ['events', 'source:claude-otel', '--limit', '1000', '--json'])
  const lines = (await ended).stdout.split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line) => JSON.parse(line) as Told)
}

describeWithClaude('the OpenTelemetry of a genuine session', { timeout: 120_000 }, () => {
  it.each(['http/protobuf', 'http/json'])(
    'arrives as events of it by %s, and its cost beside the ledger’s',
    async (protocol) => {
      const intervals = { OTEL_LOGS_EXPORT_INTERVAL: '500', OTEL_METRIC_EXPORT_INTERVAL: '1000' }
      const env = { ...home.env, ...variables, ...intervals, OTEL_EXPORTER_OTLP_PROTOCOL: protocol }
      const claude = await startClaude({
        mode: 'print',
        home: { ...home, env },
        cwd: home.project('shop'),
        prompt: 'RUN_BASH1',
        args: ['--allowedTools', 'Bash'],
      })
      await claude.isGone()
      const events = await waitFor(
        'its requests',
        async () => {
          const all = await told()
          return all.filter(({ event_type: type }) => type === 'api_request').length >= 2 && all
        },
        { seen: claude.output },
      )
      const [sessionId = ''] = new Set(events.map(({ session_id }) => session_id))
      expect(sessionId).toMatch(/^[\da-f-]{36}$/)
      const find = (type: string) => events.find(({ event_type }) => event_type === type)
      expect(find('user_prompt')).toMatchObject({ agent: 'claude', message: '9 characters' })
      expect(find('tool_result')).toMatchObject({ tool_name: 'Bash', session_id: sessionId })
      expect(find('api_request')).toMatchObject({ data: { resource: { 'service.name': 'claude-code' } } })
      const session = await tceJson<SessionDetail>(home, 'session', sessionId)
      const requests = events.filter(
        ({ event_type: type, session_id: id }) => type === 'api_request' && id === sessionId,
      )
      expect(session.told).toMatchObject({ by: 'logs', requests: requests.length })
      expect(session.told?.costUsd).toBeCloseTo(
        requests.reduce((sum, { data }) => sum + Number(data['cost_usd']), 0),
        9,
      )
      const { metrics } = await tceJson<{ metrics?: { series: number } }>(home, 'events', 'stats')
      expect(metrics?.series).toBeGreaterThan(3)
    },
  )
})
