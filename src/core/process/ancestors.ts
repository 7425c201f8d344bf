/** Who started a process: what its terminal belongs to. */
import type { OsProcess, ProcessTable } from './process.ts'

/** Deeper than any shell in a shell goes. */
const mostAncestors = 30

/** Itself, then its parents, up to the first process. */
export async function ancestorsOf(pid: number, table: Pick<ProcessTable, 'inspect'>): Promise<readonly OsProcess[]> {
  const found: OsProcess[] = []
  let next = pid
  while (next > 1 && found.length < mostAncestors) {
    const process = await table.inspect(next)
    if (process === undefined || found.some((one) => one.pid === process.pid)) break
    found.push(process)
    next = process.ppid
  }
  return found
}
