import { fleetOfAgents } from '../../core/process/fleet-filter.ts'
import type { FleetReport } from '../../core/process/report.ts'
import { seconds } from '../../core/time/duration.ts'
import type { FleetService } from '../../services/fleet.ts'
import { needs } from '../access/route-access.ts'
import { fleetJson } from '../fleet-json.ts'
import { createRoute, createRouter, sendJson, z } from '../http.ts'
import { agentFilter } from '../schemas/fields.ts'
import { fleetSchema } from '../schemas/fleet.ts'
import { refusals } from '../schemas/problem.ts'

/** Readers within this time share one scan; it is the pace of attentive looks. */
export const freshEnoughMs = seconds(1.5)

const listProcesses = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/processes',
  summary: 'Every agent process, how it is and what it does',
  request: { query: z.object({ agent: agentFilter.optional() }) },
  responses: {
    200: { description: 'The fleet', content: { 'application/json': { schema: fleetSchema } } },
    ...refusals,
  },
})

export const processRoutes = (fleet: Pick<FleetService, 'read'>) =>
  createRouter().openapi(listProcesses, async (c) =>
    sendJson<FleetReport>(
      c,
      fleetJson(fleetOfAgents(await fleet.read({ maxAgeMs: freshEnoughMs }), c.req.valid('query').agent)).bytes,
    ),
  )
