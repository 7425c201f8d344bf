/** TCE's line in the agents' own windows: in and out of their settings by a person's word alone. */
import type { StatusLineService } from '../../services/status-line.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { bodyRefusals, problemSchema, refusals } from '../schemas/problem.ts'
import { statusLineReportSchema } from '../schemas/status-line.ts'

const report = { description: 'How it stands now', content: { 'application/json': { schema: statusLineReportSchema } } }

const read = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/integrations/statusline',
  summary: "Whether TCE's line stands in the agents' windows, and what installing it would change",
  responses: { 200: report, ...refusals },
})

const changing = (verb: 'install' | 'uninstall', summary: string) =>
  createRoute({
    ...needs('admin', { body: jsonBody }),
    method: 'post',
    path: `/integrations/statusline/${verb}`,
    summary,
    responses: {
      200: report,
      ...bodyRefusals,
      409: { description: 'The file is left as it is', content: { 'application/json': { schema: problemSchema } } },
    },
  })

const install = changing('install', "Put TCE's command in the place of the user's status line, which it runs first")
const uninstall = changing('uninstall', "Give the user's own line back")

export const statusLineRoutes = (statusLine: StatusLineService) =>
  createRouter()
    .openapi(read, async (c) => c.json(await statusLine.read(), 200))
    .openapi(install, async (c) => {
      const done = await statusLine.install(c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : c.json(problem(done.error.kind, done.error.message), 409)
    })
    .openapi(uninstall, async (c) => {
      const done = await statusLine.uninstall(c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : c.json(problem(done.error.kind, done.error.message), 409)
    })
