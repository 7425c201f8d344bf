/** The lines to all supervisors of a data folder: kept while they are open, made anew when they are asked for. */
import type { ProcessTable } from '../../core/process/process.ts'
import { isSameProcess } from '../../core/process/process.ts'
import type { SupervisorInfo } from '../../core/terminals/session.ts'
import { buildHash } from '../build-hash.ts'
import { type ProtocolRange, protocolRange } from '../protocol.ts'
import { createRunDir } from '../run-dir.ts'
import { connectTo, type NoLine, type SupervisorLine } from './connect.ts'

export type FoundSupervisor =
  | { readonly info: SupervisorInfo; readonly line: SupervisorLine; readonly why?: undefined }
  | { readonly info: SupervisorInfo; readonly line?: undefined; readonly why: Exclude<NoLine, 'gone'> }

export interface Lines {
  /** The newest first. What is gone is cleaned up on the way, and nothing else. */
  find(): Promise<readonly FoundSupervisor[]>
  onLine(listener: (line: SupervisorLine) => void): void
  close(): void
}

export interface LinesOptions {
  readonly runDir: string
  readonly dataDir: string
  readonly table: Pick<ProcessTable, 'inspect'>
  readonly protocol?: ProtocolRange | undefined
  readonly helloWithinMs?: number | undefined
}

export function createLines(options: LinesOptions): Lines {
  const { runDir: dir, dataDir, table, protocol = protocolRange, helloWithinMs = 3_000 } = options
  const runDir = createRunDir(dir, dataDir)
  const open = new Map<string, Promise<FoundSupervisor | undefined>>()
  const lines = new Set<SupervisorLine>()
  const listeners: ((line: SupervisorLine) => void)[] = []

  async function reach(file: string, socket: string, info: SupervisorInfo): Promise<FoundSupervisor | undefined> {
    const connected = await connectTo(socket, { protocol, build: buildHash(), helloWithinMs })
    if (!connected.ok && connected.error === 'gone') {
      // Nobody listens there: either it is dead, or it is just about to leave.
      const found = await table.inspect(info.pid)
      if (found === undefined || !isSameProcess(found, info)) await runDir.withdraw(file, socket)
      return undefined
    }
    if (!connected.ok) return { info, why: connected.error === 'foreign' ? 'foreign' : 'silent' }
    const line = connected.value
    lines.add(line)
    line.closed.then(() => {
      lines.delete(line)
      open.delete(socket)
    })
    for (const listener of listeners) listener(line)
    return { info, line }
  }

  return {
    async find() {
      const all = await runDir.all()
      const found = await Promise.all(
        all.map(async ({ file, socket, ...info }) => {
          const before = open.get(socket)
          if (before !== undefined) return before
          const reached = reach(file, socket, info)
          open.set(socket, reached)
          const result = await reached
          if (result?.line === undefined) open.delete(socket)
          return result
        }),
      )
      return found.filter((one) => one !== undefined)
    },
    onLine: (listener) => void listeners.push(listener),
    close() {
      for (const line of lines) line.close()
    },
  }
}
