import type { KeyService } from '../../services/keys.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { keyListSchema, newKeyBody, newKeySchema, revokeBody, revokedSchema } from '../schemas/keys.ts'
import { bodyRefusals, notFound, problemSchema, refusals } from '../schemas/problem.ts'

const list = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/keys',
  summary: 'The keys that programs send events with; never the keys themselves',
  responses: {
    200: { description: 'Oldest first', content: { 'application/json': { schema: keyListSchema } } },
    ...refusals,
  },
})

const add = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/keys',
  summary: 'Make a key. It is told in this answer and never again',
  request: { body: { content: { 'application/json': { schema: newKeyBody } } } },
  responses: {
    200: { description: 'Made', content: { 'application/json': { schema: newKeySchema } } },
    ...bodyRefusals,
    409: { description: 'No such key can be made', content: { 'application/json': { schema: problemSchema } } },
  },
})

const revoke = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/keys/revoke',
  summary: 'Revoke a key, by its label or id: it is refused from now on',
  request: { body: { content: { 'application/json': { schema: revokeBody } } } },
  responses: {
    200: { description: 'Revoked', content: { 'application/json': { schema: revokedSchema } } },
    ...bodyRefusals,
    ...notFound,
  },
})

export const keyRoutes = (keys: KeyService) =>
  createRouter()
    .openapi(list, async (c) => c.json({ keys: await keys.list() }, 200))
    .openapi(add, async (c) => {
      const added = await keys.add(c.req.valid('json'), c.var.caller.actor)
      return added.ok ? c.json(added.value, 200) : c.json(problem('no-such-key', added.error), 409)
    })
    .openapi(revoke, async (c) => {
      const { key: labelOrId } = c.req.valid('json')
      const key = await keys.revoke(labelOrId, c.var.caller.actor)
      return key === undefined
        ? c.json(problem('not-found', `There is no key “${labelOrId}”. See: tce keys list`), 404)
        : c.json({ key }, 200)
    })
