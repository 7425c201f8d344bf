/**
 * The process table of macOS: ps-list for names, paths and command lines, one `ps` for what it does not tell (state,
 * terminal, memory, CPU time, exact start), one `lsof` for the working directories of those that matter.
 */
import type { OsProcess } from '../../core/process/process.ts'
import { splitJoined } from '../argv.ts'
import { type RunCommand, runCommand } from '../command-output.ts'
import type { PlatformTable } from '../platform-table.ts'
import { withDescendants } from '../portable-table.ts'
import { type ListedProcess, listProcesses } from '../ps-list.ts'
import { parseLsof } from './lsof.ts'
import { type PsRow, parsePs, psColumns } from './ps.ts'

export interface DarwinTableOptions {
  readonly run?: RunCommand
  readonly list?: typeof listProcesses
  readonly uid?: number | undefined
}

export function createDarwinProcessTable({
  run = runCommand,
  list = listProcesses,
  uid = process.getuid?.(),
}: DarwinTableOptions = {}): PlatformTable {
  let problems: readonly string[] = []

  return {
    problems: () => problems,
    async read(isInteresting) {
      problems = []
      const [rows, listed] = await Promise.all([run('ps', ['-axwwo', psColumns]).then(parsePs), list()])
      const processes = joinRows(rows, listed, uid)
      const directories = await readDirectories(withDescendants(processes, isInteresting))
      return processes.map((process) => ({ ...process, cwd: directories.get(process.pid) }))
    },
    async inspect(pid) {
      const [row] = parsePs(await run('ps', ['-wwo', psColumns, '-p', String(pid)], { mayFailPartly: true }))
      if (row === undefined) return undefined
      const [listed, directories] = await Promise.all([describe(pid), readDirectories([pid])])
      const [found] = joinRows([row], [listed], uid)
      return found && { ...found, cwd: directories.get(pid) }
    },
  }

  async function readDirectories(pids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (pids.length === 0) return new Map()
    try {
      return parseLsof(await run('lsof', ['-a', '-d', 'cwd', '-Fpn', '-p', pids.join(',')], { mayFailPartly: true }))
    } catch (cause) {
      problems = [`Working directories are unknown: ${cause instanceof Error ? cause.message : cause}`]
      return new Map()
    }
  }

  async function describe(pid: number): Promise<ListedProcess> {
    const ask = async (column: string) =>
      (await run('ps', ['-wwo', column, '-p', String(pid)], { mayFailPartly: true })).trim()
    const [comm, args] = await Promise.all([ask('comm='), ask('args=')])
    const exePath = comm.startsWith('/') ? comm : undefined
    return { pid, ppid: 0, name: comm.slice(comm.lastIndexOf('/') + 1), exePath, argv: splitJoined(args, exePath) }
  }
}

/** Two listings are two moments: a process only one of them saw is shown by the other as far as it goes, or not at all. */
export function joinRows(
  rows: readonly PsRow[],
  listed: readonly ListedProcess[],
  uid: number | undefined,
): readonly OsProcess[] {
  const byPid = new Map(listed.map((process) => [process.pid, process]))
  return rows.map(({ pid, ppid, state, tty, rssBytes, cpuTimeMs, start, startedAtMs, uid: owner }) => {
    const seen = byPid.get(pid)
    return {
      pid,
      ppid,
      start,
      startedAtMs,
      state,
      tty,
      cpuTimeMs,
      rssBytes: state === 'zombie' ? undefined : rssBytes,
      isOwn: uid === undefined ? undefined : owner === uid,
      name: seen?.name ?? '',
      exePath: seen?.exePath,
      argv: seen?.argv,
    }
  })
}
