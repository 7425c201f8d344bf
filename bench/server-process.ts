/** Programs that are measured from outside: the dashboard's server in a home of its own, and what it is compared with. Linux. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

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

export function startServer(home: string): Promise<Server> {
  const program = join(root, isBuilt ? 'dist/app/tce.js' : 'src/app/tce.ts')
  return start([program, 'dashboard', '--port', '0'], {
    ...process.env,
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    TCE_CONFIG_DIR: join(home, 'tce-config'),
    TCE_DATA_DIR: join(home, 'tce-data'),
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
