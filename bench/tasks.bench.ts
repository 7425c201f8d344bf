/**
 * Tasks: how long a new one takes until its agent runs, and whose time that is (git's own, its supervisor's with the agent, TCE's), and what 200 in
 * the list cost a server at rest. `npm run bench -- tasks`, on Linux, on the built program. The agent is a shell that sleeps: what a real one needs
 * to start is its own.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { TaskRecord } from '../src/core/tasks/task-record.ts'
import { openUserStore } from '../src/prompts/user-store.ts'
import { machineId } from '../src/storage/machine-id.ts'
import { createTaskStore } from '../src/tasks/task-store.ts'
import { gitIn } from '../tests/tools/git-in.ts'
import { type BenchmarkOptions, type BenchmarkTable, quantile, rounded } from './benchmark.ts'
import { cpuTimeMs, isBuilt, rssMb, type Server, startServer } from './server-process.ts'

let newTasks = 15
const listed = 200
const files = 2_000
let [settledMs, restMs] = [30_000, 30_000]

export async function run({ isQuick = false }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (isQuick) [newTasks, settledMs, restMs] = [5, 8_000, 8_000]
  if (process.platform !== 'linux') return [{ rows: [], notes: ['It reads /proc: it needs Linux.'] }]
  if (!isBuilt) return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  return [await timesOfNew(), await costOfMany()]
}

async function timesOfNew(): Promise<BenchmarkTable> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-tasks-'))
  const shop = repositoryIn(home)
  configure(home, shop)
  process.env['TCE_RUN_DIR'] = join(home, 'run')
  const trace = join(home, 'git-trace')
  // Each git that the server starts says there when it ended and how long it took.
  process.env['GIT_TRACE2_EVENT'] = trace
  const server = await startServer(home)
  delete process.env['GIT_TRACE2_EVENT']
  try {
    const token = readFileSync(join(home, 'tce-data', 'token'), 'utf8').trim()
    const parts: Parts[] = []
    // The first one starts the supervisor, too.
    const firstMs = await timeOf(() => newTask(server, token, 'first'))
    for (let index = 0; index < newTasks; index += 1) {
      const path = join(home, 'by-git', String(index))
      const aloneMs = await timeOf(
        async () => void gitIn(shop, 'worktree', 'add', '-q', '-b', `git-${index}`, path, 'main'),
      )
      const [before, cpuBeforeMs] = [gitsIn(trace), cpuTimeMs(server)]
      const beganMs = Date.now()
      let run: Started | undefined
      const allMs = await timeOf(async () => {
        run = await newTask(server, token, `task ${index}`)
      })
      const gits = gitsIn(trace).slice(before.length)
      parts.push({
        ...{ allMs, aloneMs, serverCpuMs: cpuTimeMs(server) - cpuBeforeMs, gits: gits.length },
        ...{ addMs: sumOf(gits, true), lookingMs: sumOf(gits, false) },
        agentMs: allMs - (Date.parse(run?.startedAt ?? '') - beganMs),
      })
    }
    const row = (what: string, of: (one: Parts) => number) => {
      const sorted = parts.map(of).toSorted((a, b) => a - b)
      return { what, 'p50 ms': rounded(quantile(sorted, 0.5), 1), 'p95 ms': rounded(quantile(sorted, 0.95), 1) }
    }
    const processes = quantile(
      parts.map(({ gits }) => gits).toSorted((a, b) => a - b),
      0.5,
    )
    return {
      title: `a new task, from the request until its agent runs: a repository of ${files} files`,
      rows: [
        row(`POST /api/tasks, ${newTasks} of them`, ({ allMs }) => allMs),
        row('git itself: git worktree add in it', ({ addMs }) => addMs),
        row('git worktree add by itself, just before', ({ aloneMs }) => aloneMs),
        row('ours: all beside that', ({ allMs, addMs }) => allMs - addMs),
        row('of it, the agent: from its start on', ({ agentMs }) => agentMs),
        row(`of it, git that looks: ${processes} processes with the one that makes it`, ({ lookingMs }) => lookingMs),
        row('of it, the server’s own processor', ({ serverCpuMs }) => serverCpuMs),
        { what: 'the first one, with its supervisor', 'p50 ms': rounded(firstMs, 1) },
      ],
      notes: [
        'Promised: ≤ 400 ms beside git’s and the agent’s own time. Processes of git that run side by side count each.',
        `On ${availableParallelism()} cores with a load of ${rounded(loadavg()[0] ?? 0, 1)} from everything that runs.`,
      ],
    }
  } finally {
    execFileSync(process.execPath, [join(import.meta.dirname, '../dist/app/tce.js'), 'supervisor', 'stop', '--yes'], {
      env: {
        ...process.env,
        HOME: home,
        TCE_DATA_DIR: join(home, 'tce-data'),
        TCE_CONFIG_DIR: join(home, 'tce-config'),
      },
      stdio: 'ignore',
    })
    server.end()
    await server.ended()
    rmSync(home, { recursive: true, force: true })
  }
}

interface Parts {
  readonly allMs: number
  readonly aloneMs: number
  /** As git itself tells it, in the middle of the rest: a busy machine makes of two runs two figures. */
  readonly addMs: number
  readonly agentMs: number
  /** Of each git that was not asked to make the worktree, with its start, as git itself tells it. */
  readonly lookingMs: number
  readonly gits: number
  /** In steps of 10 ms. */
  readonly serverCpuMs: number
}

