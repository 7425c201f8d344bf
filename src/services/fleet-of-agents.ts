/** A fleet service that tells of some kinds of agents alone, whoever asks: what is done is done as before. */
import type { AgentId } from '../core/process/agent-ids.ts'
import { fleetOfAgents } from '../core/process/fleet-filter.ts'
import type { FleetReport } from '../core/process/report.ts'
import type { BusService } from './bus.ts'
import type { FleetService } from './fleet.ts'

interface Told {
  readonly fleet: FleetService
  readonly bus: BusService
}

export function withAgents<T extends Told>(services: T, agents: readonly AgentId[] | undefined): T {
  if (agents === undefined) return services
  const { fleet, bus } = services
  return {
    ...services,
    fleet: { ...fleet, read: async (options) => fleetOfAgents(await fleet.read(options), agents) },
    bus: {
      follow: (types, listener, options) =>
        bus.follow(
          types,
          (event) => listener(event.type === 'fleet.changed' ? filtered(event, agents) : event),
          options,
        ),
    },
  }
}

const filtered = <E extends { readonly data: unknown }>(event: E, agents: readonly AgentId[]): E => ({
  ...event,
  data: fleetOfAgents(event.data as FleetReport, agents),
})
