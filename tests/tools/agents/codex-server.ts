/** A genuine Codex app-server without a window, in a home of its own: where its windows look for theirs. */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { call, greet } from '../../../src/agents/codex/app-server.ts'
import type { HostTalk } from '../../../src/agents/hosting.ts'
import { isRecord } from '../../../src/agents/json-fields.ts'
import { talkToHost } from '../../../src/control/talk-to-host.ts'
import { waitFor } from '../wait-for.ts'
import type { AgentHome } from './agent-home.ts'
import { codexSettings } from './codex-settings.ts'
import { agentProgram } from './programs.ts'

export interface CodexServer {
  readonly socketPath: string
  startThread(): Promise<string>
  stop(): Promise<void>
}

export async function startCodexServer(home: AgentHome, cwd: string): Promise<CodexServer> {
  home.write('.codex/config.toml', codexSettings(home.model.url, cwd))
  const socketPath = join(home.dir, '.codex', 'app-server-control', 'app-server-control.sock')
  mkdirSync(dirname(socketPath), { recursive: true })
  const argv = ['app-server', '--listen', `unix://${socketPath}`]
  const child = spawn(agentProgram('codex').file, argv, { cwd, env: home.env, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const say = <T>(talk: HostTalk<T>) => talkToHost(socketPath, talk)
  await waitFor('the app-server', async () => (await say(greet())).ok, { withinMs: 60_000 })
  return {
    socketPath,
    async startThread() {
      const started = await say(threadStarted(cwd))
      if (!started.ok || started.value === undefined) throw new Error('No thread was started.')
      return started.value
    },
    stop() {
      child.kill('SIGKILL')
      return ended
    },
  }
}

function* threadStarted(cwd: string): HostTalk<string | undefined> {
  yield* greet()
  const answer = yield call('thread/start', { cwd })
  const thread = isRecord(answer) ? answer['thread'] : undefined
  return isRecord(thread) ? String(thread['id']) : undefined
}
