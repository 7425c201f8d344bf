/** A supervisor's socket, and its life: it stays as long as a program runs in it, and ends some time after the last one. */
import { createServer, type Server } from 'node:net'
import type { Result } from '../../core/result.ts'
import { ok } from '../../core/result.ts'
import type { SupervisorInfo } from '../../core/terminals/session.ts'
import { type ProtocolRange, protocolRange } from '../protocol.ts'
import type { RunDir } from '../run-dir.ts'
import { type Connection, serveConnection } from './connection.ts'
import type { Supervisor } from './supervisor.ts'

export interface ListenOptions {
  readonly supervisor: Supervisor
  readonly info: SupervisorInfo
  readonly runDir: RunDir
  readonly protocol?: ProtocolRange | undefined
  /** With nothing to hold and nobody connected. */
  readonly endsAfterIdleMs?: number | undefined
}

export interface Listening {
  readonly socket: string
  /** Resolves when it has let go of everything. */
  readonly closed: Promise<void>
  /** Ends all it holds, observed, and then itself. */
  stop(): Promise<unknown>
}

const usualIdleMs = 60_000

export async function listen(options: ListenOptions): Promise<Result<Listening, string>> {
  const { supervisor, info, runDir, protocol = protocolRange, endsAfterIdleMs = usualIdleMs } = options
  const prepared = await runDir.prepare()
  if (!prepared.ok) return prepared
  const found = runDir.newPlace()
  if (!found.ok) return found
  const { file, socket: path } = found.value
  const connections = new Map<Connection, () => void>()
  const closed = Promise.withResolvers<void>()
  let idle: NodeJS.Timeout | undefined
  let isClosing = false

  const server: Server = createServer((socket) => {
    clearTimeout(idle)
    const connection = serveConnection(socket, {
      supervisor,
      hello: { protocol, ...info },
      protocol,
      onStop: stop,
      onClosed: () => {
        connections.delete(connection)
        lookWhetherDone()
      },
    })
    connections.set(connection, () => socket.end())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  await runDir.publish(file, { ...info, socket: path })
  supervisor.onChange((change) => {
    for (const connection of connections.keys()) connection.tell(change)
    lookWhetherDone()
  })
  lookWhetherDone()

  function lookWhetherDone(): void {
    clearTimeout(idle)
    if (supervisor.running > 0 || isClosing) return
    // One that was replaced goes with its last program, whoever is connected.
    if (supervisor.isRetired) idle = setTimeout(close, 100)
    else if (connections.size === 0) idle = setTimeout(close, endsAfterIdleMs)
  }

  async function stop(): Promise<unknown> {
    supervisor.retire()
    const reports = await supervisor.endAll({})
    setTimeout(close, 100)
    return reports
  }

  async function close(): Promise<void> {
    if (isClosing || supervisor.running > 0) return
    isClosing = true
    await runDir.withdraw(file, path)
    server.close()
    for (const end of connections.values()) end()
    closed.resolve()
  }

  return ok({ socket: path, closed: closed.promise, stop })
}
