/** Which session a process works in, and what it is at, where no registry tells. */
import { appendFileSync, cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { idOf } from '../../src/agents/aider/session-source.ts'
import { agents } from '../../src/agents/index.ts'
import type { OsProcess } from '../../src/core/process/process.ts'
import { createScanner } from '../../src/scanner/scanner.ts'
import { opencodeHome, talkIn } from '../sessions/opencode-home.ts'
import { createFakeProcessTable, fakeProcess } from './fake-process-table.ts'
import { temporaryFolder } from './started-processes.ts'

const cwd = '/home/dev/proj'
const startedAtMs = Date.parse('2026-11-20T10:00:00.000Z')
const runs = join(import.meta.dirname, '../fixtures/agent-runs')

const codexExe = '/usr/lib/node_modules/@openai/codex-linux-x64/vendor/x86_64/bin/codex'
const codex = (pid: number, more: Partial<OsProcess> = {}) =>
  fakeProcess({ pid, name: 'codex', exePath: codexExe, argv: ['codex', '--no-daemon'], cwd, startedAtMs, ...more })
const script = (pid: number, path: string, more: Partial<OsProcess> = {}) =>
  fakeProcess({ pid, name: 'node', exePath: '/usr/bin/node', argv: ['node', path], cwd, startedAtMs, ...more })

interface Machine {
  readonly homeDir: string
  readonly processes: readonly OsProcess[]
  readonly held?: Readonly<Record<number, readonly string[]>>
  readonly env?: Record<string, string>
  /** Of terminals, by tty. */
  readonly titles?: Readonly<Record<string, string>>
}

async function look(machine: Machine) {
  const found = await agentsSeen(machine)
  return found.map(({ pid, sessionId, activity, lastActiveAtMs }) => ({ pid, sessionId, activity, lastActiveAtMs }))
}

async function agentsSeen({ homeDir, processes, held = {}, env = {}, titles = {} }: Machine) {
  // A lock that is held lies somewhere.
  for (const path of Object.values(held).flat()) mkdirSync(dirname(path), { recursive: true })
  const scanner = createScanner({
    table: createFakeProcessTable(processes),
    agents: Object.values(agents),
    environment: { platform: 'linux', homeDir, env },
    readMarks: undefined,
    readTitles: async () => new Map(Object.entries(titles)),
    readHeldFiles: (pid, folder) => (held[pid] ?? []).filter((path) => dirname(path) === folder),
  })
  return (await scanner.scan()).agents
}

/** A log of these records, written at the time of the last one. */
function write(path: string, records: readonly object[], atMs = startedAtMs + 60_000): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  utimesSync(path, atMs / 1000, atMs / 1000)
  return path
}

const at = (second: number): string => new Date(startedAtMs + second * 1000).toISOString()
const thread = (n: number): string => `01a20000-0000-7000-8000-00000000000${n}`
const rollout = (home: string, id: string): string =>
  join(home, `.codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-${id}.jsonl`)
const lockOf = (home: string, id: string): string => join(home, `.codex/thread-writer-locks/${id}.lock`)
const meta = (id: string, more: object = {}) => ({
  timestamp: at(1),
  type: 'session_meta',
  payload: { id, session_id: id, cwd, ...more },
})
const codexLine = (type: string, payload: object, second = 2) => ({ timestamp: at(second), type, payload })
const asked = codexLine('response_item', { type: 'message', role: 'user', content: [{ text: 'go' }] })
const called = codexLine('response_item', {
  type: 'function_call',
  call_id: 'c1',
  name: 'exec_command',
  arguments: '{}',
})
const complete = codexLine('event_msg', { type: 'task_complete' }, 9)

it('Codex: the session is the one whose lock the process holds, whatever lies beside it', async () => {
  const homeDir = temporaryFolder()
  write(rollout(homeDir, thread(1)), [meta(thread(1)), asked])
  write(rollout(homeDir, thread(2)), [meta(thread(2)), asked, complete], startedAtMs + 90_000)
  const held = { 40: ['/dev/null', lockOf(homeDir, thread(1))] }
  expect(await look({ homeDir, processes: [codex(40)], held })).toEqual([
    { pid: 40, sessionId: thread(1), activity: 'busy', lastActiveAtMs: startedAtMs + 60_000 },
  ])
})

