import type { FleetService } from '../../services/fleet.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { jumpReportSchema, pidParam, seenBody } from '../schemas/control.ts'
import { bodyRefusals, notFound, problemSchema } from '../schemas/problem.ts'
import { findSeen } from '../seen-process.ts'
import { freshEnoughMs } from './processes.ts'
import { refuseUnseen } from './refuse-unseen.ts'

const jump = createRoute({
  ...needs('change', { body: jsonBody }),
  method: 'post',
  path: '/jump/{pid}',
  summary: "Bring an agent's terminal to the front, on the machine that it runs on",
  request: { params: pidParam, body: { content: { 'application/json': { schema: seenBody } } } },
  responses: {
    200: {
      description: '`ok`: it is in front; else `message` says why not, and `command` leads there by hand',
      content: { 'application/json': { schema: jumpReportSchema } },
    },
    ...bodyRefusals,
    ...notFound,
    409: {
      description: 'The pid is another process by now',
      content: { 'application/json': { schema: problemSchema } },
    },
  },
})

export const jumpRoutes = (fleet: Pick<FleetService, 'read' | 'jump'>) =>
  createRouter().openapi(jump, async (c) => {
    const { processes } = await fleet.read({ maxAgeMs: freshEnoughMs })
    const target = findSeen(processes, c.req.valid('param').pid, c.req.valid('json'))
    if (!target.ok) return refuseUnseen(c, target.error)
    return c.json(await fleet.jump(target.value, c.var.caller.actor), 200)
  })
