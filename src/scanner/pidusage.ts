/**
 * The one file that knows the pidusage package: memory in bytes and CPU time of a few processes, where ps-list told which.
 *
 * Linux does not use it: it keeps a file open per process asked about (324 after 300 pids, measured) until `clear()`, its
 * first CPU figure is always 0, and stat already tells both. Windows does not either: it starts a PowerShell at every call.
 */
export interface ProcessUse {
  readonly rssBytes: number
  readonly cpuTimeMs: number
}

/** Processes that ended in between are missing. */
export async function measureUse(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessUse>> {
  const use = new Map<number, ProcessUse>()
  if (pids.length === 0) return use
  const { default: pidusage } = await import('pidusage')
  try {
    const stats = await pidusage([...pids])
    for (const [pid, stat] of Object.entries(stats)) {
      if (stat) use.set(Number(pid), { rssBytes: stat.memory, cpuTimeMs: stat.ctime })
    }
    return use
  } catch (cause) {
    // pidusage fails as a whole when none of the pids is there any more.
    if (
      cause instanceof Error &&
      /no matching pid|ENOENT|ESRCH/i.test(`${cause.message} ${'code' in cause ? cause.code : ''}`)
    )
      return use
    throw cause
  } finally {
    pidusage.clear()
  }
}
