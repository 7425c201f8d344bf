/** How it stands with the tray, and saying whether it is wanted: the answer is kept in config.toml. */

import type { TrayState } from '../../core/tray/tray-state.ts'
import { trayInWords } from '../../core/tray/tray-words.ts'
import type { TrayControl } from '../../services/tray-control.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { bodyRefusals, problemSchema, refusals } from '../schemas/problem.ts'
import { trayAnswerBody, traySchema } from '../schemas/tray.ts'

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

const answerTray = createRoute({
  ...needs('change', { body: jsonBody, duty: 'settings' }),
  method: 'post',
  path: '/tray',
  summary: "Say whether the tray is wanted: fetches Electron's program and shows it, or ends it, and remembers",
  request: { body: { content: { 'application/json': { schema: trayAnswerBody } } } },
  responses: {
    200: { description: 'As it is now; fetching goes on', content: { 'application/json': { schema: traySchema } } },
    ...bodyRefusals,
    409: {
      description: 'The answer can not be kept in config.toml; nothing was done',
      content: { 'application/json': { schema: problemSchema } },
    },
  },
})

const without: TrayState = { kind: 'off', reason: 'not-started-here' }
const report = (state: TrayState) => ({ state, message: trayInWords(state) })

export function trayRoutes(tray: TrayControl | undefined) {
  return createRouter()
    .openapi(readTray, (c) => c.json(report(tray?.state() ?? without), 200))
    .openapi(answerTray, async (c) => {
      if (tray === undefined) return c.json(report(without), 200)
      const wanted = await tray.want(c.req.valid('json').isWanted, c.var.caller.actor)
      return wanted.ok ? c.json(report(wanted.value), 200) : c.json(problem('not-editable', wanted.error.message), 409)
    })
}
