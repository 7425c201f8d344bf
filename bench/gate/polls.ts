/** Looks at ten processes of other agents with the sessions that they work in, and at a few hundred more: the same on every machine. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { agents } from '../../src/agents/index.ts'
import type { OsProcess } from '../../src/core/process/process.ts'
import { createScanner } from '../../src/scanner/scanner.ts'
import { otherAgents, writeSession } from '../agents/processes.ts'

const looks = 300
const beside = 300
/** Above what a system gives. */
const firstPid = 5_000_000

const home = mkdtempSync(join(tmpdir(), 'tce-gate-polls-'))
try {
  const others = otherAgents(home)
  const base = {
    ppid: 1,
    start: '100',
    startedAtMs: Date.now() - 60_000,
    state: 'sleeping',
    isOwn: true,
    cpuTimeMs: 10,
  } as const
  const processes: readonly OsProcess[] = [
    ...others.map(({ program, cwd }, at) => ({
      ...base,
      pid: firstPid + at,
      name: basename(program),
      exePath: program,
      argv: [program],
      cwd,
    })),
    ...Array.from({ length: beside }, (_, at) => ({
      ...base,
      pid: firstPid + 100 + at,
      name: 'sleep',
      argv: ['sleep', String(at)],
    })),
  ]
  for (const [at, other] of others.entries()) writeSession(home, other, firstPid + at)
  const scanner = createScanner({
    // Of each process a new object at every look, as where all were read again.
    table: { read: async () => processes.map((process) => ({ ...process })), inspect: async () => undefined },
    agents: Object.values(agents),
    environment: { platform: 'linux', homeDir: home, env: {} },
    readHeldFiles: (pid) => [others[pid - firstPid]?.lock ?? []].flat(),
    readMarks: undefined,
  })
  for (let look = 0; look < looks; look += 1) {
    const { agents: found } = await scanner.scan()
    const known = found.filter(({ sessionId }) => sessionId !== undefined).length
    if (known !== others.length) throw new Error(`Sessions of ${known} of ${others.length} processes were found.`)
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
