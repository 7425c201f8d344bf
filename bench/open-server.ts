/**
 * A server that is not asked anything any more, with its ledger and all its stores open and ten agents beside it: what it holds, and how often
 * it wakes. Linux.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startAgentShells } from './agent-shells.ts'
import { atMost } from './asked.ts'
import { type BenchmarkTable, rounded } from './benchmark.ts'
import { makeHome } from './made-home.ts'
import * as of from './server-process.ts'

const generator = join(import.meta.dirname, '../tests/tools/gen-claude-data.mjs')
/** Each opens a store. */
const ofStores = [
  ...['/api/usage', '/api/sessions', '/api/tasks', '/api/limits'],
  ...['/api/waiting', '/api/alerts', '/api/inbox', '/api/queue'],
]
/** Each begins a thread that is ended when it was not asked for a minute. */
const ofThreads = ['/api/search?query=retry', '/api/analytics', '/api/advice', '/api/prompts/history', '/api/data']
/** The search looks around by itself 15 s after the start, what counts messages after 60. */
const [quickSoonestMs, quickSeconds] = [17_000, 10]
/** What it does every ten seconds is compiled by V8 in its first minutes, beside: a server runs for days. */
const restsSoonestMs = 300_000
/**
 * Of the main thread: the meter of its event loop looks four times a second, and what else there is (transcripts, limits, alerts, events,
 * settings) every ten seconds or more. Of all others: garbage that is cleared beside, and the ledger's thread.
 */
const mostWakeUps = { main: 5, others: 2 }

export async function measureOpenServer(isQuick: boolean): Promise<BenchmarkTable> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-open-'))
  const claude = join(home, '.claude')
  mkdirSync(claude)
  if (isQuick) {
    const options = ['--sessions', '40', '--days', '30', '--size-mb', '12']
    execFileSync(process.execPath, [generator, '--out', claude, '--force', ...options], { stdio: 'ignore' })
  } else {
    const { dir } = makeHome('home-208m', { sessions: 400, days: 60, 'size-mb': 200 })
    symlinkSync(join(dir, '.claude', 'projects'), join(claude, 'projects'))
  }
  const endAgents = startAgentShells(home, 10)
  const server = await of.startServer(home)
  try {
    await openAll(home, server, isQuick ? ofStores : [...ofStores, ...ofThreads])
    await of.untilItRests(server, isQuick ? { soonestMs: quickSoonestMs, looks: 1 } : { soonestMs: restsSoonestMs })
    const seconds = isQuick ? quickSeconds : 60
    const before = { cpuMs: of.cpuTimeMs(server), wakeUps: of.wakeUps(server) }
    await wait(seconds * 1000)
    const wakeUps = of.wakeUps(server)
    const cpuPercent = (of.cpuTimeMs(server) - before.cpuMs) / (seconds * 10)
    const aSecond = (which: 'main' | 'others') => (wakeUps[which] - before.wakeUps[which]) / seconds
    const figures = { rss: of.rssMb(server), own: of.privateMb(server), threads: of.threadsOf(server) }
    const what = 'server idle, ledger and all stores open, 10 agents'
    const size = isQuick ? '12 MB' : '208 MiB'
    return {
      title: `${what}, ${size} of transcripts`,
      rows: [
        {
          ...{ what: `over ${seconds} s`, 'CPU % of a core': rounded(cpuPercent, 3), 'RSS MB': figures.rss },
          ...{ 'private MB': figures.own, threads: figures.threads },
          'main thread wakes, a second': rounded(aSecond('main')),
          'others, a second': rounded(aSecond('others')),
        },
      ],
      asked: [
        atMost(`${what}: RSS`, figures.rss, 'MB', 130),
        atMost(`${what}: private`, figures.own, 'MB', 65),
        atMost(`${what}: of a core`, cpuPercent, '%', 0.2),
        atMost(
          `${what}: wake-ups of its main thread, a second`,
          aSecond('main'),
          '',
          mostWakeUps.main,
          'its timers: 4',
        ),
        atMost(`${what}: wake-ups of its other threads, a second`, aSecond('others'), '', mostWakeUps.others),
      ],
      ...(isQuick && {
        shortened: `12 MB of transcripts instead of 208 MiB, ${seconds} s instead of 60, before analytics and advice`,
      }),
    }
  } finally {
    server.end()
    endAgents()
    await server.ended()
    rmSync(home, { recursive: true, force: true })
  }
}

async function openAll(home: string, { port }: of.Server, paths: readonly string[]): Promise<void> {
  const token = readFileSync(join(home, 'tce-data', 'token'), 'utf8').trim()
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const posted = { source: 'bench', event_type: 'bench.opened', message: 'That the store of events is open, too' }
  const at = (path: string) => `http://127.0.0.1:${port}${path}`
  const answers = [await fetch(at('/events'), { method: 'POST', headers, body: JSON.stringify(posted) })]
  for (const path of ['/events', ...paths]) answers.push(await fetch(at(path), { headers }))
  for (const answer of answers) {
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${text}`)
  }
}
