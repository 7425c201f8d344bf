/**
 * The process table of any Unix, from ps-list and pidusage alone: for systems we have no reader of our own for, and where
 * that reader fails. It tells neither run state, terminal nor working directory: those stay unknown. Starts have whole seconds.
 */

import { childrenByParent, descendantsOf } from '../core/process/descendants.ts'
import type { OsProcess, ProcessTable } from '../core/process/process.ts'
import { toLstart } from './darwin/ps.ts'
import { measureUse } from './pidusage.ts'
import { type ListedProcess, listProcesses } from './ps-list.ts'

export interface PortableTableOptions {
  readonly list?: typeof listProcesses
  readonly measure?: typeof measureUse
  readonly uid?: number | undefined
}

export function createPortableProcessTable({
  list = listProcesses,
  measure = measureUse,
  uid = process.getuid?.(),
}: PortableTableOptions = {}): ProcessTable {
  const readAll = async () => (await list()).flatMap((listed) => toProcess(listed, uid))

  return {
    async read(isInteresting) {
      const processes = await readAll()
      const watched = withDescendants(processes, isInteresting)
      return withUse(processes, watched, measure)
    },
    async inspect(pid) {
      const processes = (await readAll()).filter((process) => process.pid === pid)
      return (await withUse(processes, [pid], measure))[0]
    },
  }
}

/** The pids that interest and everything below them. */
export function withDescendants(
  processes: readonly OsProcess[],
  isInteresting: (process: OsProcess) => boolean,
): readonly number[] {
  const children = childrenByParent(processes)
  const watched = processes
    .filter(isInteresting)
    .flatMap(({ pid }) => [pid, ...descendantsOf(pid, children).map((child) => child.pid)])
  return [...new Set(watched)]
}

async function withUse(
  processes: readonly OsProcess[],
  watched: readonly number[],
  measure: typeof measureUse,
): Promise<readonly OsProcess[]> {
  const use = await measure(watched)
  return processes.map((process) => ({ ...process, ...use.get(process.pid) }))
}

/** Without a start there is no identity, and nothing could safely be done with it. */
function toProcess(listed: ListedProcess, uid: number | undefined): readonly OsProcess[] {
  const { startedAtMs } = listed
  if (startedAtMs === undefined) return []
  return [
    {
      pid: listed.pid,
      ppid: listed.ppid,
      start: toLstart(startedAtMs),
      startedAtMs,
      name: listed.name,
      exePath: listed.exePath,
      argv: listed.argv,
      isOwn: listed.uid === undefined || uid === undefined ? undefined : listed.uid === uid,
      state: 'unknown',
    },
  ]
}
