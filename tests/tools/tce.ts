/** The built `tce` as a child process, in the home of a test: what it prints is what a user would see. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FleetAgentReport, FleetReport } from '../../src/core/process/report.ts'
import { waitFor } from './wait-for.ts'

const program = join(import.meta.dirname, '..', '..', 'bin', 'tce.js')
const built = join(import.meta.dirname, '..', '..', 'dist', 'app', 'tce.js')

export interface TceEnded {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunningDashboard {
  readonly url: string
  readonly token: string
  /** Asks it to end, and gives its exit code. */
  stop(): Promise<number>
}

/** A home of a test: ClaudeHome, AgentHome. */
export interface TestHome {
  readonly dir: string
  readonly env: Readonly<Record<string, string>>
}

const dataDirOf = (home: TestHome): string => join(home.dir, 'tce-data')

/** One that goes on until it is told to end. */
export function startTce(home: TestHome, args: readonly string[]) {
  if (!existsSync(built)) throw new Error('tce is not built: run "npm run build", or let "npm test" do it.')
  const env = { ...home.env, TCE_DATA_DIR: dataDirOf(home), TCE_CONFIG_DIR: join(home.dir, 'tce-config') }
  const child = spawn(process.execPath, [program, ...args], { env, cwd: home.dir, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    printed.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    printed.stderr += chunk
  })
  const ended = new Promise<TceEnded>((resolve) =>
    child.on('close', (code) => resolve({ code: code ?? -1, ...printed })),
  )
  return { child, printed, ended }
}

export const runTce = (home: TestHome, ...args: readonly string[]): Promise<TceEnded> => startTce(home, args).ended

/** What `tce … --json` says; fails with its words when it failed. */
export async function tceJson<T>(home: TestHome, ...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await runTce(home, ...args, '--json')
  if (code !== 0) throw new Error(`tce ${args.join(' ')} --json ended with ${code}: ${stderr}${stdout}`)
  return JSON.parse(stdout) as T
}

export const status = (home: TestHome): Promise<FleetReport> => tceJson<FleetReport>(home, 'status')

/** The row of one process; undefined when `tce status` does not show it as an agent. */
export const rowOf = async (home: TestHome, { pid }: { readonly pid: number }): Promise<FleetAgentReport | undefined> =>
  (await status(home)).processes.find((row) => row.pid === pid)

/** `tce dashboard` on a port that is free. */
export async function startDashboard(home: TestHome): Promise<RunningDashboard> {
  const { child, printed, ended } = startTce(home, ['dashboard', '--port', '0'])
  const words = () => printed.stdout + printed.stderr
  const url = await waitFor('the address of the dashboard', () => printed.stdout.match(/http:\/\/\S+:\d+/)?.[0], {
    seen: words,
  })
  return {
    url,
    token: readFileSync(join(dataDirOf(home), 'token'), 'utf8').trim(),
    async stop() {
      child.kill('SIGTERM')
      return (await ended).code
    },
  }
}
