/** Small real processes for the tests of this folder. Every one is ended when the test is over, and whatever it has started. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'
import { testEnvironment } from '../tools/left-overs.ts'
import { identify, processesWith, signalExactly } from '../tools/processes.ts'

const children = new Set<ChildProcess>()
/** What all of them carry, their children too. */
const mark = { TCE_TEST_STARTED: randomUUID() }
const folders = new Set<string>()

export interface StartOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly argv0?: string
}

export async function start(file: string, args: readonly string[], options: StartOptions = {}): Promise<number> {
  const child = spawn(file, [...args], {
    stdio: 'ignore',
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], ...startedMark(), ...options.env },
    ...(options.argv0 === undefined ? {} : { argv0: options.argv0 }),
  })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  children.add(child)
  if (child.pid === undefined) throw new Error(`${file} did not start`)
  return child.pid
}

/** For the environment of one that is started in another way, in a terminal for instance. */
export const startedMark = (): Readonly<Record<string, string>> => ({ ...testEnvironment(), ...mark })

export const startOf = (pid: number): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19]
  } catch {
    return undefined
  }
}

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tce-scan-')))
  folders.add(folder)
  return folder
}

/** A program that only sleeps, under a path as Claude Code's native installer makes it. */
export function installSleepAs(path: string, program = '/bin/sleep'): string {
  mkdirSync(dirname(path), { recursive: true })
  copyFileSync(realpathSync(program), path)
  chmodSync(path, 0o755)
  return path
}

export const nativeInstall = (home: string, version = '2.1.329'): string =>
  join(home, '.local/share/claude/versions', version)

export async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('it did not come to pass within 4 s')
}

afterEach(async () => {
  for (const pid of processesWith(`TCE_TEST_STARTED=${mark.TCE_TEST_STARTED}`)) {
    const found = identify(pid)
    if (found !== undefined) signalExactly(found, 'SIGKILL')
  }
  await Promise.all(Array.from(children, end))
  children.clear()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
})

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
