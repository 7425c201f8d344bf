/** Programs that are measured from outside: the dashboard's server in a home of its own, and what it is compared with. Linux. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '..')
export const isBuilt = existsSync(join(root, 'dist', 'app', 'tce.js'))

export interface Server {
  readonly pid: number
  readonly port: number
  /** As `performance.now()` tells it. */
  readonly startedMs: number
  end(): void
  /** When it is gone: as long as it ends it writes. */
  ended(): Promise<void>
}

/** `data`: the folder below its home that it keeps its own in. */
export function startServer(home: string, data = 'tce-data'): Promise<Server> {
  const program = join(root, isBuilt ? 'dist/app/tce.js' : 'src/app/tce.ts')
  return start([program, 'dashboard', '--port', '0'], {
    ...process.env,
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    TCE_CONFIG_DIR: join(home, 'tce-config'),
    TCE_DATA_DIR: join(home, data),
  })
}

/** Says its port on its first line, at the end of a word. */
export async function start(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Server> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (text) => resolve(Number(/(\d+)\s/.exec(String(text))?.[1])))
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)))
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return { pid: child.pid ?? 0, port, startedMs: performance.now(), end: () => void child.kill(), ended: () => gone }
}

/** Fields 14 and 15 of /proc/<pid>/stat, in ticks of 10 ms. */
export const cpuTimeMs = ({ pid }: Pick<Server, 'pid'>): number => timeOf(`/proc/${pid}/stat`)

function timeOf(statFile: string): number {
  const fields = readFileSync(statFile, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The same of its main thread, and of all others together. */
export function threadTimesMs({ pid }: Pick<Server, 'pid'>): { readonly main: number; readonly others: number } {
  const main = timeOf(`/proc/${pid}/task/${pid}/stat`)
  return { main, others: cpuTimeMs({ pid }) - main }
}

export function rssMb({ pid }: Pick<Server, 'pid'>): number {
  const kB = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round((Number(kB) * 1024) / 1e6)
}

/** What nobody else has of it, in bytes of 10^6: pages of its own, in memory. */
export function privateMb({ pid }: Pick<Server, 'pid'>): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kB = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].reduce(
    (sum, [, text]) => sum + Number(text),
    0,
  )
  return Math.round((kB * 1024) / 1e6)
}

/** How often each of its threads was woken since it began: it had gone to sleep of itself. */
export function wakeUps({ pid }: Pick<Server, 'pid'>): { readonly main: number; readonly others: number } {
  const ofThread = (tid: string): number => {
    try {
      const status = readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8')
      return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1])
    } catch {
      // It ended in between.
      return 0
    }
  }
  const main = ofThread(String(pid))
  const all = readdirSync(`/proc/${pid}/task`).reduce((sum, tid) => sum + ofThread(tid), 0)
  return { main, others: all - main }
}

export const threadsOf = ({ pid }: Pick<Server, 'pid'>): number =>
  Number(/^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

/** The last that begins by itself is the archive, two minutes after the start; a thread that has nothing to do is ended after one. */
const [restsSoonestMs, restsLatestMs, lookEveryMs] = [190_000, 1_800_000, 5_000]
const idleLooks = 14

/**
 * Until it did nothing for longer than a thread of its stays without being called, and what begins by itself is over; or, where less is asked,
 * until it did nothing for `looks` × 5 s.
 */
export async function untilItRests(
  server: Server,
  { soonestMs = restsSoonestMs, looks = idleLooks }: { readonly soonestMs?: number; readonly looks?: number } = {},
): Promise<void> {
  const startMs = performance.now()
  for (let idle = 0, before = cpuTimeMs(server); idle < looks; ) {
    await sleep(lookEveryMs)
    const now = cpuTimeMs(server)
    idle = now - before <= lookEveryMs * 0.03 ? idle + 1 : 0
    before = now
    const passedMs = performance.now() - startMs
    if (passedMs > restsLatestMs)
      throw new Error(`The server does not come to rest within ${restsLatestMs / 60_000} min.`)
    if (server.startedMs + soonestMs > performance.now()) idle = Math.min(idle, looks - 1)
  }
}
