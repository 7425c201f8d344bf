/** What a host is asked of the sessions in its windows, and when. */
import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import type { Result } from '../../src/core/result.ts'
import type { AskHost } from '../../src/scanner/host-states.ts'
import { createScanner } from '../../src/scanner/scanner.ts'
import { createFakeProcessTable, fakeProcess } from './fake-process-table.ts'

const id = '01a21bbd-4883-7ae3-b075-000000000001'
const startedAtMs = Date.parse('2026-11-20T10:00:00.000Z')
const asked = {
  timestamp: '2026-11-20T10:00:02.000Z',
  type: 'event_msg',
  payload: { type: 'user_message', message: 'go' },
}
const called = {
  timestamp: '2026-11-20T10:00:03.000Z',
  type: 'response_item',
  payload: { type: 'function_call', call_id: 'c1', name: 'shell', arguments: '{"cmd":"rm -r build"}' },
}

let home = ''
let nowMs = startedAtMs
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tce-states-'))
  nowMs = startedAtMs + 10_000
})

function write(records: readonly object[]): void {
  const path = join(home, `.codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-${id}.jsonl`)
  mkdirSync(dirname(path), { recursive: true })
  const meta = { timestamp: '2026-11-20T10:00:01.000Z', type: 'session_meta', payload: { id, cwd: '/home/dev/proj' } }
  writeFileSync(path, [meta, ...records].map((record) => `${JSON.stringify(record)}\n`).join(''))
  utimesSync(path, nowMs / 1000, nowMs / 1000)
}

/** A host that says this of every thread. */
function hostWith(status: unknown) {
  const calls: string[] = []
  const ask: AskHost = async <T>(socketPath: string, talk: Parameters<AskHost>[1]): Promise<Result<T, string>> => {
    calls.push(socketPath)
    let step = talk.next()
    while (step.done !== true) step = talk.next({ thread: { status } })
    return { ok: true, value: step.value as T }
  }
  return { ask: ask as AskHost, calls }
}

function scannerOf(askHost: AskHost | undefined) {
  const dataDir = join(home, '.codex')
  const exePath = join(dataDir, 'packages/app-server-daemon/releases/0.169.0-x/bin/codex')
  const argv = [exePath, 'app-server', '--listen', 'unix://', '--managed-daemon']
  const common = { name: 'codex', startedAtMs, cwd: '/home/dev/proj' }
  const window = '/usr/lib/node_modules/@openai/codex-linux-x64/vendor/x/bin/codex'
  const scanner = createScanner({
    table: createFakeProcessTable([
      fakeProcess({ ...common, pid: 70, exePath, argv, cwd: '/' }),
      fakeProcess({ ...common, pid: 80, exePath: window, argv: ['codex'], tty: 'pts/3' }),
    ]),
    agents: Object.values(agents),
    environment: { platform: 'linux', homeDir: home, env: {} },
    clock: () => nowMs,
    readMarks: () => ({}),
    readHeldFiles: () => [],
    askHost,
  })
  return async () => (await scanner.scan()).agents[0]
}

it('a call without an output waits for a yes where the host says so', async () => {
  write([asked, called])
  const host = hostWith({ type: 'active', activeFlags: ['waitingOnApproval'] })
  const look = scannerOf(host.ask)
  expect(await look()).toMatchObject({ sessionId: id, activity: 'waiting', waitingFor: 'permission prompt' })
  expect(host.calls).toEqual([join(home, '.codex/app-server-control/app-server-control.sock')])
})

it('is not asked what the records tell, nor again at once', async () => {
  write([asked])
  const host = hostWith({ type: 'active', activeFlags: [] })
  const look = scannerOf(host.ask)
  expect(await look()).toMatchObject({ activity: 'busy' })
  expect(host.calls).toEqual([])
  nowMs += 1_000
  write([asked, called])
  await look()
  await look()
  expect(host.calls).toHaveLength(1)
  nowMs += 2_000
  await look()
  expect(host.calls).toHaveLength(2)
})

it('stays unknown where no host answers, and keeps no look waiting for one that is slow', async () => {
  write([asked, called])
  expect(await scannerOf(undefined)()).toMatchObject({ activity: 'unknown' })
  expect(await scannerOf(async () => ({ ok: false, error: 'it hung up' }))()).toMatchObject({ activity: 'unknown' })
  let answer: (() => void) | undefined
  const slow = hostWith({ type: 'active', activeFlags: ['waitingOnApproval'] })
  const look = scannerOf(async (path, talk) => {
    await new Promise<void>((resolve) => {
      answer = resolve
    })
    return slow.ask(path, talk)
  })
  expect(await look()).toMatchObject({ activity: 'unknown' })
  answer?.()
  await new Promise((resolve) => setImmediate(resolve))
  expect(await look()).toMatchObject({ activity: 'waiting' })
})
