/**
 * Who would take this program along at their end: its parents up to the first process. A `tce` that runs in an agent's own shell
 * must spare that agent also when a server, which has other parents, does the ending.
 */
import type { ProcessTable } from '../core/process/process.ts'

export async function ownAncestors(
  table: Pick<ProcessTable, 'inspect'>,
  selfPid: number = process.pid,
): Promise<ReadonlySet<number>> {
  const ancestors = new Set<number>()
  let parentPid = (await table.inspect(selfPid))?.ppid ?? 0
  while (parentPid > 0 && !ancestors.has(parentPid)) {
    ancestors.add(parentPid)
    parentPid = (await table.inspect(parentPid))?.ppid ?? 0
  }
  return ancestors
}