it('Codex: of a session and its subagents, which its process holds all, it is the session', async () => {
  const homeDir = temporaryFolder()
  const source = { subagent: { thread_spawn: { parent_thread_id: thread(1) } } }
  write(rollout(homeDir, thread(2)), [meta(thread(2), { session_id: thread(1), parent_thread_id: thread(1), source })])
  write(rollout(homeDir, thread(1)), [meta(thread(1)), asked, complete])
  const held = [lockOf(homeDir, thread(2)), lockOf(homeDir, thread(1))]
  expect(await look({ homeDir, processes: [codex(40)], held: { 40: held } })).toMatchObject([
    { sessionId: thread(1), activity: 'idle' },
  ])
})

it('Codex: a call without an output may wait for an approval: unknown, not idle and not busy', async () => {
  const homeDir = temporaryFolder()
  write(rollout(homeDir, thread(1)), [meta(thread(1)), asked, called])
  const [found] = await look({ homeDir, processes: [codex(40)], held: { 40: [lockOf(homeDir, thread(1))] } })
  expect(found).toMatchObject({ sessionId: thread(1), activity: 'unknown' })
})

it('Codex: what its records leave open is told by the title of its terminal, and by that of no other', async () => {
  const homeDir = temporaryFolder()
  write(rollout(homeDir, thread(1)), [meta(thread(1)), asked, called])
  const held = { 40: [lockOf(homeDir, thread(1))] }
  const activity = async (tty: string | undefined, titles: Record<string, string>) =>
    (await look({ homeDir, processes: [codex(40, { tty })], held, titles })).map((found) => found.activity)
  const title = '[ ! ] Action Required | proj'
  expect(await activity('pts/3', { 'pts/3': title })).toEqual(['waiting'])
  expect(await activity('pts/3', { 'pts/4': title })).toEqual(['unknown'])
  expect(await activity('pts/3', { 'pts/3': 'proj' })).toEqual(['unknown'])
  expect(await activity(undefined, { 'pts/3': title })).toEqual(['unknown'])
})

it('Codex: what its records tell is not asked of any title', async () => {
  const homeDir = temporaryFolder()
  write(rollout(homeDir, thread(1)), [meta(thread(1)), asked, called, complete])
  const held = { 40: [lockOf(homeDir, thread(1))] }
  const titles = { 'pts/3': '[ ! ] Action Required | proj' }
  expect(await look({ homeDir, processes: [codex(40, { tty: 'pts/3' })], held, titles })).toMatchObject([
    { activity: 'idle' },
  ])
})

it('Codex: a call that has started something runs', async () => {
  const homeDir = temporaryFolder()
  write(rollout(homeDir, thread(1)), [meta(thread(1)), asked, called])
  const server = fakeProcess({ pid: 42, ppid: 40, argv: ['npx', 'some-mcp-server'], startedAtMs: startedAtMs + 2_000 })
  const older = fakeProcess({ pid: 43, ppid: 40, startedAtMs: startedAtMs - 60_000 })
  const shell = fakeProcess({ pid: 41, ppid: 40, argv: ['bash', '-c', 'sleep 9'], startedAtMs: startedAtMs + 3_000 })
  const seen = async (...children: readonly OsProcess[]) =>
    (await look({ homeDir, processes: [codex(40), ...children], held: { 40: [lockOf(homeDir, thread(1))] } }))[0]
      ?.activity
  expect(await seen(server, older)).toBe('unknown')
  expect(await seen(server, older, shell)).toBe('busy')
})

it('a window of Codex whose thread its daemon holds is told by its directory; of two in one directory neither is', async () => {
  const homeDir = temporaryFolder()
  write(rollout(homeDir, thread(1)), [meta(thread(1)), asked])
  expect(await look({ homeDir, processes: [codex(40)] })).toMatchObject([{ sessionId: thread(1), activity: 'busy' }])
  const elsewhere = codex(42, { cwd: '/home/dev/other' })
  const two = await look({ homeDir, processes: [codex(40), codex(41), elsewhere] })
  expect(two.map(({ sessionId }) => sessionId)).toEqual([undefined, undefined, undefined])
})

