/** As much of the services as a look at the agents needs. All services are one as well. */
import type { FleetService } from './fleet.ts'
import type { Services } from './services.ts'

export interface LookServices {
  readonly fleet: Pick<FleetService, 'read'>
  /** What a server has at hand; counted for one look it would make everybody wait. */
  readonly atHand?: AtHand | undefined
  close(): Promise<void>
}

export interface AtHand {
  readonly usage: Pick<Services['usage'], 'report'>
  readonly limits: Pick<Services['limits'], 'read'>
  readonly sessions: Pick<Services['sessions'], 'list' | 'find'>
}

export const lookOf = (services: Services): LookServices => ({
  fleet: services.fleet,
  atHand: services.origin === 'server' ? services : undefined,
  close: () => services.close(),
})
