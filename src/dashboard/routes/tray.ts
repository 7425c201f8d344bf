/** How it stands with the tray, and saying whether it is wanted: the answer is kept in config.toml. */
import type { Actor } from '../../core/audit/audit.ts'
import type { TrayAnswer, TrayState } from '../../core/tray/tray-state.ts'
import { trayReport } from '../../core/tray/tray-words.ts'
import type { TrayControl } from '../../services/tray-control.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { type Context, createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { bodyRefusals, problemSchema, refusals } from '../schemas/problem.ts'
import { hideTrayBody, traySchema } from '../schemas/tray.ts'

const readTray = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/tray',
  summary: "How it stands with the tray and the fetching of Electron's program",
  responses: {
    200: { description: 'As it is now', content: { 'application/json': { schema: traySchema } } },
    ...refusals,
  },
})

const answered = {
  200: { description: 'As it is now; fetching goes on', content: { 'application/json': { schema: traySchema } } },
  ...bodyRefusals,
  409: {
    description: 'The answer can not be kept in config.toml; nothing was done',
    content: { 'application/json': { schema: problemSchema } },
  },
}

/** A program is fetched and run. */
const showTray = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/tray/show',
  summary: "Fetch Electron's program where it is missing, show the tray, and remember that it is wanted",
  responses: answered,
})

const hideTray = createRoute({
  ...needs('change', { body: jsonBody, duty: 'settings' }),
  method: 'post',
  path: '/tray/hide',
  summary: 'End the tray, or the fetching of its program: until the next start, or for good',
  request: { body: { content: { 'application/json': { schema: hideTrayBody } } } },
  responses: answered,
})

const without: TrayState = { kind: 'off', reason: 'not-started-here' }

export function trayRoutes(tray: TrayControl | undefined) {
  return createRouter()
    .openapi(readTray, (c) => c.json(trayReport(tray?.state() ?? without), 200))
    .openapi(showTray, (c) => answer(c, 'yes', c.var.caller.actor))
    .openapi(hideTray, (c) => answer(c, c.req.valid('json').isForGood ? 'no' : 'later', c.var.caller.actor))

  async function answer(c: Context, given: TrayAnswer, actor: Actor) {
    if (tray === undefined) return c.json(trayReport(without), 200)
    const wanted = await tray.want(given, actor)
    return wanted.ok
      ? c.json(trayReport(wanted.value), 200)
      : c.json(problem('not-editable', wanted.error.message), 409)
  }
}
