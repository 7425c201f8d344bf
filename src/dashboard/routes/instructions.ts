/** The lines that tell agents of `tce inbox` and `tce ping`: in and out of their instructions by a person's word alone. */
import type { InstructionService } from '../../services/instructions.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { instructionReportSchema } from '../schemas/instructions.ts'
import { bodyRefusals, problemSchema, refusals } from '../schemas/problem.ts'

const report = {
  description: 'How it stands now',
  content: { 'application/json': { schema: instructionReportSchema } },
}

const read = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/integrations/instructions',
  summary: 'Whether agents are told of tce inbox and tce ping, and what telling them would change',
  responses: { 200: report, ...refusals },
})

const changing = (verb: 'install' | 'uninstall', summary: string) =>
  createRoute({
    ...needs('admin', { body: jsonBody }),
    method: 'post',
    path: `/integrations/instructions/${verb}`,
    summary,
    responses: {
      200: report,
      ...bodyRefusals,
      409: { description: 'The file is left as it is', content: { 'application/json': { schema: problemSchema } } },
    },
  })

const install = changing('install', "Write the lines into the instructions of the user's agents")
const uninstall = changing('uninstall', 'Take them out again')

export const instructionRoutes = (instructions: InstructionService) =>
  createRouter()
    .openapi(read, async (c) => c.json(await instructions.read(), 200))
    .openapi(install, async (c) => {
      const done = await instructions.install(c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : c.json(problem(done.error.kind, done.error.message), 409)
    })
    .openapi(uninstall, async (c) => {
      const done = await instructions.uninstall(c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : c.json(problem(done.error.kind, done.error.message), 409)
    })
