/** A process table in memory, for tests of what stands on one. It passes tests/scanner/process-table.contract.ts as the real ones do. */
import type { OsProcess, ProcessTable } from '../../src/core/process/process.ts'

export interface FakeProcessTable extends ProcessTable {
  add(process: Partial<OsProcess> & Pick<OsProcess, 'pid'>): OsProcess
  change(pid: number, change: Partial<OsProcess>): void
  remove(pid: number): void
}

export function fakeProcess(process: Partial<OsProcess> & Pick<OsProcess, 'pid'>): OsProcess {
  return {
    ppid: 1,
    start: String(process.pid * 100),
    startedAtMs: 1_795_198_000_000,
    name: 'sleep',
    exePath: '/usr/bin/sleep',
    argv: ['sleep', '60'],
    cwd: '/home/dev',
    isOwn: true,
    state: 'sleeping',
    cpuTimeMs: 0,
    rssBytes: 1_000_000,
    ...process,
  }
}

export function createFakeProcessTable(processes: readonly OsProcess[] = []): FakeProcessTable {
  const table = new Map(processes.map((process) => [process.pid, process]))
  return {
    read: async () => [...table.values()],
    inspect: async (pid) => table.get(pid),
    add(process) {
      const added = fakeProcess(process)
      table.set(added.pid, added)
      return added
    },
    change(pid, change) {
      const before = table.get(pid)
      if (before === undefined) throw new Error(`there is no process ${pid} to change`)
      table.set(pid, { ...before, ...change })
    },
    remove: (pid) => void table.delete(pid),
  }
}