it('a session that was not written since the process began is not taken for its own', async () => {
  const homeDir = temporaryFolder()
  write(rollout(homeDir, thread(1)), [meta(thread(1)), asked], startedAtMs - 60_000)
  expect(await look({ homeDir, processes: [codex(40)] })).toMatchObject([{ activity: 'unknown' }])
})

it('Gemini: a title that a new process adds to the session before its own does not make that one its session', async () => {
  const homeDir = temporaryFolder()
  const chats = join(homeDir, '.gemini/tmp/proj/chats')
  const chat = (id: string, second: number) => [
    { sessionId: id, startTime: at(second), kind: 'main' },
    { id: `u-${id}`, timestamp: at(second), type: 'user', content: [{ text: 'go' }] },
  ]
  const [before, own] = ['11111111-0000-4000-8000-000000000001', '22222222-0000-4000-8000-000000000002']
  const title = { $set: { summary: 'Said hello' } }
  write(join(chats, 'session-2026-11-20T09-00-11111111.jsonl'), [...chat(before, -3600), title], startedAtMs + 9_000)
  writeFileSync(join(homeDir, '.gemini/tmp/proj/.project_root'), cwd)
  const gemini = script(50, '/usr/bin/gemini')
  expect(await look({ homeDir, processes: [gemini] })).toMatchObject([{ pid: 50, sessionId: undefined }])
  write(join(chats, 'session-2026-11-20T10-00-22222222.jsonl'), chat(own, 5), startedAtMs + 5_000)
  expect(await look({ homeDir, processes: [gemini] })).toMatchObject([{ pid: 50, sessionId: own, activity: 'busy' }])
})

it('Gemini: what began after its last word is a call that it writes when it is done; what began before is none', async () => {
  const homeDir = temporaryFolder()
  const id = '11111111-0000-4000-8000-000000000001'
  write(join(homeDir, '.gemini/tmp/proj/chats/session-2026-11-20T10-00-11111111.jsonl'), [
    { sessionId: id, startTime: at(1), kind: 'main' },
    { id: 'u', timestamp: at(2), type: 'user', content: [{ text: 'go' }] },
    { id: 'g', timestamp: at(3), type: 'gemini', content: 'Running a command.' },
  ])
  writeFileSync(join(homeDir, '.gemini/tmp/proj/.project_root'), cwd)
  const gemini = script(50, '/usr/bin/gemini')
  const shell = (second: number) => fakeProcess({ pid: 51, ppid: 50, startedAtMs: startedAtMs + second * 1_000 })
  expect(await look({ homeDir, processes: [gemini, shell(1)] })).toMatchObject([{ activity: 'unknown' }])
  expect(await look({ homeDir, processes: [gemini, shell(4)] })).toMatchObject([{ activity: 'busy' }])
})

it('Copilot: the lock names the pid, and its list tells whether it is at work', async () => {
  const homeDir = temporaryFolder()
  const id = '3443cf1f-e36f-4c31-844d-c29d33cdd7f9'
  cpSync(join(runs, 'copilot'), join(homeDir, '.copilot'), { recursive: true })
  writeFileSync(join(homeDir, '.copilot/session-state', id, 'inuse.40.lock'), '40')
  const exePath = '/usr/lib/node_modules/@github/copilot-linux-x64/copilot'
  const process = fakeProcess({
    pid: 40,
    name: 'MainThread',
    exePath,
    argv: ['copilot'],
    cwd: '/elsewhere',
    startedAtMs,
  })
  expect(await look({ homeDir, processes: [process] })).toMatchObject([{ sessionId: id, activity: 'idle' }])
  expect(await look({ homeDir, processes: [{ ...process, pid: 41 }] })).toMatchObject([{ sessionId: undefined }])
})

