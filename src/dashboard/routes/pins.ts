import type { Actor } from '../../core/audit/audit.ts'
import type { ProcessRef } from '../../core/process/process.ts'
import type { FleetService, PinReport } from '../../services/fleet.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { pidParam, pinReportSchema, type Seen, seenBody } from '../schemas/control.ts'
import { bodyRefusals, notFound, problemSchema } from '../schemas/problem.ts'
import { findSeen } from '../seen-process.ts'
import { freshEnoughMs } from './processes.ts'
import { refuseUnseen } from './refuse-unseen.ts'

const route = <const Path extends string>(path: Path, summary: string) =>
  createRoute({
    ...needs('change', { body: jsonBody, duty: 'pin' }),
    method: 'post',
    path,
    summary,
    request: { params: pidParam, body: { content: { 'application/json': { schema: seenBody } } } },
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: pinReportSchema } } },
      ...bodyRefusals,
      ...notFound,
      409: {
        description: 'The pid is another process by now',
        content: { 'application/json': { schema: problemSchema } },
      },
    },
  })

const pin = route('/pin/{pid}', 'Exempt a process from going stale')
const unpin = route('/unpin/{pid}', 'Take the exemption back')

export function pinRoutes(fleet: Pick<FleetService, 'read' | 'pin' | 'unpin'>) {
  return createRouter()
    .openapi(pin, (c) => answer(c, c.req.valid('param').pid, c.req.valid('json'), fleet.pin))
    .openapi(unpin, (c) => answer(c, c.req.valid('param').pid, c.req.valid('json'), fleet.unpin))

  async function answer(
    c: Context,
    pid: number,
    seen: Seen,
    change: (target: ProcessRef, actor: Actor) => Promise<PinReport>,
  ) {
    const { processes } = await fleet.read({ maxAgeMs: freshEnoughMs })
    const target = findSeen(processes, pid, seen)
    if (!target.ok) return refuseUnseen(c, target.error)
    const report = await change(target.value, c.var.caller.actor)
    return report.ok ? c.json(report, 200) : c.json(problem('gone', report.message), 409)
  }
}
