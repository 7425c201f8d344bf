/** A genuine opencode server without a window, in a home of its own. */
import { spawn } from 'node:child_process'
import { isRecord } from '../../../src/agents/json-fields.ts'
import { freePort } from '../free-port.ts'
import { waitFor } from '../wait-for.ts'
import type { AgentHome } from './agent-home.ts'
import { opencodeSettings } from './opencode-settings.ts'
import { agentProgram } from './programs.ts'

export interface OpencodeServer {
  readonly port: number
  readonly pid: number
  readonly argv: readonly string[]
  startSession(): Promise<string>
  /** What its own window would send: for the agent that asks before it acts. */
  prompt(sessionId: string, text: string): Promise<void>
  /** As its own window would. */
  allow(requestId: string): Promise<void>
  stop(): Promise<void>
}

export async function startOpencodeServer(home: AgentHome, cwd: string): Promise<OpencodeServer> {
  home.write('.config/opencode/opencode.json', opencodeSettings(home.model.url))
  const port = await freePort()
  const args = ['serve', '--port', String(port)]
  const { file } = agentProgram('opencode')
  const child = spawn(file, args, { cwd, env: home.env, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path} is answered ${answer.status}`)
    return answer.status === 204 ? undefined : answer.json()
  }
  // What is asked the moment it begins to listen may never be answered.
  const isUp = () => fetch(`http://127.0.0.1:${port}/global/health`, { signal: AbortSignal.timeout(2_000) })
  await waitFor(
    'opencode to serve',
    () =>
      isUp()
        .then(({ ok }) => ok)
        .catch(() => false),
    { withinMs: 240_000 },
  )
  return {
    ...{ port, pid: child.pid ?? 0, argv: [file, ...args] },
    async startSession() {
      const session = await ask('/session', {})
      return String(isRecord(session) ? session['id'] : undefined)
    },
    prompt: async (sessionId, text) =>
      void (await ask(`/session/${sessionId}/prompt_async`, { agent: 'careful', parts: [{ type: 'text', text }] })),
    allow: async (id) => void (await ask(`/permission/${id}/reply`, { reply: 'once' })),
    stop() {
      child.kill('SIGKILL')
      return ended
    },
  }
}
