/** Small real processes for the tests of this folder. Every one is ended by its pid, checked to be ours, when the test is over. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'

const children = new Set<ChildProcess>()
const strays = new Map<number, string>()
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
    env: { PATH: process.env['PATH'], ...options.env },
    ...(options.argv0 === undefined ? {} : { argv0: options.argv0 }),
  })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  children.add(child)
  if (child.pid === undefined) throw new Error(`${file} did not start`)
  return child.pid
}

/** For a grandchild that will outlive its parent: ended with the rest, if it is still the same process. */
export function endLater(pid: number): void {
  strays.set(pid, startOf(pid) ?? '')
}

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
  for (const [pid, begun] of strays) if (begun !== '' && startOf(pid) === begun) process.kill(pid, 'SIGKILL')
  strays.clear()
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
