/** Servers of agents on this machine: a process that was told a port is spoken to only if a process of that agent listens on it. */
import type { Agent, Platform } from '../agents/agent.ts'
import type { OsProcess, ProcessRef, ProcessTable } from '../core/process/process.ts'
import { isSameProcess, processId } from '../core/process/process.ts'

export type ServerPortOf = (agent: Agent, of: ProcessRef) => Promise<number | undefined>

const knownForMs = 10_000

export function createServerPorts(table: Pick<ProcessTable, 'inspect'>, platform: Platform): ServerPortOf {
  const known = new Map<string, { readonly port: number | undefined; readonly atMs: number }>()

  async function find(agent: Agent, of: ProcessRef): Promise<number | undefined> {
    const process = await table.inspect(of.pid)
    if (process === undefined || !isSameProcess(process, of)) return undefined
    const port = agent.hosting?.server?.portOf(process)
    if (port === undefined) return undefined
    const { findPortOwner } = await import('../control/port-owner.ts')
    const owner = await findPortOwner(port)
    const listener = owner === undefined ? undefined : await table.inspect(owner.pid)
    return listener !== undefined && isOf(agent, listener) ? port : undefined
  }

  const isOf = (agent: Agent, process: OsProcess) =>
    agent.mayBe(process) && agent.roleOf(process, platform) !== undefined

  return async function portOf(agent, of) {
    if (agent.hosting?.server === undefined) return undefined
    const before = known.get(processId(of))
    if (before !== undefined && Math.abs(Date.now() - before.atMs) < knownForMs) return before.port
    const port = await find(agent, of)
    if (known.size > 500) known.clear()
    known.set(processId(of), { port, atMs: Date.now() })
    return port
  }
}
