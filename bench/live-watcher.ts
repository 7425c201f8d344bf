/** Watches every session of a folder in a process of its own, and tells at SIGTERM what that took. Started by live.bench.ts. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { listPrices } from '../src/agents/list-prices.ts'
import { createPriceBook } from '../src/agents/price-book.ts'
import { collectEarly, keepHeapSmall } from '../src/app/small-heap.ts'
import { createSessionWatcher } from '../src/sessions/session-watcher.ts'

const [configDir = '', most = '60'] = process.argv.slice(2)
const projects = join(configDir, 'projects')
const ids = readdirSync(projects)
  .flatMap((project) => readdirSync(join(projects, project)))
  .filter((name) => name.endsWith('.jsonl') && !name.startsWith('agent-'))
  .map((name) => name.slice(0, -'.jsonl'.length))

// As the server has it.
keepHeapSmall()
collectEarly()
const watcher = createSessionWatcher({
  sources: [{ agent: 'claude', dataDir: configDir }],
  prices: createPriceBook(listPrices, []),
})
const latenciesMs: number[] = []
const stateLatenciesMs: number[] = []
let newestMs = new Map<string, number>()
let isMeasuring = false
for (const id of ids.slice(0, Number(most))) {
  const watch = await watcher.open(id)
  watch?.subscribe((change) => {
    const nowMs = Date.now()
    if (!isMeasuring) return
    if (change.type === 'events') {
      for (const { at } of change.events) if (at !== undefined) latenciesMs.push(nowMs - Date.parse(at))
      const at = change.events.at(-1)?.at
      if (at !== undefined) newestMs.set(id, Date.parse(at))
    } else if (change.type === 'state') {
      const atMs = newestMs.get(id)
      if (atMs !== undefined) stateLatenciesMs.push(nowMs - atMs)
      newestMs.delete(id)
    }
  })
}
// Nothing that watches keeps a program alive.
setInterval(() => {}, 60_000)
const settledUntil = Date.now() + 3_000
while (Date.now() < settledUntil) await new Promise((resolve) => setTimeout(resolve, 100))
// Idle first: nothing is written, everything is watched.
const idleStart = { cpu: process.cpuUsage(), ms: performance.now() }
await new Promise((resolve) => setTimeout(resolve, 5_000))
const idle = cpuShare(idleStart)
isMeasuring = true
newestMs = new Map()
const start = { cpu: process.cpuUsage(), ms: performance.now() }
process.stdout.write('ready\n')
process.on('SIGTERM', () => {
  const cpuPercent = cpuShare(start)
  const { rss } = process.memoryUsage()
  process.stdout.write(
    `${JSON.stringify({ latenciesMs, stateLatenciesMs, cpuPercent, idleCpuPercent: idle, rss, heapUsed: process.memoryUsage().heapUsed, external: process.memoryUsage().external })}\n`,
  )
  void watcher.close().then(() => process.exit(0))
})

function cpuShare(since: { cpu: NodeJS.CpuUsage; ms: number }): number {
  const { user, system } = process.cpuUsage(since.cpu)
  return (100 * (user + system)) / 1000 / (performance.now() - since.ms)
}
