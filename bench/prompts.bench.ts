/**
 * Prompts: what 200 of them that wait cost a server beside 50 agents at work, and how long one takes from its request until it stands in the
 * records of an idle genuine Claude Code in tmux. `npm run bench -- prompts`
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openPromptWorld } from '../drills/prompt-world.ts'
import { openPromptStore } from '../src/prompts/prompt-store.ts'
import { claudeProgram } from '../tests/tools/find-claude.ts'
import { identify } from '../tests/tools/processes.ts'
import { waitFor } from '../tests/tools/wait-for.ts'
import { atMost, notMeasured } from './asked.ts'
import { type BenchmarkOptions, type BenchmarkTable, quantile, rounded } from './benchmark.ts'
import { cpuTimeMs, startServer } from './server-process.ts'

/**
 * What begins by itself after a start is over, as search at 15 s, advice and analytics at 60; the next, the archive, comes at 120. Whoever
 * looks earlier measures those, and not rest: 0.9 % of a core instead of 0.3.
 */
const restsAfterMs = 75_000
const agentCount = 50
const promptCount = 200

export async function run({ isQuick = false }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (process.platform !== 'linux') return [{ rows: [], notes: ['It reads /proc: it needs Linux.'] }]
  const [restMs, timedPrompts] = isQuick ? [20_000, 5] : [40_000, 20]
  // They mostly wait, and prompts are long delivered when the rest begins.
  const meanwhile = isQuick ? () => timesOfDelivery(timedPrompts) : undefined
  const { without, waiting, delivered } = await costAtRest(restMs, meanwhile)
  const delivery = delivered ?? (await timesOfDelivery(timedPrompts))
  const what = `${promptCount} prompts wait beside ${agentCount} agents at work`
  return [
    {
      title: `two servers at rest beside ${agentCount} agents at work, at the same time, ${restMs / 1000} s`,
      rows: [
        { what: 'no prompts', 'CPU % of a core': rounded(without) },
        { what: `${promptCount} prompts wait`, 'CPU % of a core': rounded(waiting) },
        { what: 'for the prompts', 'CPU % of a core': rounded(waiting - without) },
      ],
      asked: [atMost(`server at rest, ${what}: of a core`, waiting, '%', 1, `without prompts: ${rounded(without)} %`)],
      ...(isQuick && { shortened: `${restMs / 1000} s instead of 40, ${timedPrompts} prompts instead of 20` }),
    },
    delivery,
  ]
}

interface AtRest {
  readonly without: number
  readonly waiting: number
  readonly delivered?: BenchmarkTable | undefined
}

/** Both at once: whatever else the machine does hits both. Whole looks at the agents, which come every ten seconds. */
async function costAtRest(restMs: number, meanwhile?: () => Promise<BenchmarkTable>): Promise<AtRest> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-'))
  const agents = startAgents(home)
  try {
    await keepPrompts(join(home, 'waiting'), agents, promptCount)
    const servers = [await startServer(home, 'without'), await startServer(home, 'waiting')]
    const [delivered] = await Promise.all([meanwhile?.(), wait(restsAfterMs)])
    const before = servers.map(cpuTimeMs)
    await wait(restMs)
    const [without = Number.NaN, waiting = Number.NaN] = servers.map(
      (server, index) => ((cpuTimeMs(server) - (before[index] ?? Number.NaN)) / restMs) * 100,
    )
    for (const server of servers) server.end()
    await Promise.all(servers.map((server) => server.ended()))
    return { without, waiting, delivered }
  } finally {
    for (const { child } of agents) endGroup(child)
    rmSync(home, { recursive: true, force: true })
  }
}

interface FakeAgent {
  readonly child: ChildProcess
  readonly pid: number
  readonly start: string
  readonly sessionId: string
}

/** Shells under a path as Claude Code's installer makes it, whose registry says that they work. */
function startAgents(home: string): readonly FakeAgent[] {
  const claude = join(home, '.local', 'share', 'claude', 'versions', '2.1.329')
  const sessions = join(home, '.claude', 'sessions')
  for (const folder of [dirname(claude), sessions]) mkdirSync(folder, { recursive: true })
  copyFileSync(realpathSync('/bin/sh'), claude)
  chmodSync(claude, 0o755)
  return Array.from({ length: agentCount }, (_, index) => {
    const child = spawn(claude, ['-c', 'sleep 600 & wait'], { cwd: home, stdio: 'ignore', detached: true })
    const pid = child.pid ?? 0
    const start = identify(pid)?.start ?? ''
    const sessionId = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    const entry = {
      pid,
      sessionId,
      cwd: home,
      procStart: start,
      version: '2.1.329',
      kind: 'interactive',
      entrypoint: 'cli',
    }
    writeFileSync(
      join(sessions, `${pid}.json`),
      JSON.stringify({ ...entry, status: 'busy', statusUpdatedAt: Date.now() }),
    )
    return { child, pid, start, sessionId }
  })
}

async function keepPrompts(dataDir: string, agents: readonly FakeAgent[], count: number): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const opened = openPromptStore(dataDir, 'bench')
  if (!opened.ok) throw new Error(opened.error)
  for (let index = 0; index < count; index += 1) {
    const agent = agents[index % agents.length]
    if (agent === undefined) throw new Error('There are agents.')
    const { pid, start, sessionId } = agent
    await opened.value.add({
      ...{ target: { pid, start, sessionId, agent: 'claude' }, text: 'Now the same for the address form' },
      ...{ when: { kind: 'idle' }, isCommand: false, createdBy: { kind: 'own-user', name: 'bench' } },
      ...{ createdAtMs: Date.now(), expiresAtMs: Date.now() + 3_600_000 },
    })
  }
  await opened.value.close()
}

/** Each leads a group of its own, so that its children end with it. */
function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL')
}

async function timesOfDelivery(timedPrompts: number): Promise<BenchmarkTable> {
  const title = 'a prompt to an idle session in tmux, until it stands in its records'
  const program = claudeProgram()
  const work = 'a prompt of 690 characters to an idle session in tmux, until its transcript has it: p95'
  if (program === undefined) {
    return { title, rows: [], asked: [notMeasured(work, '≤ 3 s', 'no Claude Code where the tests look')] }
  }
  const world = await openPromptWorld({ program, hasHooks: true, delayMs: 20 })
  try {
    const session = await world.session('shop')
    const times: number[] = []
    for (let index = 0; index <= timedPrompts; index += 1) {
      const text = `${index} ${'of the address form, '.repeat(33)}`.slice(0, 690).trim()
      const beganAtMs = performance.now()
      const id = await world.send(session, text, 'idle')
      await waitFor('its records', () => JSON.stringify(session.records()).includes(text), { withinMs: 30_000 })
      times.push(performance.now() - beganAtMs)
      await waitFor('its turn to end', async () => (await world.find(id)).state === 'answered', { withinMs: 60_000 })
      await wait(1_000)
    }
    const [first = 0, ...others] = times
    others.sort((a, b) => a - b)
    const at = (share: number) => Math.round(quantile(others, share))
    const rows: BenchmarkTable['rows'] = [
      { what: 'the first of a session, whose log its agent makes then', 'p50 ms': Math.round(first) },
      { what: `${timedPrompts} of 690 characters after it`, 'p50 ms': at(0.5), 'p95 ms': at(0.95) },
    ]
    return { title, rows, asked: [atMost(work, quantile(others, 0.95) / 1000, 's', 3)] }
  } finally {
    await world.close()
  }
}
