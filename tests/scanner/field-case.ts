/**
 * Situations from the field, tests/fixtures/field-cases: each starts stand-ins, copies of a shell or of node at the paths in question,
 * in a home of its own, and asks through the scanner and the services what a user would be shown. Linux.
 */
import { spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'
import { projectSlug } from '../../src/agents/claude/paths.ts'
import { agents } from '../../src/agents/index.ts'
import type { HealthPolicy } from '../../src/core/process/health.ts'
import { defaultHealthPolicy } from '../../src/core/process/health.ts'
import type { OsProcess, Scan } from '../../src/core/process/process.ts'
import type { FleetReport } from '../../src/core/process/report.ts'
import { createLinuxProcessTable } from '../../src/scanner/linux/process-table.ts'
import { pidDomainHere } from '../../src/scanner/pid-domain.ts'
import { createScanner } from '../../src/scanner/scanner.ts'
import { createLooks } from '../../src/services/local/looks.ts'
import { identify, processesWithHome, signalExactly } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'

interface StandIn {
  readonly name: string
  /** Its path below a folder of the test. */
  readonly exe: string
  readonly runtime?: 'node'
  readonly script?: string
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly registry?: Readonly<Record<string, unknown>> & { readonly ageHours: number }
}

export interface FieldCase {
  readonly why: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly processes: readonly StandIn[]
  readonly pure?: readonly (Pick<OsProcess, 'name' | 'exePath' | 'argv'> & { readonly platform: 'win32' })[]
}

const fixtures = new URL('../fixtures/field-cases/', import.meta.url)
const readJson = (path: string) => JSON.parse(readFileSync(new URL(path, fixtures), 'utf8'))

export const readFieldCase = (name: string): { readonly given: FieldCase; readonly expected: unknown } => ({
  given: readJson(`${name}/case.json`),
  expected: readJson(`${name}/expected.json`),
})

export interface FieldMachine {
  readonly home: string
  readonly work: string
  readonly pids: Readonly<Record<string, number>>
  nameOf(pid: number): string | undefined
  scan(): Promise<Scan>
  /** As the services tell it, with a second look where one is needed. */
  fleet(): Promise<FleetReport>
}

const folders = new Set<string>()

/** Everything a stand-in started has its home in the environment: it is found there and ended, whatever the test did. */
afterEach(() => {
  for (const folder of folders) {
    for (const pid of processesWithHome(join(folder, 'home'))) {
      const found = identify(pid)
      if (found !== undefined) signalExactly(found, 'SIGKILL')
    }
    rmSync(folder, { recursive: true, force: true })
  }
  folders.clear()
})

export async function startFieldCase(
  { scripts = {}, processes }: FieldCase,
  policy: Partial<HealthPolicy> = {},
): Promise<FieldMachine> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tce-field-')))
  folders.add(folder)
  const home = join(folder, 'home')
  const work = join(folder, 'work')
  for (const [name, text] of Object.entries(scripts)) put(join(work, name), text)
  // Before anything is started: a stand-in puts its socket there, maybe sooner than we put its registry file.
  for (const dir of [work, home]) mkdirSync(dir, { recursive: true })
  const pids: Record<string, number> = {}
  for (const standIn of processes) {
    pids[standIn.name] = await startStandIn(standIn, { folder, home, work })
    if (standIn.registry !== undefined) register(standIn, pids[standIn.name] ?? 0, home)
  }
  const scanner = createScanner({
    table: createLinuxProcessTable(),
    agents: Object.values(agents),
    environment: { platform: 'linux', homeDir: home, env: {} },
  })
  const ours = new Set(Object.values(pids))
  const looks = createLooks({
    scan: () => scanner.scan(),
    pins: { list: async () => [], add: async () => {}, remove: async () => {}, prune: async () => {} },
    figuresOf: () => undefined,
    signsOf: () => undefined,
    resumeCommand: () => undefined,
    policy: () => ({ ...defaultHealthPolicy, ...policy }),
    refresh: () => ({ attentiveMs: 1_500, idleMs: 10_000 }),
    bus: { append: () => {}, onAudience: () => {} },
    onLook: () => {},
    otherProblem: () => undefined,
    clock: Date.now,
    reportError: () => {},
  })
  return {
    home,
    work,
    pids,
    nameOf: (pid) => Object.entries(pids).find(([, known]) => known === pid)?.[0],
    scan: () => scanner.scan(),
    async fleet() {
      const fleet = await looks.read()
      return { ...fleet, processes: fleet.processes.filter(({ pid }) => ours.has(pid)) }
    },
  }
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

async function startStandIn(
  { exe, runtime, script, argv, env = {} }: StandIn,
  { folder, home, work }: { readonly folder: string; readonly home: string; readonly work: string },
): Promise<number> {
  const files = join(folder, 'fs')
  const program = join(files, exe)
  mkdirSync(dirname(program), { recursive: true })
  if (!existsSync(program)) copyFileSync(runtime === 'node' ? process.execPath : realpathSync('/bin/bash'), program)
  if (script !== undefined) put(join(files, script), 'setTimeout(() => {}, 1e8)\n')
  const [argv0 = '', ...args] = argv.map((word) => word.replace('<fs>', files))
  const child = spawn(program, args, {
    argv0,
    cwd: work,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], HOME: home, ...env },
  })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  const pid = child.pid ?? 0
  await waitFor('the stand-in to run its own program', () => identify(pid)?.name !== 'node' || runtime === 'node')
  return pid
}

function register({ name, registry }: StandIn, pid: number, home: string): void {
  const { ageHours = 0, ...rest } = registry ?? {}
  const at = Date.now() - ageHours * 3_600_000
  const sessionId = `11111111-0000-4000-8000-${String(pid).padStart(12, '0')}`
  const cwd = '/home/dev/shop'
  const entry = {
    pid,
    sessionId,
    cwd,
    startedAt: at,
    procStart: identify(pid)?.start,
    version: '2.1.329',
    kind: 'interactive',
    entrypoint: 'cli',
    pidDomain: pidDomainHere('linux'),
    name,
    updatedAt: at,
    statusUpdatedAt: at,
    ...rest,
  }
  put(join(home, '.claude/sessions', `${pid}.json`), JSON.stringify(entry))
  const log = join(home, '.claude/projects', projectSlug(cwd), `${sessionId}.jsonl`)
  put(log, `${JSON.stringify({ type: 'user', sessionId, cwd, timestamp: new Date(at).toISOString() })}\n`)
  utimesSync(log, at / 1000, at / 1000)
}

/** A record more in the transcript of the folder in which a stand-in works. */
export function writeRecord({ home, work }: FieldMachine, sessionId = '11111111-0000-4000-8000-0000000000d5'): void {
  const record = { type: 'user', sessionId, cwd: work, timestamp: new Date().toISOString() }
  put(join(home, '.claude/projects', projectSlug(work), `${sessionId}.jsonl`), `${JSON.stringify(record)}\n`)
}
