import type { KillOutcome } from '../../core/kill/kill.ts'
import type { FleetService } from '../../services/fleet.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import {
  forceQuery,
  killManyBody,
  killManySchema,
  killProblemSchema,
  killReportSchema,
  pidParam,
  seenBody,
} from '../schemas/control.ts'
import { bodyRefusals } from '../schemas/problem.ts'
import { everyProcess, findSeen } from '../seen-process.ts'
import { freshEnoughMs } from './processes.ts'
import { refuseUnseen } from './refuse-unseen.ts'

/** The status says whether it came to what was asked; the report says what was observed. */
const statusOf = {
  ended: 200,
  'still-alive': 202,
  'not-permitted': 403,
  protected: 403,
  'not-watched': 404,
  gone: 409,
  defunct: 409,
} as const satisfies Record<KillOutcome, number>

const report = { content: { 'application/json': { schema: killReportSchema } } }
const refusal = { content: { 'application/json': { schema: killProblemSchema } } }

const killOne = createRoute({
  ...needs('change', { body: jsonBody, duty: 'kill' }),
  method: 'post',
  path: '/kill/{pid}',
  summary: 'End one process: ask it, wait up to 5 s, say what was observed',
  request: {
    params: pidParam,
    query: forceQuery,
    body: { content: { 'application/json': { schema: seenBody } } },
  },
  responses: {
    200: { description: 'It was seen to end', ...report },
    202: { description: 'It was asked and still runs; `next` says what would help', ...report },
    ...bodyRefusals,
    403: { description: 'Not ours to end', ...refusal },
    404: { description: 'Not in our last scan', ...refusal },
    409: { description: 'Gone, defunct, or another process by now; nothing was ended', ...refusal },
  },
})

const killMany = createRoute({
  ...needs('change', { body: jsonBody, duty: 'kill' }),
  method: 'post',
  path: '/kill',
  summary: 'End exactly the processes that were shown',
  request: { body: { content: { 'application/json': { schema: killManyBody } }, required: true } },
  responses: {
    200: {
      description: 'One report per target, in the order asked for; each has its own `ok` and `outcome`',
      content: { 'application/json': { schema: killManySchema } },
    },
    ...bodyRefusals,
  },
})

export const killRoutes = (fleet: Pick<FleetService, 'read' | 'kill'>) =>
  createRouter()
    .openapi(killOne, async (c) => {
      const seen = await fleet.read({ maxAgeMs: freshEnoughMs })
      const target = findSeen(everyProcess(seen), c.req.valid('param').pid, c.req.valid('json'))
      if (!target.ok) return refuseUnseen(c, target.error)
      // A pid in the path names the process explicitly, the supervisor too.
      const force = c.req.valid('query').force === 'true'
      const [killed] = await fleet.kill({ targets: [target.value], force, isExplicit: true }, c.var.caller.actor)
      if (killed === undefined) throw new Error('A kill came back without a report.')
      const status = statusOf[killed.outcome]
      if (status === 200 || status === 202) return c.json(killed, status)
      return c.json({ ...problem(killed.outcome, killed.message), report: killed }, status)
    })
    .openapi(killMany, async (c) => {
      const { targets, force } = c.req.valid('json')
      return c.json({ reports: await fleet.kill({ targets, force }, c.var.caller.actor) }, 200)
    })
