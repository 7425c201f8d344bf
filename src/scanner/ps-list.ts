/**
 * The one file that knows the ps-list package: pid, parent, owner, name, path, start and command line of every process.
 *
 * macOS asks it at every look. Linux does not: it runs `ps` twice and tells neither state, terminal, memory in bytes nor
 * working directory. Measured on 380 processes (Node 24, 2 cores): 16–18 ms and 6–7 ms of our own CPU per look, where
 * linux/process-table.ts takes 1–2 ms and no child process; bench/scan.ts repeats the comparison. On Windows it gives pid,
 * parent and name only and throws on ARM64, so win32/ asks the system itself.
 */
import type psList from 'ps-list'
import { splitJoined } from './argv.ts'

export interface ListedProcess {
  readonly pid: number
  readonly ppid: number
  readonly uid?: number | undefined
  readonly name: string
  readonly exePath?: string | undefined
  readonly argv?: readonly string[] | undefined
  /** Whole seconds. */
  readonly startedAtMs?: number | undefined
}

export async function listProcesses(): Promise<readonly ListedProcess[]> {
  // Loaded on first use: a look through /proc must not pay for it.
  const { default: list } = await import('ps-list')
  return (await list()).map(toListed)
}

type Described = Awaited<ReturnType<typeof psList>>[number]

/** Where the command line does not begin with a path, ps-list's name is what `ps -o comm=` says: the path itself on macOS. */
export function toListed({ pid, ppid, uid, name, path, cmd, startTime }: Described): ListedProcess {
  const exePath = [path, name].find((candidate) => candidate?.startsWith('/'))
  return {
    pid,
    ppid,
    uid,
    name: name.slice(name.lastIndexOf('/') + 1),
    exePath,
    argv: splitJoined(cmd ?? '', exePath),
    startedAtMs: startTime?.getTime(),
  }
}
