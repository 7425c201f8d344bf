/** How well events come in: how soon they are stored, and what was refused. */

import { needs } from '../access/route-access.ts'
import type { CaptureMeter } from '../capture-meter.ts'
import { createRoute, createRouter, type Middleware } from '../http.ts'
import { intakeSchema } from '../schemas/captured.ts'
import { refusals } from '../schemas/problem.ts'

const intake = createRoute({
  ...needs('read-events'),
  method: 'get',
  path: '/events/intake',
  summary: 'How soon events are stored, and how many were refused since this server listens',
  responses: {
    200: { description: 'By status', content: { 'application/json': { schema: intakeSchema } } },
    ...refusals,
  },
})

/** Before the route of one event: this is no id. */
export const eventIntakeRoutes = (captures: Pick<CaptureMeter, 'intake'>) =>
  createRouter().openapi(intake, (c) => c.json(captures.intake(), 200))

const isIntake = (path: string): boolean => /^(\/api)?\/events$|^\/v1\//.test(path)

/** Before the gate, which refuses, too. */
export const countRefusals = (captures: Pick<CaptureMeter, 'refused'>): Middleware =>
  async function countRefusals(c, next) {
    await next()
    if (c.res.status >= 400 && c.req.method === 'POST' && isIntake(c.req.path)) captures.refused(c.res.status)
  }
