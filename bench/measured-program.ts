/** One run of a program: what it took on the wall, of the processor with all its threads and children, and of memory at its peak. Linux. */
import { spawnSync } from 'node:child_process'

export interface ProgramToRun {
  readonly what: string
  readonly file: string
  readonly args: readonly string[]
  /** Nothing else is passed on but PATH. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd?: string | undefined
  readonly input?: string | undefined
}

export interface ProgramRun {
  readonly wallMs: number
  /** What a busy machine stretches least. */
  readonly cpuMs: number
  readonly rssMiB: number
  readonly output: string
}

/** bash tells the processor's time to the millisecond, /usr/bin/time the memory; both begin in a moment, and alike for all. */
const timed = 'TIMEFORMAT="%3U %3S"; time "$@"'

export function runProgram({ what, file, args, env, cwd, input }: ProgramToRun): ProgramRun {
  const startMs = performance.now()
  const { status, stdout, stderr } = spawnSync(
    'bash',
    // Its input is a socket, by which bash takes itself for one that was called over the network, and reads its user's start-up file.
    ['--norc', '-c', timed, 'bash', '/usr/bin/time', '-f', '%M', file, ...args],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { PATH: process.env['PATH'] ?? '', LC_NUMERIC: 'C', ...env },
      ...(cwd !== undefined && { cwd }),
      ...(input !== undefined && { input }),
    },
  )
  const wallMs = performance.now() - startMs
  if (status !== 0) throw new Error(`${what} ended with ${status}: ${stderr.slice(-500)}`)
  const [kib = '', seconds = ''] = stderr.trim().split('\n').slice(-2)
  const [user = Number.NaN, system = Number.NaN] = seconds.split(' ').map(Number)
  return { wallMs, cpuMs: (user + system) * 1000, rssMiB: Number(kib) / 1024, output: stdout }
}
