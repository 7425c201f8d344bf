/** Windows and hosts, ended: real processes, and a host on a real socket that answers as Codex's app-server does. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { codex } from '../../src/agents/codex/index.ts'
import type { KillerOptions } from '../../src/control/kill.ts'
import { createKiller } from '../../src/control/kill.ts'
import { talkToHost } from '../../src/control/talk-to-host.ts'
import type { AgentProcess, ChildProcess, HostRef, ProcessRef } from '../../src/core/process/process.ts'
import { createProcessTable } from '../../src/scanner/process-table.ts'
import { aChild, anAgent } from '../core/process/agent-process.ts'
import { start } from '../scanner/started-processes.ts'

const table = createProcessTable()
const onLinux = describe.skipIf(process.platform !== 'linux')

const killerOf = (options: Partial<KillerOptions> = {}) =>
  createKiller({
    table,
    stopArguments: () => undefined,
    hostLine: () => codex.hosting?.line,
    graceMs: 400,
    settleMs: 150,
    pollMs: 20,
    ...options,
  })

async function look(pid: number) {
  const found = await table.inspect(pid)
  if (found === undefined) throw new Error(`there is no process ${pid}`)
  return found
}

async function started(facts: Partial<AgentProcess> = {}): Promise<AgentProcess> {
  const pid = await start('sleep', ['300'])
  const { start: begun, ppid, startedAtMs, state } = await look(pid)
  return anAgent({ pid, start: begun, ppid, startedAtMs, state, agent: 'codex', project: 'payments-api', ...facts })
}

const childOf = async (sessionId: string): Promise<ChildProcess> => {
  const pid = await start('sleep', ['301'])
  const { start: begun, ppid, startedAtMs } = await look(pid)
  return aChild({ pid, start: begun, ppid, startedAtMs, sessionId })
}

const isThere = async ({ pid, start: begun }: ProcessRef) => {
  const found = await table.inspect(pid)
  return found?.start === begun && found.state !== 'zombie'
}

interface HostServer {
  readonly configDir: string
  readonly asked: string[]
}

/** Its socket is a link, as Codex's is. A silent one takes the call and says nothing. */
async function serveHost({ isSilent = false, cwd = '/p' } = {}): Promise<HostServer> {
  const configDir = mkdtempSync(join(tmpdir(), 'tce-host-'))
  const asked: string[] = []
  let isActive = true
  const answerTo = (method: string): unknown => {
    switch (method) {
      case 'thread/loaded/list':
        return { data: ['thread-1'], nextCursor: null }
      case 'thread/read':
        return { thread: { id: 'thread-1', cwd, status: { type: isActive ? 'active' : 'idle' } } }
      case 'thread/turns/list':
        return { data: [{ id: 'turn-1', status: 'inProgress' }] }
      case 'turn/interrupt':
        isActive = false
        return {}
      default:
        return {}
    }
  }
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => {
      const { id, method } = JSON.parse(String(data))
      asked.push(method)
      if (id !== undefined && !isSilent) socket.send(JSON.stringify({ id, result: answerTo(method) }))
    }),
  )
  const path = join(configDir, 'real.sock')
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => {
    sockets.close()
    server.close()
  })
  mkdirSync(join(configDir, 'app-server-control'))
  symlinkSync(path, join(configDir, 'app-server-control', 'app-server-control.sock'))
  return { configDir, asked }
}

const hostRef = ({ pid, start: begun }: ProcessRef, facts: Partial<HostRef> = {}): HostRef => ({
  pid,
  start: begun,
  sessions: 2,
  canInterrupt: true,
  ...facts,
})

onLinux('ending a window', () => {
  it('first has its host interrupt the turn, and ends the tools of that session below the host alone', async () => {
    const { configDir, asked } = await serveHost()
    const [mine, other] = [await childOf('thread-1'), await childOf('thread-2')]
    const host = await started({ role: 'supervisor', carries: { sessions: 2 }, children: [mine, other] })
    const window = await started({ cwd: '/p', host: hostRef(host, { configDir }) })
    const report = await killerOf().killOne(window, {
      force: false,
      scan: { agents: [window], helpers: [host], orphans: [] },
    })
    expect(report).toMatchObject({
      outcome: 'ended',
      ok: true,
      sent: ['codex turn/interrupt', 'SIGTERM'],
      endedProcesses: 2,
    })
    expect(report.message).toContain(`Its turn in process ${host.pid} was interrupted first.`)
    expect(report.next).toBeUndefined()
    expect(asked.filter((method) => method === 'turn/interrupt')).toHaveLength(1)
    expect(await Promise.all([window, mine, other, host].map(isThere))).toEqual([false, false, true, true])
  })

  it('says that the work goes on where the host does not answer, and how to end it', async () => {
    const { configDir } = await serveHost({ isSilent: true })
    const host = await started({ role: 'supervisor', carries: { sessions: 2 } })
    const window = await started({ cwd: '/p', host: hostRef(host, { configDir }) })
    const report = await killerOf().killOne(window, {
      force: false,
      scan: { agents: [window], helpers: [host], orphans: [] },
    })
    expect(report).toMatchObject({ outcome: 'ended', sent: ['SIGTERM'], next: `tce kill ${host.pid}` })
    expect(report.message).toContain(`what process ${host.pid} does for it goes on (no answer within 3 s)`)
    expect(await isThere(host)).toBe(true)
  })

  it('talks to no file that is no socket', async () => {
    const configDir = mkdtempSync(join(tmpdir(), 'tce-host-'))
    mkdirSync(join(configDir, 'app-server-control'))
    writeFileSync(join(configDir, 'app-server-control', 'app-server-control.sock'), '')
    const talk = codex.hosting?.line?.interrupt({ isOnlyOne: true })
    if (talk === undefined) throw new Error('Codex has a line')
    const path = codex.hosting?.line?.socketPath(configDir) ?? ''
    expect(await talkToHost(path, talk)).toEqual({ ok: false, error: 'it has no socket' })
  })
})

onLinux('ending a host', () => {
  it('takes being named, and says how many sessions it carries', async () => {
    const host = await started({ role: 'supervisor', carries: { sessions: 3 } })
    const scan = { agents: [], helpers: [host], orphans: [] }
    const refused = await killerOf().killOne(host, { force: false, scan })
    expect(refused.outcome).toBe('protected')
    expect(refused.message).toContain('carries 3 sessions. It is ended only when named by its pid.')
    const ended = await killerOf().killOne(host, { force: false, isExplicit: true, scan })
    expect(ended.message).toContain('3 sessions it carried ended with it.')
  })

  it("takes its sessions' tools along, which have groups of their own", async () => {
    const tool = await childOf('thread-1')
    const host = await started({ role: 'supervisor', carries: { sessions: 1 }, children: [tool] })
    const scan = { agents: [], helpers: [host], orphans: [] }
    const report = await killerOf().killOne(host, { force: false, isExplicit: true, scan })
    expect(report).toMatchObject({ ok: true, endedProcesses: 2 })
    expect(await isThere(tool)).toBe(false)
  })
})

onLinux('ending the inner process of a wrapper', () => {
  it('looks after the wrapper too, which may not notice', async () => {
    const outer = await started()
    const agent = await started({ wrappers: [aChild({ ...outer, name: 'node', sessionId: undefined })] })
    const report = await killerOf().killOne(agent, {
      force: false,
      scan: { agents: [agent], helpers: [], orphans: [] },
    })
    expect(report).toMatchObject({ outcome: 'ended', ok: true, endedProcesses: 2 })
    expect(await isThere(outer)).toBe(false)
  })
})
