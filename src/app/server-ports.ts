/** Servers of agents on this machine: a process that was told a port is spoken to only if a process of that agent listens on it. */
import type { Agent, Platform } from '../agents/agent.ts'
import type { ServerPlace } from '../control/http-host-line.ts'
import type { OsProcess, ProcessRef, ProcessTable } from '../core/process/process.ts'
import { isSameProcess, processId } from '../core/process/process.ts'

export type ServerPlaceOf = (agent: Agent, of: ProcessRef) => Promise<ServerPlace | undefined>

const knownForMs = 10_000

/** @param passwordAt that TCE gave to whoever serves at a port */
export function createServerPorts(
  table: Pick<ProcessTable, 'inspect'>,
  platform: Platform,
  passwordAt: (port: number) => string | undefined,
): ServerPlaceOf {
  const known = new Map<string, { readonly place: ServerPlace | undefined; readonly atMs: number }>()

  async function find(agent: Agent, of: ProcessRef): Promise<ServerPlace | undefined> {
    const process = await table.inspect(of.pid)
    if (process === undefined || !isSameProcess(process, of)) return undefined
    const port = agent.hosting?.server?.portOf(process)
    if (port === undefined) return undefined
    const { findPortOwner } = await import('../control/port-owner.ts')
    const owner = await findPortOwner(port)
    const listener = owner === undefined ? undefined : await table.inspect(owner.pid)
    return listener !== undefined && isOf(agent, listener) ? placeAt(agent, port) : undefined
  }

  function placeAt(agent: Agent, port: number): ServerPlace {
    const user = agent.hosting?.server?.password?.user
    const password = user === undefined ? undefined : passwordAt(port)
    return { port, credentials: password === undefined ? undefined : `${user}:${password}` }
  }

  const isOf = (agent: Agent, process: OsProcess) =>
    agent.mayBe(process) && agent.roleOf(process, platform) !== undefined

  return async function placeOf(agent, of) {
    if (agent.hosting?.server === undefined) return undefined
    const before = known.get(processId(of))
    if (before !== undefined && Math.abs(Date.now() - before.atMs) < knownForMs) return before.place
    const place = await find(agent, of)
    if (known.size > 500) known.clear()
    known.set(processId(of), { place, atMs: Date.now() })
    return place
  }
}
