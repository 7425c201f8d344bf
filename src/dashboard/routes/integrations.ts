/** How agents are brought to tell TCE what they do. Their settings are written by a person's word alone. */
import { readIntegrations } from '../../services/integrations.ts'
import type { Services } from '../../services/services.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { hookBody, hookQuery, hookReportSchema, integrationListSchema } from '../schemas/integrations.ts'
import { bodyRefusals, problemSchema, refusals } from '../schemas/problem.ts'

const report = { description: 'How it stands now', content: { 'application/json': { schema: hookReportSchema } } }

const all = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/integrations',
  summary: 'What is connected, since when, the last sign of each, and what changes it',
  responses: {
    200: { description: 'Connected or not', content: { 'application/json': { schema: integrationListSchema } } },
    ...refusals,
  },
})

const read = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/integrations/hooks',
  summary: "In which agents' settings hooks of TCE stand, and what putting them in would change",
  request: { query: hookQuery },
  responses: { 200: report, ...refusals },
})

const changing = (verb: 'install' | 'uninstall', summary: string) =>
  createRoute({
    ...needs('admin', { body: jsonBody }),
    method: 'post',
    path: `/integrations/hooks/${verb}`,
    summary,
    request: { body: { content: { 'application/json': { schema: hookBody } } } },
    responses: {
      200: report,
      ...bodyRefusals,
      409: { description: 'The file is left as it is', content: { 'application/json': { schema: problemSchema } } },
    },
  })

const install = changing('install', 'Put hooks into the settings of the user, or of a project, while TCE serves')
const uninstall = changing('uninstall', 'Take them out, and put them in no more')

export const integrationRoutes = (services: Pick<Services, 'events' | 'hooks' | 'statusLine' | 'instructions'>) => {
  const { hooks } = services
  return createRouter()
    .openapi(all, async (c) => c.json({ integrations: await readIntegrations(services) }, 200))
    .openapi(read, async (c) => c.json(await hooks.read(c.req.valid('query')), 200))
    .openapi(install, async (c) => {
      const done = await hooks.install(c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : c.json(problem(done.error.kind, done.error.message), 409)
    })
    .openapi(uninstall, async (c) => {
      const done = await hooks.uninstall(c.req.valid('json'), c.var.caller.actor)
      return done.ok ? c.json(done.value, 200) : c.json(problem(done.error.kind, done.error.message), 409)
    })
}
