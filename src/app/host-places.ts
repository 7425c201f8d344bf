/** The hosts that a look at the machine shows, as places where their sessions may ask. */
import type { Agent } from '../agents/agent.ts'
import type { HostPlace } from '../control/asking-hosts.ts'
import type { AgentProcess, HostRef, ProcessRef, Scan } from '../core/process/process.ts'
import { processId } from '../core/process/process.ts'
import { err } from '../core/result.ts'
import type { ServerPlaceOf } from './server-ports.ts'

/** A host is known by its windows, and stays known without one: its sessions go on, and may ask. */
export function createHostPlaces(
  shown: readonly Agent[],
  serverOf: ServerPlaceOf,
): (scan: Scan) => readonly HostPlace[] {
  let known: ReadonlyMap<string, HostPlace> = new Map()
  const agentOf = ({ agent: id }: Pick<AgentProcess, 'agent'>) => shown.find((agent) => agent.id === id)

  return function placesOf({ agents, helpers }) {
    const all = [...agents, ...helpers]
    const running = new Set(all.map(processId))
    const kept = [...known].filter(([key]) => running.has(key))
    const carried = agents.flatMap((window) => carriedBy(agentOf(window), window.host) ?? [])
    const serving = all.flatMap((process) => servedBy(agentOf(process), process, serverOf) ?? [])
    known = new Map([...kept, ...[...carried, ...serving].map((place) => [place.key, place] as const)])
    return [...known.values()]
  }
}

function carriedBy(agent: Agent | undefined, host: HostRef | undefined): HostPlace | undefined {
  const line = agent?.hosting?.line
  const configDir = host?.configDir
  if (agent === undefined || host === undefined || line?.asking === undefined || configDir === undefined)
    return undefined
  return {
    key: processId(host),
    agent: agent.id,
    asking: line.asking,
    open: async (ears) => (await import('../control/host-line.ts')).openHostLine(line.socketPath(configDir), ears),
  }
}

/** A window that only shows what a server does is not one. */
function servedBy(
  agent: Agent | undefined,
  { pid, start, host }: ProcessRef & Pick<AgentProcess, 'host'>,
  serverOf: ServerPlaceOf,
): HostPlace | undefined {
  const server = agent?.hosting?.server
  if (agent === undefined || server === undefined || host !== undefined) return undefined
  return {
    key: processId({ pid, start }),
    agent: agent.id,
    asking: server.asking,
    async open(ears) {
      const place = await serverOf(agent, { pid, start })
      if (place === undefined) return err('it serves nobody')
      return (await import('../control/http-host-line.ts')).openHttpHostLine({ ...server, ...place }, ears)
    },
  }
}
