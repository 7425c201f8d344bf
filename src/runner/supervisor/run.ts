/** The program `tce supervisor run`: terminals and a socket, no database, no HTTP, no settings. Everything is loaded before it listens. */

import type { Result } from '../../core/result.ts'
import { err } from '../../core/result.ts'
import type { SupervisorInfo } from '../../core/terminals/session.ts'
import { ensurePrivateDir } from '../../storage/private-file.ts'
import { buildHash } from '../build-hash.ts'
import { loadPty } from '../pty.ts'
import { createRunDir } from '../run-dir.ts'
import { createSessionFiles, terminalsDir } from '../session-files.ts'
import { type Listening, listen } from './listen.ts'
import type { ProcessTools } from './own-processes.ts'
import { createSupervisor } from './supervisor.ts'

export interface SupervisorPlaces {
  readonly runDir: string
  readonly dataDir: string
}

export interface RunOptions extends SupervisorPlaces {
  readonly version: string
  readonly tools: ProcessTools
  readonly endsAfterIdleMs?: number | undefined
}

export async function runSupervisor(options: RunOptions): Promise<Result<Listening, string>> {
  const { runDir, dataDir, version, tools, endsAfterIdleMs } = options
  const startPty = await loadPty()
  if (!startPty.ok) return startPty
  const self = await tools.table.inspect(process.pid)
  if (self === undefined) return err('This process was not found in the process table.')
  const ref = { pid: self.pid, start: self.start }
  await ensurePrivateDir(terminalsDir(dataDir))
  const supervisor = createSupervisor({
    self: ref,
    files: createSessionFiles(dataDir),
    startPty: startPty.value,
    tools,
  })
  await supervisor.recover()
  const info: SupervisorInfo = { ...ref, version, build: buildHash(), startedAtMs: Date.now() }
  return listen({ supervisor, info, runDir: createRunDir(runDir, dataDir), endsAfterIdleMs })
}