it('Copilot that went on in a fork holds both locks: it is in the session that was written last', async () => {
  const homeDir = temporaryFolder()
  const exePath = '/usr/lib/node_modules/@github/copilot-linux-x64/copilot'
  const process = fakeProcess({ pid: 40, name: 'MainThread', exePath, argv: ['copilot'], cwd, startedAtMs })
  const logOf = (id: string) => join(homeDir, '.copilot/session-state', id, 'events.jsonl')
  const writes = (id: string, second: number) => {
    const log = write(logOf(id), [{ type: 'user.message', data: { content: 'go' }, id, timestamp: at(second) }])
    utimesSync(log, startedAtMs / 1000 + second, startedAtMs / 1000 + second)
    writeFileSync(join(dirname(log), 'inuse.40.lock'), '40')
  }
  writes('b-original', 5)
  writes('a-fork', 9)
  expect(await look({ homeDir, processes: [process] })).toMatchObject([{ sessionId: 'a-fork' }])
  writes('b-original', 12)
  expect(await look({ homeDir, processes: [process] })).toMatchObject([{ sessionId: 'b-original' }])
})

/** As Copilot CLI 1.0.102 and Kimi Code 2.1 wrote them, shortened. */
const asking = {
  copilot: [
    { type: 'user.message', data: { content: 'go' }, id: '1', timestamp: at(2) },
    {
      type: 'tool.execution_start',
      data: { toolCallId: 'c1', toolName: 'bash', arguments: {} },
      id: '2',
      timestamp: at(3),
    },
    {
      type: 'permission.requested',
      data: { requestId: 'p1', permissionRequest: { kind: 'shell', toolCallId: 'c1', fullCommandText: 'npm test' } },
      ...{ id: '3', timestamp: at(4) },
    },
  ],
  kimi: [
    { type: 'turn.prompt', input: [{ type: 'text', text: 'go' }], time: startedAtMs + 2_000 },
    {
      ...{ type: 'interaction.request', agentId: 'main', id: 'a1', kind: 'approval', toolCallId: 'c1' },
      request: { toolName: 'Bash', action: 'Running: npm test', display: { kind: 'command', command: 'npm test' } },
      time: startedAtMs + 4_000,
    },
  ],
}
const allowed = {
  copilot: { type: 'permission.completed', data: { requestId: 'p1', toolCallId: 'c1' }, id: '4', timestamp: at(9) },
  kimi: { type: 'interaction.resolved', agentId: 'main', id: 'a1', time: startedAtMs + 9_000 },
}

it.each([
  ['copilot', '.copilot/session-state/s1/events.jsonl', 'shell npm test'],
  ['kimi', '.kimi-code/sessions/wd_proj/session_1/agents/main/wire.jsonl', 'Bash npm test'],
] as const)('%s writes down that it asks, and what; and that it has its answer', async (agent, path, asks) => {
  const homeDir = temporaryFolder()
  const log = join(homeDir, path)
  write(log, asking[agent], startedAtMs + 5_000)
  if (agent === 'copilot') writeFileSync(join(dirname(log), 'inuse.40.lock'), '40')
  else writeFileSync(join(dirname(log), '../../state.json'), JSON.stringify({ id: 'session_1', cwd }))
  const exePath = '/usr/lib/node_modules/@github/copilot-linux-x64/copilot'
  const process =
    agent === 'kimi'
      ? script(40, '/usr/bin/kimi')
      : fakeProcess({ pid: 40, exePath, argv: ['copilot'], cwd, startedAtMs })
  const seen = () => agentsSeen({ homeDir, processes: [process] })
  const waits = { activity: 'waiting', waitingFor: 'permission prompt', asks, activitySinceMs: startedAtMs + 4_000 }
  expect(await seen()).toMatchObject([waits])
  write(log, [...asking[agent], allowed[agent]], startedAtMs + 10_000)
  const [after] = await seen()
  expect([after?.activity, after?.asks]).toEqual([agent === 'kimi' ? 'busy' : 'unknown', undefined])
})

