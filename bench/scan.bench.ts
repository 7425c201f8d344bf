/**
 * What one look at the machine costs, beside `ps-list()` in the same run. `npm run bench -- scan`; other sizes than 400 and
 * 1,600 processes with TCE_BENCH_PROCESSES=100,800.
 *
 * It starts sleeping processes until the machine has that many, ten of them under a path as Claude Code's installer makes it,
 * each with two children, and ends them by pid. A cold scan is the first of a new scanner (a lone `tce status`), a warm one a
 * later one of the same (the server). `young`: the processes are younger than 10 s, so every one is read every time.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Agent } from '../src/agents/agent.ts'
import { agents } from '../src/agents/index.ts'
import { createProcessTable } from '../src/scanner/process-table.ts'
import { listProcesses } from '../src/scanner/ps-list.ts'
import { createScanner, type Scanner } from '../src/scanner/scanner.ts'
import { startOtherAgents } from './agents/processes.ts'
import { type BenchmarkTable, type Cost, costOf, quantile, rounded } from './benchmark.ts'

const agentCount = 10
/** Until nobody is young any more. */
const settleMs = 11_000

export async function run(): Promise<readonly BenchmarkTable[]> {
  if (process.platform !== 'linux') return [{ rows: [], notes: ['It measures the reader of /proc: it needs Linux.'] }]
  const counts = (process.env['TCE_BENCH_PROCESSES'] ?? '400,1600').split(',').map(Number)
  const rows: BenchmarkTable['rows'][number][] = []
  for (const count of counts) rows.push(...(await measure(count)))
  return [
    {
      title: 'one look at the machine',
      rows,
      notes: ['Promised: warm ≤ 2.5 ms at 400 and ≤ 8 ms at 1,600 processes, at least 5 times faster than ps-list().'],
    },
    await measureOthers(Math.min(...counts)),
  ]
}

/** Turn by turn, so that a busy machine slows both. */
const turns = 12

/** What it adds that ten processes of other agents are there, with the sessions that they work in. */
async function measureOthers(count: number): Promise<BenchmarkTable> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-'))
  const started = await startOtherAgents(home)
  const children = [...started, ...(await startProcesses(count - processCount(), home))]
  try {
    await new Promise((resolve) => setTimeout(resolve, settleMs))
    const scannerOf = (known: readonly Agent[]) =>
      createScanner({
        table: createProcessTable(),
        agents: known,
        environment: { platform: 'linux', homeDir: home, env: {} },
      })
    const scanners = {
      'Claude Code alone looked for': scannerOf([agents.claude]),
      'others by their processes': scannerOf([agents.claude, ...others().map(withoutSources)]),
      'and by their sessions': scannerOf(Object.values(agents)),
    }
    const found = await scanners['and by their sessions'].scan()
    const sessions = found.agents.filter(({ agent, sessionId }) => agent !== 'claude' && sessionId !== undefined).length
    const costs = Object.entries(scanners).map(([what, scanner]) => ({ what, scanner, turns: [] as Cost[] }))
    for (let turn = -1; turn < turns; turn += 1) {
      for (const one of costs) {
        const cost = await warmCost(one.scanner)
        if (turn >= 0) one.turns.push(cost)
      }
    }
    const rows = costs.map(({ what, turns: some }) => ({
      what,
      'median ms': rounded(medianOf(some.map(({ times }) => quantile(times, 0.5)))),
      'own CPU ms': rounded(medianOf(some.map(({ cpuMs }) => cpuMs))),
    }))
    const [, processes, all] = rows.map((one) => one['own CPU ms'])
    return {
      title: `ten processes of other agents among ${processCount()}`,
      rows,
      notes: [
        `Sessions of ${sessions} of ${started.length} others were found.`,
        `Locks, databases and logs take ${rounded((all ?? 0) - (processes ?? 0))} ms of CPU a look; promised is 1.5 ms.`,
      ],
    }
  } finally {
    await Promise.all(children.map(endGroup))
    rmSync(home, { recursive: true, force: true })
  }
}

const others = (): readonly Agent[] => Object.values(agents).filter(({ id }) => id !== 'claude')

/** What is left when nobody asks which sessions its processes work in. */
const withoutSources = ({ signs: _, hosting: __, registry: ___, ...agent }: Agent): Agent => agent

const warmCost = (scanner: Scanner): Promise<Cost> => costOf(() => scanner.scan(), { calls: 25, warmUps: 5 })

const medianOf = (figures: readonly number[]): number =>
  quantile(
    figures.toSorted((a, b) => a - b),
    0.5,
  )

async function measure(count: number): Promise<BenchmarkTable['rows']> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-'))
  const children = await startProcesses(count - processCount(), home)
  try {
    const make = (): Scanner =>
      createScanner({
        table: createProcessTable(),
        agents: Object.values(agents),
        environment: { platform: 'linux', homeDir: home, env: {} },
      })
    const cold = await costOf(() => make().scan(), { calls: 20, warmUps: 5 })
    const atFirst = make()
    const young = await costOf(() => atFirst.scan(), { calls: 20, warmUps: 5 })
    await new Promise((resolve) => setTimeout(resolve, settleMs))
    const scanner = make()
    const warm = await costOf(() => scanner.scan(), { calls: 80, warmUps: 20 })
    const peer = await costOf(listProcesses, { calls: 12, warmUps: 2 })
    const found = (await scanner.scan()).agents.filter(({ command }) => command.startsWith(home)).length
    const processes = processCount()
    const row = (name: string, { times, cpuMs }: Cost) => ({
      what: `${processes} processes, ${name}`,
      'median ms': rounded(quantile(times, 0.5)),
      'p95 ms': rounded(quantile(times, 0.95)),
      'own CPU ms': rounded(cpuMs),
      'ps-list() median ms': rounded(quantile(peer.times, 0.5)),
      'times faster': rounded(quantile(peer.times, 0.5) / quantile(times, 0.5), 1),
      'agents found': `${found} of ${agentCount}`,
    })
    return [row('cold', cold), row('young', young), row('warm', warm)]
  } finally {
    await Promise.all(children.map(endGroup))
    rmSync(home, { recursive: true, force: true })
  }
}

const processCount = () => readdirSync('/proc').filter((name) => /^\d/.test(name)).length

async function startProcesses(count: number, home: string): Promise<readonly ChildProcess[]> {
  const claude = join(home, '.local/share/claude/versions/2.1.329')
  mkdirSync(dirname(claude), { recursive: true })
  // A shell under that path is found as well as the real program, and has children.
  copyFileSync(realpathSync('/bin/sh'), claude)
  chmodSync(claude, 0o755)
  const children: ChildProcess[] = []
  for (let at = 0; at < agentCount; at += 1) children.push(await start(claude, ['-c', 'sleep 600 & sleep 600 & wait']))
  for (let at = agentCount * 3; at < count; at += 1) children.push(await start('sleep', ['600']))
  return children
}

/** Each leads a group of its own, so that its children end with it. */
async function start(file: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(file, args, { stdio: 'ignore', detached: true })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  return child
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await ended
}
