/** Starts the genuine Claude Code for a test, and says how it is from its own live registry. Linux only. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawn as spawnPty } from '@lydell/node-pty'
import { describe } from 'vitest'
import type { ClaudeHome } from './claude-home.ts'
import { type Identity, identify, isRunning, signalExactly } from './processes.ts'
import { waitFor } from './wait-for.ts'

export type ClaudeMode = 'interactive' | 'print' | 'background'

export interface ClaudeStart {
  readonly home: ClaudeHome
  readonly cwd: string
  readonly mode: ClaudeMode
  /** Optional only for `interactive`. What it makes the mock do: tests/tools/mock-model-server.ts. */
  readonly prompt?: string
  readonly args?: readonly string[]
}

/** `sessions/<pid>.json`, as the client writes it. */
export interface RegistryFile {
  readonly pid: number
  readonly sessionId: string
  readonly kind: string
  readonly jobId?: string
  readonly procStart: string
  readonly status?: string
  readonly waitingFor?: string
  readonly name?: string
  readonly version?: string
}

export interface RunningClaude extends Identity {
  registry(): RegistryFile | undefined
  /** Resolves when the registry says so. */
  isAt(status: 'busy' | 'idle' | 'waiting' | 'shell'): Promise<RegistryFile>
  isGone(): Promise<true>
  /** Types a prompt into its terminal and sends it. Only `interactive` has one. */
  say(prompt: string): Promise<void>
  /** Leaves a dialog, or interrupts the turn. */
  pressEscape(): void
  /** A key, as in a dialog. */
  press(key: string): void
  signal(signal: NodeJS.Signals): void
  /** What it printed so far. */
  output(): string
}

/** The client .ci/run installed or TCE_CLAUDE names; vitest.config.ts looks it up. Empty where there is none. */
const program = process.env['TCE_CLAUDE'] ?? ''

/** Skips where the client is missing, visibly; in CI its absence is a failure. */
export const describeWithClaude = describe.skipIf(program === '' && process.env['CI'] !== 'true')

export async function startClaude(start: ClaudeStart): Promise<RunningClaude> {
  if (program === '') {
    throw new Error(
      'Claude Code is not installed where the tests look: name it with TCE_CLAUDE=<path of claude>, or run .ci/run.',
    )
  }
  if (start.mode === 'background') return startBackground(start)
  return start.mode === 'interactive' ? startInteractive(start) : startPrint(start)
}

async function startInteractive({ home, cwd, prompt, args = [] }: ClaudeStart): Promise<RunningClaude> {
  // Else it starts in a mode that writes files unasked.
  const pty = spawnPty(program, ['--permission-mode', 'default', ...args, ...(prompt === undefined ? [] : [prompt])], {
    cwd,
    env: home.env,
    cols: 100,
    rows: 40,
    name: 'xterm-256color',
  })
  let output = ''
  pty.onData((text) => {
    output += text
  })
  return running(home, pty.pid, { output: () => output, type: (text) => pty.write(text) })
}

async function startPrint({ home, cwd, prompt = '', args = [] }: ClaudeStart): Promise<RunningClaude> {
  const { child, output } = startChild(home, cwd, ['-p', prompt, ...args])
  if (child.pid === undefined) throw new Error(`${program} could not be started`)
  return running(home, child.pid, { output, type: cannotType })
}

/** The command returns at once; the session is the process that its supervisor starts. */
async function startBackground({ home, cwd, prompt = '', args = [] }: ClaudeStart): Promise<RunningClaude> {
  const before = new Set(registryFiles(home).map(({ sessionId }) => sessionId))
  const { output } = startChild(home, cwd, ['--bg', ...args, prompt])
  const session = await waitFor(
    'a background session in the registry',
    () => registryFiles(home).find(({ kind, sessionId }) => kind === 'bg' && !before.has(sessionId)),
    { withinMs: 30_000, seen: output },
  )
  return running(home, session.pid, { output, type: cannotType })
}

function startChild(
  home: ClaudeHome,
  cwd: string,
  args: readonly string[],
): { child: ChildProcess; output: () => string } {
  const child = spawn(program, args, { cwd, env: home.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  return { child, output: () => output }
}

interface Terminal {
  output(): string
  type(text: string): void
}

/** What a child without a terminal is given instead. */
function cannotType(): never {
  throw new Error('This Claude Code has no terminal to type into.')
}

async function running(home: ClaudeHome, pid: number, terminal: Terminal): Promise<RunningClaude> {
  const { output } = terminal
  const identity = identify(pid)
  if (identity === undefined) throw new Error(`Claude Code ended at once. ${output()}`)
  const registry = () => readRegistry(join(home.configDir, 'sessions', `${pid}.json`))
  const seen = () => `Registry: ${JSON.stringify(registry())}. Output: ${output().slice(-2000)}`
  return {
    ...identity,
    registry,
    output,
    isAt: (status) =>
      waitFor(`session ${pid} to be ${status}`, () => only(registry(), (file) => file.status === status), { seen }),
    isGone: () => waitFor<true>(`process ${pid} to end`, () => !isRunning(identity) || undefined, { seen }),
    async say(prompt) {
      terminal.type(prompt)
      // Text and Enter at once would be taken for something pasted.
      await sleep(250)
      terminal.type('\r')
    },
    pressEscape: () => terminal.type('\x1b'),
    press: (key) => terminal.type(key),
    signal(signal) {
      if (!signalExactly(identity, signal)) throw new Error(`Process ${pid} is not there any more to get ${signal}`)
    },
  }
}

const only = <T>(value: T | undefined, accepts: (value: T) => boolean): T | undefined =>
  value !== undefined && accepts(value) ? value : undefined

function registryFiles(home: ClaudeHome): readonly RegistryFile[] {
  const folder = join(home.configDir, 'sessions')
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names.filter((name) => /^\d+\.json$/.test(name)).flatMap((name) => readRegistry(join(folder, name)) ?? [])
}

/** Undefined while it is missing or half-written. */
function readRegistry(file: string): RegistryFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RegistryFile
  } catch {
    return undefined
  }
}