it.each([
  ['pi', '/usr/bin/pi', '.pi/agent', /^01a21a13-5410/],
  ['gemini', '/usr/bin/gemini', '.gemini', /^[0-9a-f-]{36}$/],
  ['kimi', '/usr/bin/kimi', '.kimi-code', /^session/],
] as const)(
  '%s: the session of its directory that was written last since it began',
  async (agent, path, folder, id) => {
    const homeDir = temporaryFolder()
    cpSync(join(runs, agent), join(homeDir, folder), { recursive: true })
    if (agent === 'gemini') writeFileSync(join(homeDir, folder, 'tmp/proj/.project_root'), `${cwd}\n`)
    const newest = '2026-11-26T22-56-44-063Z_01a21a13-5410-72d5-bed3-b63bacf902e9.jsonl'
    const soon = Date.now() / 1000 + 5
    if (agent === 'pi') utimesSync(join(homeDir, folder, 'sessions/--home-dev-proj--', newest), soon, soon)
    const [found] = await look({ homeDir, processes: [script(40, path)] })
    expect(found?.sessionId).toMatch(id)
  },
)

it('opencode: the newest session of its directory, busy while an answer is under way, unknown while a tool may wait', async () => {
  const home = opencodeHome()
  const talk = talkIn(home, 'ses_00000000000000000000000001')
  const exePath = '/home/dev/.opencode/bin/opencode'
  const homeDir = temporaryFolder()
  const dataHome = join(homeDir, 'data')
  const process = fakeProcess({ pid: 40, name: 'opencode', exePath, argv: ['opencode'], cwd, startedAtMs: 0 })
  const seen = async () => {
    mkdirSync(join(dataHome, 'opencode'), { recursive: true })
    home.database.pragma('wal_checkpoint(TRUNCATE)')
    cpSync(join(home.dataDir, 'opencode.db'), join(dataHome, 'opencode/opencode.db'))
    return look({ homeDir, processes: [process], env: { XDG_DATA_HOME: dataHome } })
  }
  talk.asks('go')
  expect(await seen()).toMatchObject([{ sessionId: 'ses_00000000000000000000000001', activity: 'busy' }])
  talk.runs('npm test')
  expect(await seen()).toMatchObject([{ activity: 'unknown' }])
})

it('Aider: the history of its directory, busy while an answer is under way, idle when that was counted', async () => {
  const homeDir = temporaryFolder()
  const folder = temporaryFolder()
  const exePath = '/usr/bin/python3.12'
  const argv = ['python', '/home/dev/.local/bin/aider']
  const process = fakeProcess({ pid: 40, name: 'aider', exePath, argv, cwd: folder, startedAtMs: Date.now() - 60_000 })
  const seen = () => look({ homeDir, processes: [process] })
  const history = join(folder, '.aider.chat.history.md')
  expect(await seen()).toMatchObject([{ pid: 40, sessionId: undefined }])
  writeFileSync(history, '# aider chat started at 2026-11-20 10:00:00\n\n#### go  \n')
  expect(await seen()).toMatchObject([{ sessionId: idOf(folder), activity: 'busy' }])
  appendFileSync(history, '\nDone.\n\n> Tokens: 2.1k sent, 180 received.  \n')
  expect(await seen()).toMatchObject([{ sessionId: idOf(folder), activity: 'idle' }])
  utimesSync(history, 1_700_000_000, 1_700_000_000)
  expect(await seen()).toMatchObject([{ sessionId: undefined, activity: 'unknown' }])
})

it('Aider that was started below the root of a repository has its history there', async () => {
  const root = temporaryFolder()
  mkdirSync(join(root, '.git'))
  const cwd = join(root, 'src', 'web')
  mkdirSync(cwd, { recursive: true })
  const argv = ['python', '/home/dev/.local/bin/aider']
  const process = fakeProcess({ pid: 40, name: 'aider', exePath: '/usr/bin/python3.12', argv, cwd, startedAtMs: 0 })
  writeFileSync(join(root, '.aider.chat.history.md'), '# aider chat started at 2026-11-20 10:00:00\n\n#### go  \n')
  const seen = await look({ homeDir: temporaryFolder(), processes: [process] })
  expect(seen).toMatchObject([{ sessionId: idOf(root), activity: 'busy' }])
})
