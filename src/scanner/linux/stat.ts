/**
 * /proc/<pid>/stat, one line (proc_pid_stat(5)):
 *   11263 (my (odd) name) S 11200 11263 11200 34816 11263 4194304 … 512 64 … 67281 …
 * The name may hold spaces and parentheses, so fields are counted from the last ")".
 */
import { basename } from 'node:path'
import type { RunState } from '../../core/process/process.ts'

/** Of fifty: where its stack begins. */
const lastField = 28

export interface ProcStat {
  readonly pid: number
  readonly name: string
  readonly state: RunState
  readonly ppid: number
  readonly tty?: string | undefined
  /** Has a program in memory: not so a kernel thread, a zombie, and a process in the middle of its end. */
  readonly hasImage: boolean
  /** User and system time in clock ticks. */
  readonly cpuTicks: number
  /** Field 22 as it stands there: ticks since boot. */
  readonly start: string
  readonly rssPages: number
  /** Changes when the process executes another program: where its code and its stack begin. */
  readonly imageMark: string
}

/** Node.js names its main thread since version 22, and that is the name the kernel gives the process. The program tells more. */
export const programName = (kernelName: string, exePath: string | undefined): string =>
  kernelName === 'MainThread' && exePath !== undefined ? basename(exePath) : kernelName

/** Undefined when the text is not a whole stat line (the process ended while it was read). */
export function parseStat(text: string): ProcStat | undefined {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 1 || close < open) return undefined
  const fields = text.slice(close + 2).split(' ', lastField - 2)
  /** Numbered as in the manual, where the state is field 3. */
  const field = (number: number) => fields[number - 3]
  const start = field(22)
  const pid = Number.parseInt(text, 10)
  const ppid = Number(field(4))
  if (start === undefined || !/^\d+$/.test(start) || !Number.isInteger(pid) || !Number.isInteger(ppid)) return undefined
  return {
    pid,
    ppid,
    start,
    name: text.slice(open + 1, close),
    state: runStateOf(field(3) ?? ''),
    tty: terminalName(Number(field(7))),
    // Where the code begins; 1 where we may not know, 0 where there is none.
    hasImage: field(26) !== '0',
    cpuTicks: Number(field(14)) + Number(field(15)),
    rssPages: Number(field(24) ?? 0),
    imageMark: `${field(26)} ${field(28)}`,
  }
}

/**
 * `t` (held by a debugger) is not `T` (suspended): strace passes through it all the time.
 * `D` waits for a disk and `I` is an idle kernel thread: both sleep.
 */
export function runStateOf(letter: string): RunState {
  switch (letter) {
    case 'R':
      return 'running'
    case 'S':
    case 'D':
    case 'I':
    case 't':
      return 'sleeping'
    case 'T':
      return 'stopped'
    case 'Z':
      return 'zombie'
    default:
      return 'unknown'
  }
}

/** Device numbers of terminals: Documentation/admin-guide/devices.txt. The minor number is split around the major one. */
export function terminalName(ttyNumber: number): string | undefined {
  const major = (ttyNumber >> 8) & 0xfff
  const minor = (ttyNumber & 0xff) | ((ttyNumber >> 12) & 0xfff00)
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`
  return undefined
}
