/** Which reader of the process table serves on which system. */
import { createDarwinProcessTable } from './darwin/process-table.ts'
import { createLinuxProcessTable } from './linux/process-table.ts'
import type { PlatformTable } from './platform-table.ts'
import { createPortableProcessTable } from './portable-table.ts'
import { createWindowsProcessTable } from './win32/process-table.ts'

export function createProcessTable(platform: NodeJS.Platform = process.platform): PlatformTable {
  switch (platform) {
    case 'linux':
      return createLinuxProcessTable()
    case 'darwin':
      return withFallback(createDarwinProcessTable(), createPortableProcessTable())
    case 'win32':
      return createWindowsProcessTable()
    default:
      return createPortableProcessTable()
  }
}

/** Both name a process by the same (pid, start), so a look through the other one confuses nobody. */
export function withFallback(first: PlatformTable, second: PlatformTable): PlatformTable {
  let problems: readonly string[] = []
  return {
    problems: () => [...problems, ...(first.problems?.() ?? [])],
    async read(isInteresting) {
      try {
        problems = []
        return await first.read(isInteresting)
      } catch (cause) {
        problems = [`Less is known of each process: ${cause instanceof Error ? cause.message : cause}`]
        return second.read(isInteresting)
      }
    },
    async inspect(pid) {
      try {
        return await first.inspect(pid)
      } catch {
        return second.inspect(pid)
      }
    },
  }
}
