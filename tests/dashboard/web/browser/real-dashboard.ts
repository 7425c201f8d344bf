/**
 * The page, the server and the services as they ship, over this machine, and agents that are real processes: small programs under a
 * path and with a live registry as Claude Code has them. Linux only.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadConfig } from '../../../../src/app/config.ts'
import { createLocalServices } from '../../../../src/app/local-services.ts'
import type { HealthPolicy } from '../../../../src/core/process/health.ts'
import { type RunningDashboard, startDashboard } from '../../../../src/dashboard/start.ts'
import { start, startOf } from '../../../scanner/started-processes.ts'
import { builtPage } from '../built-page.ts'

export interface RealDashboard extends AsyncDisposable {
  readonly url: string
  signInUrl(): string
}

/** `health` changes the thresholds. */
export async function startRealDashboard(health: Partial<HealthPolicy> = {}): Promise<RealDashboard> {
  const loaded = await loadConfig()
  if (!loaded.ok) throw new Error(loaded.error.message)
  const config = {
    ...loaded.value,
    health: { ...loaded.value.health, ...health },
    refresh: { ...loaded.value.refresh, attentiveMs: 300 },
    kill: { ...loaded.value.kill, graceMs: 700 },
  }
  const services = createLocalServices({ config })
  const started = await startDashboard({
    services,
    version: '9.9.9',
    dataDir: config.dataDir,
    port: 0,
    webDir: await builtPage(),
  })
  if (!started.ok) throw new Error(started.error.message)
  const running: RunningDashboard = started.value
  return {
    url: running.url,
    signInUrl: () => running.signInUrl(),
    async [Symbol.asyncDispose]() {
      await running.close()
      await services.close()
    },
  }
}

export interface FakeAgent {
  readonly pid: number
  /** `<pid>:<start>` */
  readonly id: string
  readonly project: string
  isThere(): boolean
}

interface AgentStart {
  readonly project: string
  readonly name?: string
  readonly status?: 'busy' | 'idle' | 'waiting' | 'shell'
  /** What the shell that plays the agent does. */
  readonly script?: string
}

/** A shell that waits, or does what it is told, and says of itself what Claude Code would. */
export async function startAgent({
  project,
  name,
  status,
  script = 'sleep 300 & wait',
}: AgentStart): Promise<FakeAgent> {
  const cwd = join(homedir(), 'code', project)
  mkdirSync(cwd, { recursive: true })
  const program = join(homedir(), '.local/share/claude/versions/2.1.329')
  mkdirSync(dirname(program), { recursive: true })
  // A program that runs can't be written over.
  if (!existsSync(program)) copyFileSync(realpathSync('/bin/sh'), program)
  const pid = await start(program, ['-c', script], { cwd, argv0: 'claude', env: { HOME: homedir() } })
  const begun = startOf(pid) ?? ''
  if (status !== undefined) register(pid, { begun, cwd, status, name: name ?? project })
  return {
    pid,
    id: `${pid}:${begun}`,
    project,
    isThere: () => startOf(pid) === begun && stateOf(pid) !== 'Z',
  }
}

interface RegistryEntry {
  readonly begun: string
  readonly cwd: string
  readonly status: string
  readonly name: string
}

function register(pid: number, { begun, cwd, status, name }: RegistryEntry): void {
  const folder = join(homedir(), '.claude', 'sessions')
  mkdirSync(folder, { recursive: true })
  const nowMs = Date.now()
  const entry = {
    pid,
    procStart: begun,
    sessionId: `${String(pid).padStart(8, '0')}-7d0e-4b1a-9c55-0e8f6a2d71b3`,
    cwd,
    name,
    version: '2.1.329',
    kind: 'interactive',
    entrypoint: 'cli',
    status,
    updatedAt: nowMs,
    statusUpdatedAt: nowMs,
    startedAt: nowMs,
    ...(status === 'waiting' ? { waitingFor: 'permission prompt' } : {}),
  }
  writeFileSync(join(folder, `${pid}.json`), JSON.stringify(entry))
}

/** Field 3 of /proc/<pid>/stat: S, T, Z … */
export function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
  } catch {
    return undefined
  }
}
