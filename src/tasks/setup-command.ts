/**
 * The command that a project runs once in each new worktree. It is a program of the repository's as much as of its user's: so it is trusted
 * by the hash of its words and of the files that it names, and asked for again when one of them has changed.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { lstat, mkdir, readFile, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { wordsOf } from '../core/tasks/backend.ts'

export interface HashedSetup {
  readonly hash: string
  /** Files of the project that it names. */
  readonly files: readonly string[]
}

const mostFileBytes = 4 * 1024 * 1024

export const hashSetup = (command: string, dir: string): Promise<HashedSetup> =>
  hashCommand(command, (word) => fileIn(dir, word))

/** @param contentOf of the project's file of that name; undefined: it is none */
export async function hashCommand(
  command: string,
  contentOf: (word: string) => Promise<Buffer | undefined>,
): Promise<HashedSetup> {
  const sum = createHash('sha256').update(command)
  const files: string[] = []
  for (const word of new Set(wordsOf(command.replace(/[;&|()<>]/g, ' ')))) {
    const bytes = await contentOf(word)
    if (bytes === undefined) continue
    files.push(word)
    sum.update(`\0${word}\0`).update(bytes)
  }
  return { hash: sum.digest('hex').slice(0, 32), files }
}

/** A regular file of the project, by its real path. */
async function fileIn(dir: string, word: string): Promise<Buffer | undefined> {
  if (word === '' || word.includes('\0')) return undefined
  const [path, root] = await Promise.all([
    realpath(join(dir, word)).catch(() => undefined),
    realpath(dir).catch(() => dir),
  ])
  if (path === undefined || !path.startsWith(root + sep)) return undefined
  const found = await lstat(path)
  return found.isFile() && found.size <= mostFileBytes ? readFile(path) : undefined
}

export interface SetupRun {
  readonly command: string
  /** What runs it behind a fence; undefined: a shell does. */
  readonly argv?: readonly string[] | undefined
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** All that it writes; for its owner alone. */
  readonly log: string
  readonly patienceMs: number
  readonly signal: AbortSignal
  /** It runs, in a process group of its own. */
  readonly onStart?: ((pid: number) => void) | undefined
  /** Between SIGTERM and SIGKILL. @default 3000 */
  readonly graceMs?: number | undefined
}

/** Why it did not end well where its signal was given. */
const stopped = 'you stopped it'
const keptCharacters = 2_000
const usualGraceMs = 3_000
/** What it wrote last comes within that, also where something that it left behind holds its output open. */
const drainMs = 500

/** Why it did not end well, with the last of what it wrote; undefined: it did. */
export async function runSetup({
  command,
  argv,
  cwd,
  env,
  log,
  patienceMs,
  signal,
  ...more
}: SetupRun): Promise<string | undefined> {
  const { onStart, graceMs = usualGraceMs } = more
  if (signal.aborted) return stopped
  await mkdir(dirname(log), { recursive: true, mode: 0o700 })
  const file = createWriteStream(log, { mode: 0o600 })
  file.on('error', () => undefined)
  const isWindows = process.platform === 'win32'
  const [shell = '/bin/sh', ...args] =
    argv ?? (isWindows ? [env['ComSpec'] ?? 'cmd.exe', '/d', '/s', '/c', command] : ['/bin/sh', '-c', command])
  let last = ''
  const ended = await new Promise<string | undefined>((resolve) => {
    // A group of its own: what it started ends with it.
    const child = spawn(shell, args, { cwd, env: { ...env }, detached: !isWindows, stdio: ['ignore', 'pipe', 'pipe'] })
    if (child.pid !== undefined) onStart?.(child.pid)
    let why: string | undefined
    const end = (reason: string) => {
      why ??= reason
      signalGroup('SIGTERM')
      setTimeout(signalGroup, graceMs, 'SIGKILL').unref()
    }
    const signalGroup = (name: NodeJS.Signals) => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      if (isWindows) child.kill(name)
      else signalAll(child.pid, name)
    }
    const killGroup = () => {
      if (child.pid !== undefined && !isWindows) signalAll(child.pid, 'SIGKILL')
    }
    const timer = setTimeout(end, patienceMs, `it took longer than ${Math.round(patienceMs / 60_000)} min`)
    const onAbort = () => end(stopped)
    signal.addEventListener('abort', onAbort, { once: true })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => {
        file.write(bytes)
        last = (last + bytes.toString('utf8')).slice(-keptCharacters)
      })
    child.on('error', (cause) => {
      why ??= cause.message
    })
    const over = (code: number | null, name: string | null) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      for (const stream of [child.stdout, child.stderr]) stream.destroy()
      resolve(why ?? (code === 0 ? undefined : name === null ? `it ended with ${code}` : `it ended by ${name}`))
    }
    child.on('close', over)
    // A daemon that it started may keep its output for good: that is no reason to wait.
    child.on('exit', (code, name) => {
      // It ended because it was told to; what it had started need not have listened.
      if (why !== undefined) killGroup()
      setTimeout(over, drainMs, code, name).unref()
    })
  })
  await new Promise((resolve) => file.end(resolve))
  if (ended === undefined) return undefined
  const said = last.trim().split('\n').slice(-3).join(' ').trim()
  return said === '' ? ended : `${ended}: ${said}`
}

function signalAll(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name)
  } catch {
    // It ended meanwhile.
  }
}

/**
 * One that went on after whoever began it had ended: its process group ends.
 * @param startOf of a process that runs, as the process table tells it
 * @returns it is gone
 */
export async function endSetup(
  { pid, start }: { readonly pid: number; readonly start: string },
  startOf: (pid: number) => Promise<string | undefined>,
  graceMs = usualGraceMs,
): Promise<boolean> {
  const isThere = async () => (await startOf(pid)) === start
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    if (!(await isThere())) return true
    signalAll(process.platform === 'win32' ? -pid : pid, name)
    const untilMs = performance.now() + graceMs
    while ((await isThere()) && performance.now() < untilMs) await sleep(50)
  }
  return !(await isThere())
}
