/** Hosts and windows in one look, with locks that are files and a table that is not. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import type { OsProcess } from '../../src/core/process/process.ts'
import { createScanner } from '../../src/scanner/scanner.ts'
import { createFakeProcessTable, fakeProcess } from './fake-process-table.ts'

let home = ''
let held: Record<number, readonly string[]> = {}
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tce-hosts-'))
  held = {}
})

const codexExe = '/usr/lib/node_modules/@openai/codex-linux-x64/vendor/x/bin/codex'
const daemonOf = (dataDir: string, facts: Partial<OsProcess> = {}) => {
  const exePath = join(dataDir, 'packages/app-server-daemon/releases/0.169.0-x/bin/codex')
  const argv = [exePath, 'app-server', '--listen', 'unix://', '--managed-daemon']
  return fakeProcess({ pid: 70, name: 'codex', exePath, argv, ...facts })
}
const window = (facts: Partial<OsProcess> = {}) =>
  fakeProcess({ pid: 80, name: 'codex', exePath: codexExe, argv: ['codex'], tty: 'pts/3', ...facts })

const startedAtMs = Date.parse('2026-11-20T10:00:00.000Z')

function write(path: string, text = ''): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function scannerOf(processes: readonly OsProcess[], marks: Readonly<Record<number, string>> = {}) {
  return createScanner({
    table: createFakeProcessTable(processes),
    agents: Object.values(agents),
    environment: { platform: 'linux', homeDir: home, env: {} },
    readMarks: (pid, names): Record<string, string> => {
      const value = marks[pid]
      return value !== undefined && names.includes('CODEX_THREAD_ID') ? { CODEX_THREAD_ID: value } : {}
    },
    readHeldFiles: (pid, folder) => (held[pid] ?? []).map((name) => join(folder, name)),
  })
}

const scanOf = (...of: Parameters<typeof scannerOf>) => scannerOf(...of).scan()

const lock = (id: string) => {
  write(join(home, '.codex/thread-writer-locks', `${id}.lock`))
  return `${id}.lock`
}

it('says of a window whose work it shows, and how many sessions that host carries', async () => {
  held = { 70: [lock('01a21bbd-4883-7ae3-b075-000000000001'), lock('01a21bbd-4883-7ae3-b075-000000000002')] }
  const { agents: seen, helpers } = await scanOf([daemonOf(join(home, '.codex')), window()])
  expect(helpers).toMatchObject([{ pid: 70, role: 'supervisor', carries: { sessions: 2 } }])
  expect(seen).toMatchObject([
    { pid: 80, host: { pid: 70, sessions: 2, configDir: join(home, '.codex'), canInterrupt: true } },
  ])
})

it('counts anew when a lock was added, and when one that was left behind is held again', async () => {
  let nowMs = Date.now()
  const processes = [daemonOf(join(home, '.codex'))]
  held = { 70: [lock('01a21bbd-4883-7ae3-b075-000000000001')] }
  const scanner = createScanner({
    table: createFakeProcessTable(processes),
    agents: Object.values(agents),
    environment: { platform: 'linux', homeDir: home, env: {} },
    clock: () => nowMs,
    readHeldFiles: (pid, folder) => (held[pid] ?? []).map((name) => join(folder, name)),
  })
  const load = async () => (await scanner.scan()).helpers[0]?.carries?.sessions
  expect(await load()).toBe(1)
  held = { 70: [] }
  expect(await load()).toBe(1)
  nowMs += 11_000
  expect(await load()).toBe(0)
})

it('takes one that holds its own session for no window', async () => {
  held = { 80: [lock('01a21bbd-4883-7ae3-b075-000000000001')] }
  const { agents: seen } = await scanOf([daemonOf(join(home, '.codex')), window()])
  expect(seen[0]?.host).toBeUndefined()
})

it("goes by the agent's own record where the host runs from elsewhere, and only for that very process", async () => {
  const elsewhere = daemonOf('/opt/other', { pid: 71, exePath: codexExe, start: '7100' })
  write(join(home, '.codex/app-server-daemon/daemon.pid'), '{"pid":71,"processIdentity":{"startTicks":7100}}')
  expect((await scanOf([elsewhere, window()])).agents[0]?.host?.configDir).toBe(join(home, '.codex'))
  write(join(home, '.codex/app-server-daemon/daemon.pid'), '{"pid":71,"processIdentity":{"startTicks":1}}')
  expect((await scanOf([elsewhere, window()])).agents[0]?.host).toMatchObject({ pid: 71, canInterrupt: false })
})

it('knows whose work a process below a host is, by the mark in its environment', async () => {
  const shell = fakeProcess({ pid: 72, ppid: 70, argv: ['sleep', '777'] })
  const { helpers } = await scanOf([daemonOf(join(home, '.codex')), shell], { 72: 'a-thread' })
  expect(helpers[0]?.children).toMatchObject([{ pid: 72, sessionId: 'a-thread' }])
})

it('calls a window busy while its host runs a tool for its session', async () => {
  const id = '01a21bbd-4883-7ae3-b075-000000000001'
  const at = (second: number): string => new Date(startedAtMs + second * 1000).toISOString()
  const records = [
    { timestamp: at(1), type: 'session_meta', payload: { id, session_id: id, cwd: '/home/dev/proj' } },
    {
      timestamp: at(2),
      type: 'response_item',
      payload: { type: 'function_call', call_id: 'c1', name: 'exec_command' },
    },
  ]
  const rollout = join(home, `.codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-${id}.jsonl`)
  write(rollout, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const shown = window({ cwd: '/home/dev/proj', startedAtMs })
  const shell = fakeProcess({ pid: 72, ppid: 70, argv: ['sleep', '777'], startedAtMs: startedAtMs + 3_000 })
  const seen = async (of: string) =>
    (await scanOf([daemonOf(join(home, '.codex')), shown, shell], { 72: of })).agents[0]?.activity
  expect(await seen('another-thread')).toBe('unknown')
  expect(await seen(id)).toBe('busy')
  // What keeps the daemon up to date is started by the window, and no tool.
  const argv = [codexExe, 'app-server', 'daemon', 'pid-update-loop']
  const updates = fakeProcess({
    pid: 73,
    ppid: 80,
    name: 'codex',
    exePath: codexExe,
    argv,
    startedAtMs: startedAtMs + 3_000,
  })
  expect((await scanOf([daemonOf(join(home, '.codex')), shown, updates])).agents[0]?.activity).toBe('unknown')
})

it('leaves the host that a window started, and the work of other windows there, out of the tree of the window', async () => {
  const daemon = daemonOf(join(home, '.codex'), { ppid: 80 })
  const shell = fakeProcess({ pid: 72, ppid: 70, argv: ['sleep', '777'] })
  const own = fakeProcess({ pid: 81, ppid: 80, argv: ['sleep', '1'] })
  const { agents: seen, helpers } = await scanOf([window(), daemon, shell, own])
  expect(seen[0]?.children.map(({ pid }) => pid)).toEqual([81])
  expect(helpers[0]?.children.map(({ pid }) => pid)).toEqual([72])
})

it('takes an attached window of opencode for one of the server at its address', async () => {
  const exePath = '/home/dev/.opencode/bin/opencode'
  const of = (pid: number, ...args: readonly string[]) =>
    fakeProcess({ pid, name: 'opencode', exePath, argv: ['opencode', ...args] })
  const processes = [
    of(60, 'serve', '--port', '4100'),
    of(61, 'serve'),
    of(62, 'attach', 'http://localhost:4100'),
    of(63, 'attach', 'http://build-machine:4100'),
  ]
  const { agents: seen } = await scanOf(processes)
  expect(seen.map(({ pid, host }) => [pid, host?.pid])).toEqual([
    [62, 60],
    [63, undefined],
  ])
})

it('keeps the script that waits for the program, to look after it when the program is ended', async () => {
  const script = fakeProcess({
    pid: 79,
    name: 'node',
    exePath: '/usr/bin/node',
    argv: ['node', '/usr/local/bin/codex', 'exec', 'hi'],
  })
  const shell = fakeProcess({ pid: 78, name: 'bash', exePath: '/usr/bin/bash', argv: ['bash'] })
  const program = window({ ppid: 79, argv: ['codex', 'exec', 'hi'] })
  const { agents: seen } = await scanOf([shell, { ...script, ppid: 78 }, program])
  expect(seen).toMatchObject([{ pid: 80, wrappers: [{ pid: 79 }] }])
})

describe('left behind', () => {
  const init = fakeProcess({ pid: 1, ppid: 0, name: 'systemd', exePath: '/usr/lib/systemd/systemd', argv: ['systemd'] })
  const server = (facts: Partial<OsProcess> & Pick<OsProcess, 'pid'>) =>
    fakeProcess({ name: 'codex', exePath: codexExe, argv: ['codex', 'app-server'], ...facts })

  it('is a host that spoke to an editor which is gone, with what it started, and no other', async () => {
    const editor = fakeProcess({ pid: 30, ppid: 1, name: 'code', exePath: '/usr/share/code/code', argv: ['code'] })
    const { orphans, helpers } = await scanOf([
      init,
      editor,
      server({ pid: 31, ppid: 30 }),
      server({ pid: 32, ppid: 1 }),
      fakeProcess({ pid: 33, ppid: 32 }),
      server({ pid: 34, ppid: 1, argv: ['codex', 'app-server', '--listen', 'ws://127.0.0.1:4500'] }),
    ])
    expect(helpers.map(({ pid }) => pid)).toEqual([31, 34])
    expect(orphans.map(({ pid, agent }) => [pid, agent])).toEqual([
      [32, 'codex'],
      [33, 'codex'],
    ])
    expect(orphans[0]?.reason).toBe('whoever started it is gone, and nothing else can reach it')
  })

  it('is none that the first process of a container may have started', async () => {
    const first = fakeProcess({ pid: 1, ppid: 0, name: 'node', exePath: '/usr/bin/node', argv: ['node', 'bot.js'] })
    expect((await scanOf([first, server({ pid: 32, ppid: 1 })])).orphans).toEqual([])
  })

  it('is the tool of a session whose daemon is gone, and not that of one which its daemon carries', async () => {
    const tool = fakeProcess({ pid: 72, ppid: 1, argv: ['sleep', '777'] })
    const thread = '01a21bbd-4883-7ae3-b075-000000000001'
    expect((await scanOf([init, tool], { 72: thread })).orphans).toMatchObject([{ pid: 72, sessionId: thread }])
    held = { 70: [lock(thread)] }
    expect((await scanOf([init, daemonOf(join(home, '.codex')), tool], { 72: thread })).orphans).toEqual([])
  })
})
