import { availableParallelism, homedir, totalmem } from 'node:os'
import type { FleetService } from '../../services/fleet.ts'
import { needs } from '../access/route-access.ts'
import type { EventLoopMeter } from '../event-loop.ts'
import { createRoute, createRouter } from '../http.ts'
import { refusals } from '../schemas/problem.ts'
import { type HealthReport, healthSchema } from '../schemas/server.ts'
import type { Streams } from '../stream/streams.ts'

const readHealth = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/health',
  summary: 'How the server itself is',
  responses: {
    200: { description: 'It runs', content: { 'application/json': { schema: healthSchema } } },
    ...refusals,
  },
})

export interface HealthParts {
  readonly fleet: Pick<FleetService, 'read'>
  readonly streams: Pick<Streams, 'stats'>
  readonly eventLoop: Pick<EventLoopMeter, 'read'>
  readonly version: string
  readonly startedAtMs: number
  readonly scrape: () => HealthReport['scrape']
  readonly clock: () => number
}

export const healthRoutes = ({ fleet, streams, eventLoop, version, startedAtMs, scrape, clock }: HealthParts) =>
  createRouter().openapi(readHealth, async (c) => {
    // Whatever scan there is: asking how we are must not cause one.
    const { scannedAt, scanMs, processCount } = await fleet.read({ maxAgeMs: Number.POSITIVE_INFINITY })
    return c.json(
      {
        status: 'ok' as const,
        version,
        pid: process.pid,
        startedAt: new Date(startedAtMs).toISOString(),
        uptimeMs: clock() - startedAtMs,
        rssBytes: process.memoryUsage.rss(),
        eventLoop: await eventLoop.read(),
        scan: { at: scannedAt, ms: scanMs, processCount },
        machine: { memoryBytes: totalmem(), coreCount: availableParallelism(), homeDir: homedir() },
        streams: streams.stats,
        scrape: scrape(),
      },
      200,
    )
  })
