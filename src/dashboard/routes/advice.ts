/** Where money may be saved, each finding with its evidence; and which rules are of no use to their user. */
import type { AdviceService } from '../../services/advice.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { adviceChange, adviceQuery, adviceSchema, hiddenSchema } from '../schemas/advice.ts'
import { answer } from '../schemas/answer.ts'
import { bodyRefusals, refusals, unwritable } from '../schemas/problem.ts'

const read = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/advice',
  summary: 'Findings by money, from what is known by now',
  request: { query: adviceQuery },
  responses: { 200: answer('The findings', adviceSchema), ...refusals },
})

const change = createRoute({
  ...needs('change', { body: jsonBody, duty: 'settings' }),
  method: 'post',
  path: '/advice',
  summary: 'Hide a rule, everywhere or in a project, or show it again',
  request: { body: { content: { 'application/json': { schema: adviceChange } } } },
  responses: { 200: answer('All that are hidden', hiddenSchema), ...bodyRefusals, ...unwritable },
})

export const adviceRoutes = (advice: AdviceService) =>
  createRouter()
    .openapi(read, async (c) => {
      const { days, project, git, all, hidden } = c.req.valid('query')
      const flags = { withGit: git === 'true', allCases: all === 'true', withHidden: hidden === 'true' }
      return c.json(await advice.report({ days, project, ...flags }), 200)
    })
    .openapi(change, async (c) => {
      const changed = await advice.change(c.req.valid('json'), c.var.caller.actor)
      if (changed.ok) return c.json({ hidden: [...changed.value.hidden] }, 200)
      return c.json(problem(changed.error.kind, changed.error.message), 503)
    })
