/**
 * The dashboard's server: answers under load, and what it costs while nobody looks. `npm run bench -- server`; the idle minute is
 * shorter with TCE_BENCH_IDLE_SECONDS=10.
 *
 * Ten agents (shells under a path as Claude Code's installer makes it) are started and ended by pid. Fifty clients, each on its
 * own connection, ask again as soon as they are answered, which is the worst that fifty pages can do: with c clients the
 * latency is c times the time of one answer. The peer is a bare node:http server that sends the same bytes, in the same run,
 * to the same clients.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startAgentShells } from './agent-shells.ts'
import { type BenchmarkOptions, type BenchmarkTable, quantile, rounded } from './benchmark.ts'
import { measureOpenServer } from './open-server.ts'
import { cpuTimeMs, isBuilt, rssMb, type Server, start, startServer } from './server-process.ts'

const agentCount = 10
const loadMs = 4000

export async function run({ isQuick = false, isAskedAlone }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (process.platform !== 'linux') return [{ rows: [], notes: ['It reads /proc: it needs Linux.'] }]
  const open = await measureOpenServer(isQuick)
  return isAskedAlone ? [open] : [open, ...(await measureAnswers())]
}

async function measureAnswers(): Promise<readonly BenchmarkTable[]> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-'))
  const endAgents = startAgentShells(home, agentCount)
  const server = await startServer(home)
  try {
    const idle = await measureIdle(server)
    const body = await ask(server.port, '/api/processes')
    const peer = await start(['-e', bareServer, body])
    const rows = []
    for (const clients of [1, 10, 50]) {
      rows.push({ what: `GET /api/processes, ${clients} clients`, ...(await load(server, peer, clients)) })
    }
    peer.end()
    return [
      {
        title: `answers, ${Buffer.byteLength(body)} bytes each, ${JSON.parse(body).counts.total} agents`,
        rows,
        notes: ['Promised: p99 ≤ 5 ms at 50 clients.'],
      },
      {
        title: 'while nobody looks',
        rows: [idle, { what: 'after the load', 'RSS MB': rssMb(server) }, await withLedger(server)],
        notes: [
          'Promised: < 0.5 % of a core and RSS ≤ 110 MB over 60 s.',
          isBuilt
            ? 'Measured on dist/.'
            : 'Measured on src/: stripping types adds some 20 MB that the built program does not need.',
        ],
      },
    ]
  } finally {
    server.end()
    endAgents()
    rmSync(home, { recursive: true, force: true })
  }
}

/** Figures are asked for, as by a page: from then on the ledger is open, and a thread of its own follows the files. */
async function withLedger(server: Server) {
  await ask(server.port, '/api/usage')
  await wait(3000)
  return { what: 'with the ledger open', 'RSS MB': rssMb(server) }
}

const bareServer = `
const http = require('node:http')
const body = process.argv[1]
const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
const server = http.createServer((request, response) => response.writeHead(200, headers).end(body))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

async function load(server: Server, peer: Server, clients: number) {
  await measureLatency(server.port, clients, 1000)
  const beforeMs = cpuTimeMs(server)
  const own = await measureLatency(server.port, clients, loadMs)
  const cpuMs = cpuTimeMs(server) - beforeMs
  const bare = await measureLatency(peer.port, clients, loadMs)
  return {
    'p50 ms': rounded(quantile(own, 0.5)),
    'p99 ms': rounded(quantile(own, 0.99)),
    'answers/s': Math.round((own.length / loadMs) * 1000),
    'CPU µs each': Math.round((cpuMs * 1000) / own.length),
    'node:http p99 ms': rounded(quantile(bare, 0.99)),
    'node:http answers/s': Math.round((bare.length / loadMs) * 1000),
    'p99 ratio': rounded(quantile(own, 0.99) / quantile(bare, 0.99), 1),
  }
}

/** Milliseconds of each answer, sorted. */
async function measureLatency(port: number, clients: number, forMs: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const untilMs = performance.now() + forMs
  const times: number[] = []
  const client = async () => {
    while (performance.now() < untilMs) {
      const startMs = performance.now()
      await ask(port, '/api/processes', agent)
      times.push(performance.now() - startMs)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  agent.destroy()
  return times.sort((a, b) => a - b)
}

function ask(port: number, path: string, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, ...(agent === undefined ? {} : { agent }) }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))))
    }).on('error', reject)
  })
}

async function measureIdle(server: Server) {
  const forMs = Number(process.env['TCE_BENCH_IDLE_SECONDS'] ?? 60) * 1000
  await wait(3000)
  const beforeMs = cpuTimeMs(server)
  await wait(forMs)
  const share = (cpuTimeMs(server) - beforeMs) / forMs
  return { what: `idle over ${forMs / 1000} s`, 'CPU % of a core': rounded(share * 100), 'RSS MB': rssMb(server) }
}
