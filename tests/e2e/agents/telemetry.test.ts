/** The genuine Codex and Gemini CLI with OpenTelemetry on, as `tce integrations otel` says: their records arrive as events, in words. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TelemetrySetup } from '../../../src/agents/telemetry-setup.ts'
import type { SessionDetail } from '../../../src/core/session/session.ts'
import { toldTokens } from '../../../src/core/usage/told-usage.ts'
import { type AgentHome, makeAgentHome, runAgent } from '../../tools/agents/agent-home.ts'
import { agentProgram } from '../../tools/agents/programs.ts'
import { freePort } from '../../tools/free-port.ts'
import { startTce, tceJson } from '../../tools/tce.ts'
import { waitFor } from '../../tools/wait-for.ts'

interface Told {
  readonly event_type: string
  readonly session_id?: string
  readonly agent?: string
  readonly message: string | null
  readonly data: Readonly<Record<string, unknown>>
}

const codexSettings = (home: AgentHome, cwd: string) => `
model = "gpt-5.5"
model_provider = "mock"
[model_providers.mock]
name = "mock"
base_url = "${home.model.url}/v1"
wire_api = "responses"
[projects."${cwd}"]
trust_level = "trusted"
`
const geminiSettings = {
  security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
  privacy: { usageStatisticsEnabled: false },
}

const cases = [
  {
    id: 'codex',
    source: 'codex-otel',
    response: 'codex.sse_event',
    prompt: 'codex.user_prompt',
    env: () => ({}),
    setUp: (home: AgentHome, cwd: string) => home.write('.codex/config.toml', codexSettings(home, cwd)),
    args: ['exec', '--skip-git-repo-check', 'hello'],
  },
  {
    id: 'gemini',
    source: 'gemini-otel',
    response: 'gemini_cli.api_response',
    prompt: 'gemini_cli.user_prompt',
    env: (modelUrl: string) => ({ GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: modelUrl }),
    setUp: (home: AgentHome) => home.write('.gemini/settings.json', JSON.stringify(geminiSettings)),
    args: ['-m', 'gemini-2.5-flash', '-y', '-p', 'hello'],
  },
] as const

describe.each(cases)('the OpenTelemetry of a genuine $id', ({ id, source, response, prompt, env, setUp, args }) => {
  const program = agentProgram(id)
  it.skipIf(!program.isThere)('arrives as events of its session, with what it took', { timeout: 120_000 }, async () => {
    const home = await makeAgentHome(env)
    const server = await startServer(home)
    try {
      const cwd = home.project('shop')
      setUp(home, cwd)
      const { variables, file } = await tceJson<TelemetrySetup>(home, 'integrations', 'otel', id)
      if (file !== undefined) appendFileSync(join(home.dir, file.path.slice(2)), `${file.lines.join('\n')}\n`)
      const { output } = await runAgent({ ...home, env: { ...home.env, ...variables } }, cwd, [program.file, ...args])
      let last: unknown
      const told = async () => {
        const all = await eventsOf(home, source)
        last = all.map(({ event_type, message, data }) => [event_type, message, data])
        return all
      }
      const isCounted = ({ event_type: type, message }: Told) => type === response && / in, .* out/.test(message ?? '')
      const counted = await waitFor('a response with its tokens', async () => (await told()).find(isCounted), {
        seen: () => output + JSON.stringify(last),
      })
      expect(counted).toMatchObject({ agent: id, session_id: expect.stringMatching(/^[\da-f-]{36}$/) })
      expect((await told()).map(({ event_type: type }) => type)).toContain(prompt)
      const session = await tceJson<SessionDetail>(home, 'session', counted.session_id ?? '')
      expect(session.told).toMatchObject({ by: 'logs', requests: session.responses })
      expect(session.told && toldTokens(session.told)).toBe(session.totalTokens)
      expect(session.told?.tokens.cacheRead).toBe(session.tokens.cacheRead)
      expect(session.told?.tokens.output).toBe(session.tokens.output)
    } finally {
      server.child.kill('SIGTERM')
      await server.ended
      await home.close()
    }
  })
})

async function startServer(home: AgentHome) {
  const configDir = join(home.dir, 'tce-config')
  mkdirSync(configDir, { recursive: true })
  writeFileSync(join(configDir, 'config.toml'), `[dashboard]\nport = ${await freePort()}\n`)
  const server = startTce(home, ['dashboard'])
  const words = () => server.printed.stdout + server.printed.stderr
  await waitFor('the dashboard', () => /http:\/\/\S+:\d+/.test(words()), { seen: words })
  return server
}

async function eventsOf(home: AgentHome, source: string): Promise<readonly Told[]> {
  const { ended } = startTce(home, ['events', `source:${source}`, '--limit', '1000', '--json'])
  const lines = (await ended).stdout.split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line) => JSON.parse(line) as Told)
}
