/** The hosts that a look at the machine shows, as places where their sessions may ask. */
import type { Agent } from '../agents/agent.ts'
import type { HostPlace } from '../control/asking-hosts.ts'
import type { AgentProcess, HostRef, Scan } from '../core/process/process.ts'
import { processId } from '../core/process/process.ts'

/** A host is known by its windows, and stays known without one: its sessions go on, and may ask. */
export function createHostPlaces(shown: readonly Agent[]): (scan: Scan) => readonly HostPlace[] {
  let known: ReadonlyMap<string, HostPlace> = new Map()
  return function placesOf({ agents, helpers }) {
    const running = new Set([...agents, ...helpers].map(processId))
    const kept = [...known].filter(([key]) => running.has(key))
    const seen = agents.flatMap((window) => placeOf(window, window.host, shown) ?? [])
    known = new Map([...kept, ...seen.map((place) => [place.key, place] as const)])
    return [...known.values()]
  }
}

function placeOf(
  { agent: id }: Pick<AgentProcess, 'agent'>,
  host: HostRef | undefined,
  shown: readonly Agent[],
): HostPlace | undefined {
  const line = shown.find((agent) => agent.id === id)?.hosting?.line
  const configDir = host?.configDir
  if (host === undefined || line?.asking === undefined || configDir === undefined) return undefined
  const { asking } = line
  return {
    key: processId(host),
    agent: id,
    asking,
    open: async (ears) => (await import('../control/host-line.ts')).openHostLine(line.socketPath(configDir), ears),
  }
}