/** Those that were started by themselves; git's own children are part of them. Format: git's api-trace2. */
function gitsIn(trace: string): readonly { readonly ms: number; readonly isAdd: boolean }[] {
  const lines = existsSync(trace) ? readFileSync(trace, 'utf8').split('\n') : []
  const adds = new Set<string>()
  const done: { readonly ms: number; readonly isAdd: boolean }[] = []
  for (const line of lines) {
    if (line === '') continue
    const { event, sid, argv, t_abs: seconds } = JSON.parse(line) as TraceLine
    if (sid.includes('/')) continue
    if (event === 'start' && argv?.includes('worktree') === true && argv.includes('add')) adds.add(sid)
    if (event === 'exit') done.push({ ms: (seconds ?? 0) * 1000, isAdd: adds.has(sid) })
  }
  return done
}

const sumOf = (gits: ReturnType<typeof gitsIn>, isAdd: boolean): number =>
  gits.filter((one) => one.isAdd === isAdd).reduce((sum, { ms }) => sum + ms, 0)

interface TraceLine {
  readonly event: string
  /** Of a child behind its parent's and a slash. */
  readonly sid: string
  readonly argv?: readonly string[]
  readonly t_abs?: number
}

interface Started {
  readonly pid?: number
  readonly startedAt: string
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

async function newTask({ port }: Server, token: string, name: string): Promise<Started> {
  const response = await fetch(`http://127.0.0.1:${port}/api/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ project: 'shop', name, prompt: 'Sleep', start: 'now' }),
  })
  const task = (await response.json()) as { readonly state?: string; readonly run?: Started }
  if (!response.ok || task.run?.pid === undefined) throw new Error(`${response.status} ${JSON.stringify(task)}`)
  return task.run
}

function repositoryIn(home: string): string {
  const shop = join(home, 'shop')
  for (let index = 0; index < files; index += 1) {
    const folder = join(shop, 'src', String(index % 40))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${index}.ts`), `export const no = ${index}\n`.repeat(40))
  }
  gitIn(shop, 'init', '-q', '-b', 'main')
  gitIn(shop, 'add', '-A')
  gitIn(shop, 'commit', '-q', '-m', 'First')
  return shop
}

function configure(home: string, shop: string): void {
  mkdirSync(join(home, 'tce-config'), { recursive: true })
  const config = [
    '[projects.shop]',
    `path = ${JSON.stringify(shop)}`,
    'backend = "sleeper"',
    '[backends.sleeper]',
    'command = ["/bin/sh", "-c", "exec sleep 600", "{prompt}"]',
  ]
  writeFileSync(join(home, 'tce-config', 'config.toml'), `${config.join('\n')}\n`)
}

async function costOfMany(): Promise<BenchmarkTable> {
  // Both at once: whatever else the machine does hits both.
  const [none, many] = await Promise.all([atRest(0), atRest(listed)])
  return {
    title: 'a server at rest',
    rows: [
      { what: 'no task', ...none },
      { what: `${listed} tasks in the list`, ...many },
    ],
    notes: [
      `Over ${restMs / 1000} s, ${settledMs / 1000} s after the start. Promised: 200 tasks cost nothing at rest.`,
    ],
  }
}

async function atRest(count: number) {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-tasks-'))
  await keepTasks(join(home, 'tce-data'), home, count)
  const server = await startServer(home)
  try {
    const listed = await fetch(`http://127.0.0.1:${server.port}/api/tasks?limit=500`)
    const { tasks } = (await listed.json()) as { readonly tasks: readonly unknown[] }
    if (tasks.length !== count) throw new Error(`${tasks.length} of ${count} tasks are listed.`)
    await wait(settledMs)
    const beforeMs = cpuTimeMs(server)
    await wait(restMs)
    return { 'CPU % of a core': rounded(((cpuTimeMs(server) - beforeMs) / restMs) * 100), 'RSS MB': rssMb(server) }
  } finally {
    server.end()
    await server.ended()
    rmSync(home, { recursive: true, force: true })
  }
}

/** In a folder of no project, as they stand when their agents have ended. */
async function keepTasks(dataDir: string, folder: string, count: number): Promise<void> {
  if (count === 0) return
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const opened = openUserStore(dataDir)
  if (!opened.ok) throw new Error(opened.error)
  const store = createTaskStore(opened.value, machineId(dataDir))
  const states = ['in_review', 'complete', 'pending', 'failed'] as const
  for (let index = 0; index < count; index += 1) {
    const nowMs = Date.now() - index * 60_000
    const record: TaskRecord = {
      ...{ id: `t${String(index).padStart(5, '0')}`, name: `Task ${index}`, slug: `task-${index}`, project: '' },
      ...{ projectDir: folder, folder, isInWorktree: false, backend: 'claude', agent: 'claude', generation: 0 },
      ...{ state: states[index % states.length] ?? 'pending', sinceMs: nowMs, createdAtMs: nowMs },
      ...{
        prompt: 'Refunds above the order total must fail with 422',
        isPinned: false,
        isArchived: false,
        remarks: [],
      },
    }
    await store.put(record)
  }
  await opened.value.close()
}
